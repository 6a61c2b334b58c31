import { assertEquals } from "@std/assert";
import { finalLoss, hasBatchNorm, valRows, variantsOf } from "../../reports/rows.ts";
import { evaluation, fakeRun } from "./fake.ts";

const batchNorm = fakeRun({
  config: { model: { batchNorm: true }, evaluation: { statistics: ["own", "running"] } },
  evaluations: [
    ...evaluation(0, { train: 3.3, val: 3.4 }, "own"),
    ...evaluation(0, { train: null, val: null }, "running"),
    ...evaluation(3, { train: 2.4, val: 2.5 }, "own"),
  ],
  summary: {
    final: [
      ...evaluation(3, { train: 2.1, val: 2.2 }, "own"),
      ...evaluation(3, { train: 2.3, val: 2.4 }, "running"),
    ],
  },
});

Deno.test("runs are gathered by variant in their order", () => {
  const runs = [["b", 1], ["b", 2], ["a", 1]] as const;
  const variants = variantsOf(runs.map(([variant, seed]) => fakeRun({ variant, seed })));
  assertEquals(
    variants.map(({ name, index, runs }) => [name, index, runs.map((run) => run.summary.seed)]),
    [["b", 0, [1, 2]], ["a", 1, [1]]],
  );
});

Deno.test("the final loss is the running statistics' where there is batch norm", () => {
  assertEquals(hasBatchNorm(batchNorm), true);
  assertEquals(finalLoss(batchNorm, "val"), 2.4);
  assertEquals(finalLoss(batchNorm, "val", "own"), 2.2);
  assertEquals(finalLoss(batchNorm, "val", "calibrated"), null);
  assertEquals(finalLoss(batchNorm, "test"), null);
  assertEquals(finalLoss(fakeRun(), "test"), 2.7);
});

Deno.test("val rows are those of the statistics that the config asks for first", () => {
  assertEquals(valRows(batchNorm), [{ step: 0, loss: 3.4 }, { step: 3, loss: 2.5 }]);
});

Deno.test("losses that do not exist leave no val row", () => {
  const evaluations = [...evaluation(0, { val: null }), ...evaluation(5, { val: 2 })];
  assertEquals(valRows(fakeRun({ evaluations })), [{ step: 5, loss: 2 }]);
});
