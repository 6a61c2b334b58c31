import { assert, assertEquals } from "@std/assert";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import { evaluation, fakeExperiment, fakeRun } from "../reports/fake.ts";
import { wanted, WIDE, withReport } from "./open.ts";

/** Losses that come out otherwise when they are rounded twice, to six digits and then to four decimals. */
const LOSSES = [2.241946, 2.30334651, 2.41234951];

/** All numbers with decimals that a page shows or says. */
const NUMBERS = `(() => {
  const said = [...document.querySelectorAll("[aria-label], [title]")].map((one) => (one.ariaLabel ?? "") + " " + one.title);
  const drawn = [...document.querySelectorAll("title")].map((one) => one.textContent);
  return [document.body.innerText, ...said, ...drawn].join(" ").match(/\\d+\\.\\d{2,}/g);
})()`;

/** Of each loss, how it is written: every number that is as near to it as rounding leaves it. */
function writtenAs(numbers: readonly string[], loss: number): string[] {
  const near = numbers.filter((text) => {
    const unit = 10 ** -text.split(".")[1].length;
    return unit < 0.001 && Math.abs(Number(text) - loss) < 1.6 * unit;
  });
  assert(near.length > 1, `${loss} is written ${near.length} times`);
  return [...new Set(near.map((text) => `${text.split(".")[1].length}: ${text}`))].sort();
}

Deno.test(
  needs("each loss is rounded once: all its occurrences on a page agree", wanted),
  async () => {
    const report = renderReport(fakeExperiment(LOSSES.map((val, i) => {
      const losses = evaluation(3, { train: val + 0.4, val, test: val + 0.8 });
      return fakeRun({
        variant: `v${i}`,
        evaluations: [...evaluation(0, { val: 3.3 }), ...losses],
        summary: { final: losses },
      });
    })));
    await withReport(report, WIDE, async ({ page }) => {
      const numbers = await page.evaluate<string[]>(NUMBERS);
      for (const loss of LOSSES) {
        assertEquals(writtenAs(numbers, loss), [`4: ${loss.toFixed(4)}`]);
      }
      assertEquals(writtenAs([...numbers, "2.2420"], LOSSES[0]).length, 2);
    });
  },
);
