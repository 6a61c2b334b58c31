import { assertEquals, assertStringIncludes } from "@std/assert";
import { drawn } from "../../reports/charts/svg.ts";
import { thumbnail } from "../../reports/charts/thumbnail.ts";
import { findRates } from "../../reports/finder/find_rates.ts";
import { variantsOf } from "../../reports/rows.ts";
import type { StoredRun } from "../../runner/results.ts";
import { evaluation, fakeRun } from "./fake.ts";
import { finderReport } from "./finder/example.ts";

const runs = (count: number, at: number[]): StoredRun[] =>
  Array.from({ length: count }, (_, i) =>
    fakeRun({
      variant: `v${i}`,
      seed: 1,
      evaluations: at.map((step) => (
        { step, split: "val" as const, statistics: "none" as const, loss: 3 - i / 100 - step / 99 }
      )),
      summary: { final: evaluation(3, { train: 2, val: 2.5 - i / 100 }) },
    }));
const titleOf = (some: StoredRun[]) => thumbnail(variantsOf(some))?.title;
const svgOf = (some: StoredRun[]) => drawn(thumbnail(variantsOf(some))!.draw, "x").text;

Deno.test("few variants are lines of val losses, many are final losses", () => {
  assertEquals(titleOf(runs(2, [0, 1, 2, 3])), "Val loss by step");
  assertEquals(svgOf(runs(2, [0, 1, 2, 3])).match(/stroke="var\(--color-[01]\)"/g)?.length, 2);
  assertEquals(titleOf(runs(2, [0, 3])), "Final val loss of each");
  assertEquals(titleOf(runs(9, [0, 1, 2, 3])), "Final val loss of each");
  assertStringIncludes(svgOf(runs(9, [0, 3])), "v8\u2069: 2.4200");
  assertEquals(svgOf(runs(9, [0, 3])).match(/fill="var\(--key-lowest\)"/g)?.length, 1);
});

Deno.test("what has one loss, or none, has no chart", () => {
  assertEquals(titleOf(runs(1, [0])), undefined);
  assertEquals(titleOf([]), undefined);
});

Deno.test("a finder's is the loss by the rate", () => {
  const report = finderReport();
  const chart = thumbnail(variantsOf(report.runs), findRates(report));
  assertEquals(chart?.title, "Batch loss by learning rate");
});
