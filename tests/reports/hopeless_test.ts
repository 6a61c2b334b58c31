import { assertEquals, assertStringIncludes } from "@std/assert";
import { guessing, guessingText, isHopeless, trouble } from "../../reports/hopeless.ts";
import { lossesNote } from "../../reports/losses_note.ts";
import { resultsTable } from "../../reports/results_table.ts";
import { variantsOf } from "../../reports/rows.ts";
import { judge, verdictText } from "../../reports/verdict.ts";
import type { RunSummary } from "../../runner/results.ts";
import { cells, parse } from "./dom.ts";
import { evaluation, fakeRun } from "./fake.ts";

const ending = (
  val: number | null,
  status: RunSummary["status"] = "finished",
  variant = "plain",
  seed = 42,
) =>
  fakeRun({
    variant,
    seed,
    summary: { status, steps: 1234, final: evaluation(1234, { train: 2.5, val }) },
  });

Deno.test("a run is hopeless where it ends above ln V, without a finite loss, or not as planned", () => {
  assertEquals(guessing(ending(2)), Math.log(27));
  assertEquals(guessingText(ending(2)), "ln 27 = 3.2958");
  const runs = [
    ending(2),
    ending(3.2958),
    ending(3.296),
    ending(10382.2),
    ending(null),
    ending(2, "diverged"),
    ending(2, "hopeless"),
  ];
  assertEquals(runs.map((run) => isHopeless(run, "val")), [
    ...[false, false, true, true, true, true, true],
  ]);
  assertEquals(runs.map((run) => isHopeless(run, "train")).slice(0, 5), Array(5).fill(false));
  assertEquals(runs.map((run) => trouble(run, "val")), [
    null,
    null,
    "worse than guessing",
    "worse than guessing",
    "no finite val loss",
    "diverged at step 1,234",
    "stopped as hopeless at step 1,234",
  ]);
});

Deno.test("a model that has learnt nothing is no worse than guessing, whatever its loss is rounded to", () => {
  assertEquals(isHopeless(ending(Math.log(27) + 1e-6), "val"), false);
  assertEquals(isHopeless(ending(Math.log(27) + 1e-4), "val"), true);
});

Deno.test("hopeless runs are in no mean or spread and never lowest, and are shown and named", () => {
  const runs = [
    ...[2.1, 2.3, 10382.2104].map((loss, seed) => ending(loss, "finished", "some", seed)),
    ...[5, 6].map((loss, seed) => ending(loss, "finished", "all", seed)),
    ...[3.1, 3.2].map((loss, seed) => ending(loss, "hopeless", "stopped", seed)),
  ];
  const variants = variantsOf(runs);
  const [all, each] = [...parse(resultsTable(variants)).querySelectorAll("table")].map(cells);
  assertEquals(all.map((row) => [row[1], row[2], row[6], row[7]]), [
    ["seeds", "val", "perplexity", "status"],
    ["2 of 3", "2.2000 ± 0.1414", "9.03", "1 worse than guessing"],
    ["2", "5.5000 ± 0.7071", "244.69", "2 worse than guessing"],
    ["2", "3.1500 ± 0.0707", "23.34", "2 stopped as hopeless"],
  ]);
  assertEquals(each[3].slice(0, 3), ["some", "2", "10,382"]);
  assertEquals(each[3][6], "> 10⁶");
  assertStringIncludes(
    lossesNote(variants, []).text,
    "Worse than guessing is a val loss above ln 27 = 3.2958",
  );
  const instead = "where a variant has none, over all its seeds that did not diverge";
  assertStringIncludes(lossesNote(variants, []).text, instead);
  assertEquals(lossesNote(variantsOf(runs.slice(0, 3)), []).text.includes(instead), false);
  const text = verdictText(judge(variants));
  assertStringIncludes(
    text,
    "some (1 of 3 seeds) and all (both seeds) end worse than guessing (ln 27 = 3.2958).",
  );
  assertStringIncludes(text, "Stopped as hopeless: stopped (both seeds).");
});

Deno.test("where no run is better than guessing there is nothing to compare", () => {
  const text = verdictText(judge(variantsOf([ending(4), ending(5, "finished", "b")])));
  assertStringIncludes(text, "No run ends better than guessing, so there is nothing to compare");
});
