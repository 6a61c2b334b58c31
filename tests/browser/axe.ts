/**
 * What axe-core objects to on a page.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix
import axe from "npm:axe-core@4.10.3";
import type { Page } from "./playwright.ts";

/**
 * axe-core's violations, each with the first elements that have it. Playwright's evaluation is not under the page's own
 * policy.
 */
export async function violations(page: Page, options: axe.RunOptions = {}): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>(
    `axe.run(document, ${JSON.stringify({ resultTypes: ["violations"], ...options })})`,
  );
  return violations.map(({ id, help, nodes }) =>
    `${id}: ${help}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(" | ")}`
  );
}

/** Those of a page in the light scheme and, where only colors are others, in the dark one. */
export async function violationsInBoth(page: Page): Promise<string[]> {
  const light = await violations(page);
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await violations(page, { runOnly: ["color-contrast"] });
  return [...light, ...dark.map((one) => `dark: ${one}`)];
}

/** All folded parts open, so that what is in them is looked at too. */
export const unfold = (page: Page) =>
  page.evaluate(`document.querySelectorAll("details").forEach((one) => one.open = true)`);
