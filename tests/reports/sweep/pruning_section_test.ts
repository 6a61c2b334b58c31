import { assertEquals, assertStringIncludes } from "@std/assert";
import { pruningSection } from "../../../reports/sweep/halving_section.ts";
import { sweepData } from "../../../reports/sweep/sweep_data.ts";
import { variantsOf } from "../../../reports/rows.ts";
import { prune } from "../../../runner/sweep/pruning.ts";
import type { Round } from "../../../runner/results.ts";
import { parse, texts } from "../dom.ts";
import { sweepReport } from "./examples.ts";

const SEEDS = [1, 2, 3, 4, 5, 6];
const report = sweepReport({
  grid: { "training.learningRate.initial": [0.01, 0.1, 1], "model.hiddenSizes": [[50], [200]] },
  seeds: SEEDS,
});

/** What pruning would have done after the fourth seed and the fifth. */
function rounds(): Round[] {
  const variants = variantsOf(report.runs);
  const losses = (seeds: number, names: readonly string[]) =>
    new Map(
      variants.filter(({ name }) => names.includes(name)).map(({ name, runs }) => [
        name,
        runs.slice(0, seeds).map(({ summary }) =>
          summary.final.find(({ split }) => split === "val")!.loss!
        ),
      ]),
    );
  const first = prune(losses(4, variants.map(({ name }) => name)), 0.1);
  const left = first.scores.filter(({ kept }) => kept).map(({ variant }) => variant);
  return [first, prune(losses(5, left), 0.1)];
}

Deno.test("pruning's rounds are drawn as halving's rungs are: who got further seeds, and who did not", () => {
  const data = sweepData(report, variantsOf(report.runs))!;
  const all = rounds();
  const document = parse(pruningSection(data, all, SEEDS.length));
  assertEquals(texts(document, "h2"), ["Pruning"]);
  const left = all[0].scores.filter(({ kept }) => kept).length;
  const [caption] = texts(document, "figcaption");
  assertStringIncludes(caption, `6 settings with 4 seeds, ${left} setting`);
  const wide = document.querySelector(".wide")!;
  const titles = texts(wide, "title");
  const ended = titles.filter((title) => title.includes("pruned after"));
  const pruned = all.flatMap(({ scores }) => scores).filter(({ kept }) => !kept);
  assertEquals(ended.length, pruned.length);
  // Each of those left has a point in each round, and at the end.
  assertEquals(titles.length - ended.length, 3 * (6 - pruned.length));
  assertEquals(texts(wide, "text").filter((text) => text === "6").length >= 1, true);
});

Deno.test("without pruning there is no such section", () => {
  const data = sweepData(report, variantsOf(report.runs))!;
  assertEquals(pruningSection(data, [], SEEDS.length).text.trim(), "");
});
