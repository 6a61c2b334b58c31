import { assert, assertEquals } from "@std/assert";
import { batchNormTable } from "../../reports/batch_norm_table.ts";
import { curveData } from "../../reports/charts/curve_data.ts";
import { lossKey } from "../../reports/charts/loss_key.ts";
import { drawnExamples, evaluatedOn } from "../../reports/evaluated.ts";
import { valRows, variantsOf } from "../../reports/rows.ts";
import { bestVal } from "../../reports/scores.ts";
import { lossesNote } from "../../reports/losses_note.ts";
import type { RunConfig } from "../../runner/schema/schema.ts";
import { parse } from "./dom.ts";
import { fakeRun } from "./fake.ts";

const run = (evaluation: Partial<RunConfig["evaluation"]>, variant = "plain") =>
  fakeRun({ variant, config: { training: { steps: 3 }, evaluation } });
const key = (runs: Parameters<typeof curveData>[0]) =>
  lossKey(curveData(runs)).map(([, words]) => words).join("; ");
const words = (html: Parameters<typeof parse>[0]) =>
  parse(html).documentElement.textContent.replace(/\s+/g, " ");

Deno.test("whole splits are told as before, and caps beyond a split's size are none", () => {
  for (const one of [run({}), run({ examples: 200_000, finalExamples: 200_000 })]) {
    assertEquals(drawnExamples([one], "val", "onTheWay"), [null]);
    assert(!("drawn" in curveData([one])));
    assert(key([one]).includes("val loss, over the whole val split"));
    assert(
      words(lossesNote(variantsOf([one]), [])).includes("the loss over the whole split after"),
    );
    assertEquals(bestVal(one), { loss: 2.6, step: 3 });
    assertEquals(valRows(one).length, 2);
  }
});

Deno.test("what was evaluated on drawn examples says so: legend, note", () => {
  const legend = key([run({ examples: 1000 })]);
  assert(legend.includes("over 1,000 examples of the val split, drawn at random"), legend);
  assert(legend.includes("test loss after the last step, over the whole test split"), legend);
  const final = variantsOf([run({ finalExamples: 500 })]);
  const note = words(lossesNote(final, []));
  assert(note.includes("the loss over 500 examples of the split, drawn at random after"), note);
  assert(key([run({ finalExamples: 500 })]).includes("over 500 examples of the test split"));
});

Deno.test("variants with other caps are told together", () => {
  assertEquals(
    evaluatedOn([null, 50, 1000], "val split"),
    "all or 50 or 1,000 examples of the val split, drawn at random",
  );
  const runs = [run({ examples: 1000 }), run({}, "whole"), run({ examples: 50 }, "few")];
  assertEquals(drawnExamples(runs, "val", "onTheWay"), [null, 50, 1000]);
});

Deno.test("a loss on drawn examples is not compared with one on the whole split", () => {
  const one = run({ examples: 1000 });
  assertEquals(bestVal(one), null);
  assertEquals(valRows(one).map(({ step }) => step), [0], "the last one is on the whole split");
  assert(words(lossesNote(variantsOf([one]), [])).includes("there is none where those on the way"));
  const same = run({ examples: 1000, finalExamples: 1000 });
  assertEquals([bestVal(same)?.step, valRows(same).length], [3, 2]);
});

Deno.test("batch norm's calibrated statistics say of how many examples they are", () => {
  const row = { step: 3, split: "val", statistics: "running", loss: 2 } as const;
  const normed = fakeRun({
    config: { training: { steps: 3 }, evaluation: { finalExamples: 500 } },
    summary: { final: [row] },
  });
  const text = words(batchNormTable(variantsOf([normed])));
  assert(
    text.includes("of 500 examples of the training split, drawn at random (calibrated)"),
    text,
  );
});
