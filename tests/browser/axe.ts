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
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>(
    `axe.run(document, { resultTypes: ["violations"] })`,
  );
  return violations.map(({ id, help, nodes }) =>
    `${id}: ${help}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(" | ")}`
  );
}

/** All folded parts open, so that what is in them is looked at too. */
export const unfold = (page: Page) =>
  page.evaluate(`document.querySelectorAll("details").forEach((one) => one.open = true)`);
