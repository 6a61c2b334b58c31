import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import type { Page } from "./playwright.ts";
import { renderReport } from "../../reports/page.ts";
import { run, withHost } from "../cli/host.ts";
import { needs } from "../permissions.ts";
import { bnReport, HOSTILE, hostileReport } from "../reports/examples.ts";
import { NARROW, wanted, WIDE, withReport } from "./open.ts";

/** Text that a config and a CSV file may hold, which takes no control characters. */
const TEXTS = HOSTILE.filter((text) => !/\p{Cc}|\p{Cs}/u.test(text)).map((text) =>
  text.slice(0, 100).trim()
);

/**
 * A report of a real experiment all of whose words are hostile: title, variants, the column and the cells of its CSV
 * file.
 */
async function realHostileReport(): Promise<string> {
  let html = "";
  await withHost(async (host) => {
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const data = [...TEXTS, ...TEXTS.map((text) => text.slice(1)), "x".repeat(10_000)];
    const lines = [TEXTS[1], ...data.map((text) => text.replaceAll(".", ""))];
    await Deno.writeTextFile(join(host.folder, "data.csv"), lines.map(cell).join("\r\n"));
    const all = TEXTS.join(" ");
    await Deno.writeTextFile(
      join(host.folder, "hostile.json"),
      JSON.stringify({
        title: all.slice(0, 200),
        question: all.slice(0, 1000),
        comment: all,
        dataset: { source: { csv: "data.csv", column: TEXTS[1] }, splits: [0.6, 0.2, 0.2] },
        model: { embeddingSize: 2, hiddenSizes: [8] },
        training: { steps: 30 },
        samples: { count: 3, maxLength: 30 },
        variants: Object.fromEntries(TEXTS.map((text) => [text, {}])),
      }),
    );
    const code = await run(host, "run", "hostile.json");
    assertEquals(code, 0, host.complained);
    html = await Deno.readTextFile(join(host.folder, "results/hostile/report.html"));
  });
  return html;
}

/** Opens all that is folded and presses every button there is. */
async function useAll(page: Page) {
  await page.evaluate(`document.querySelectorAll("details").forEach((one) => one.open = true)`);
  await page.evaluate(`document.querySelectorAll("button").forEach((one) => one.click())`);
  await page.evaluate(`document.querySelectorAll("input, select").forEach((one) => {
    one.focus();
    one.dispatchEvent(new Event("input", { bubbles: true }));
    one.dispatchEvent(new Event("change", { bubbles: true }));
  })`);
  await page.mouse.move(300, 300);
  await page.waitForTimeout(500);
}

const reports = {
  "made up": () => Promise.resolve(renderReport(hostileReport())),
  "of a real experiment": realHostileReport,
  "on a page of two experiments": () =>
    Promise.resolve(renderReport(bnReport(50), hostileReport())),
};

for (const [where, make] of Object.entries(reports)) {
  Deno.test(needs(`hostile text stays text, whatever is pressed: ${where}`, wanted), async () => {
    const html = await make();
    for (const size of [NARROW, WIDE]) {
      await withReport(html, size, async ({ page, wrong, requests, own }) => {
        await useAll(page);
        assertEquals(wrong, []);
        assertEquals(requests.filter((address) => !address.startsWith("blob:")), [own]);
        assertEquals(await page.evaluate("typeof globalThis.canary"), "undefined");
        const foreign = await page.evaluate<string[]>(
          `[...document.querySelectorAll("img, iframe, object, embed, body script:not(:last-child):not(#page-data), [onload], [onerror], [onfocus], [onmouseover]")]
            .map((one) => one.outerHTML.slice(0, 100))`,
        );
        assertEquals(foreign, []);
        const text = await page.evaluate<string>("document.body.textContent");
        assert(text.includes("<script>canary = 1</script>"));
        assertEquals(
          await page.evaluate("document.documentElement.scrollWidth"),
          size.viewport!.width,
        );
      });
    }
  });
}

Deno.test(needs("a canary that fires is noticed", wanted), async () => {
  // Another policy, or the browser would not run it.
  const html = renderReport(bnReport(50))
    .replace(/<meta http-equiv[^>]*>/, "").replace("<h1", "<script>canary = 1</script><h1");
  await withReport(html, WIDE, async ({ page }) => {
    assertEquals(await page.evaluate("typeof globalThis.canary"), "number");
  });
});
