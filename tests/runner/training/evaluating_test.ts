import { assert, assertEquals } from "@std/assert";
import { buildDataset } from "../../../runner/data/dataset.ts";
import { RunConfigSchema } from "../../../runner/schema/schema.ts";
import { train } from "../../../runner/training/train.ts";

const lines = Array.from(
  { length: 60 },
  (_, i) => i.toString(3).replaceAll(/\d/g, (d) => "abc"[+d]),
);

for (const batchNorm of [false, true]) {
  for (const splits of [[0.8, 0.1, 0.1], [1, 0, 0]]) {
    Deno.test(`evaluations with${batchNorm ? "" : "out"} batch norm, splits ${splits}, say truly how far they are`, () => {
      const config = RunConfigSchema.parse({
        dataset: { splits },
        model: { hiddenSizes: [4], batchNorm },
        training: { steps: 2, batchSize: 4 },
        evaluation: { count: 1, statistics: ["running", "own", "calibrated"] },
        inspections: { count: 0, updates: 0 },
        samples: { count: 0 },
        arithmetic: "plain",
      });
      const dataset = buildDataset({ name: "x", lines, sha256: "" }, config.dataset);
      let last: { done: number; total: number } | null = null;
      let ended = 0;
      for (const record of train(config, 1, dataset)) {
        if (record.kind === "evaluating") {
          assert(record.done > (last?.done ?? 0) && record.done <= record.total);
          last = record;
        } else if (record.kind !== "evaluation" && last !== null) {
          assertEquals(last.done, last.total, "it ends at the whole");
          last = null;
          ended++;
        }
      }
      assertEquals(ended, 2);
    });
  }
}
