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
    summary: { final: evaluation(3, { train: val - 0.1, val }) },
    updates: [0, 1].map((step) => (
      { step, parameter: "W2", data: 1, gradient: 1, update: val > 3 ? 40 : 0.1 }
    )),
  });
const report = renderReport(
  fakeExperiment([rate(0.1, 2.5), rate(0.2, 2.4), rate(5, 40, [3.3, 33.1, 21])]),
);

Deno.test(
  needs(
    "right below the answer stands from where on they differ, what went wrong and why, and what to try",
    wanted,
  ),
  async () => {
    for (const size of [WIDE, NARROW]) {
      await withReport(report, size, async ({ page, wrong }) => {
        const told = page.locator(".answer .further");
        assertEquals(await told.locator("dt").allTextContents(), [
          "From where on",
          "What went wrong",
          "Why the worst ends higher",
          "What to try next",
          "How to reproduce",
        ]);
        const answers = await told.locator("dd").allTextContents();
        assertEquals(answers.map((text) => text.trim().replace(/\s+/g, " ")), [
          "From step 2 on, at every evaluation (2 of 4), lr 0.2 is lower than lr 0.1; with one seed that is their order, no evidence.",
          "lr 5: the likely cause is too large steps. lr 0.2 still trains, lr 5 does not. After the first update its minibatch loss is 33.1 (lr 0.2: 3). An update usually changes W2 by 40 times its size, 400 times what lr 0.2 does.",
          "Of those that train, lr 0.1 ends 0.1000 above lr 0.2, which is no evidence with one seed. On train it ends 0.1000 higher too (2.4000; lr 0.2: 2.3000): it fits less well, and the gap from train to val is about the same. Inside, nothing looks clearly worse in it than in lr 0.2 (compared: sizes of updates).",
          "With one seed the best learning rate may be any from 0.1 to 0.2: try values between, or below 0.1.",
          "More seeds, since one does not show what chance does: deno task run experiments/fake.json --set 'seeds=[1,2,3,4,5]' trains five.",
          "deno task run experiments/fake.json. Seeds, versions, hashes, settings",
        ]);
        await told.getByRole("link", { name: "Seeds, versions, hashes, settings" }).click();
        await page.locator("#command").waitFor({ state: "visible" });
        const isWithin = await page.evaluate<boolean>(
          "document.documentElement.scrollWidth <= innerWidth",
        );
        assertEquals(isWithin, true);
        assertEquals(wrong, []);
      });
    }
  },
);
