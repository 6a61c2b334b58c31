import { assertEquals } from "@std/assert";
import { renderReport } from "../../reports/page.ts";
import { needs } from "../permissions.ts";
import { evaluation, fakeExperiment, fakeRun } from "../reports/fake.ts";
import { NARROW, wanted, WIDE, withReport } from "./open.ts";

const rate = (initial: number, val: number, losses = [3.3, 3, 2.9]) =>
  fakeRun({
    variant: `lr ${initial}`,
    config: { training: { learningRate: { schedule: "constant", initial } } },
    losses,
    evaluations: [0, 1, 2, 3].flatMap((step) => evaluation(step, { val: step < 2 ? 3.3 : val })),
    summary: { final: evaluation(3, { train: 2, val }) },
  });
const report = renderReport(
  fakeExperiment([rate(0.1, 2.5), rate(0.2, 2.4), rate(5, 40, [3.3, 33.1, 21])]),
);

Deno.test(
  needs(
    "right below the answer stands from where on they differ, what went wrong and what to try",
    wanted,
  ),
  async () => {
    for (const size of [WIDE, NARROW]) {
      await withReport(report, size, async ({ page, wrong }) => {
        const told = page.locator(".answer .further");
        assertEquals(await told.locator("dt").allTextContents(), [
          "From where on",
          "What went wrong",
          "What to try next",
        ]);
        assertEquals(await told.locator("dd").allTextContents(), [
          "From step 2 on, at every evaluation (2), lr 0.2 is lower than lr 0.1; with one seed that is their order, no evidence.",
          "lr 5: the highest minibatch loss was 33.1000, at step 1; over no 21 steps was the mean below guessing (ln 27 = 3.2958).",
          "The best learning rate may be any from 0.1 to 0.2: try values between, or more seeds.",
        ]);
        const isWithin = await page.evaluate<boolean>(
          "document.documentElement.scrollWidth <= innerWidth",
        );
        assertEquals(isWithin, true);
        assertEquals(wrong, []);
      });
    }
  },
);
