import { assertEquals } from "@std/assert";
import type { Outcome } from "../../../runner/training/recording.ts";
import type { Evaluation } from "../../../runner/results.ts";
import { buildDataset } from "../../../runner/data/dataset.ts";
import { hashesOf } from "../../../runner/store/hashes.ts";
import { RunConfigSchema } from "../../../runner/schema/schema.ts";
import { summarize } from "../../../runner/training/summary.ts";

const outcome: Outcome = {
  kind: "outcome",
  status: "finished",
  steps: 2,
  parameters: 3,
  losses: Float32Array.of(3.5, 3.25),
  learningRates: Float64Array.of(0.1, 0.1),
  evaluations: [],
  inspections: [],
  updates: [],
  inTraining: [],
  samples: ["emma"],
  weights: [{ name: "C", shape: [1], data: Float32Array.of(1) }],
  seconds: 1,
  stepsPerSecond: 2,
};

const evaluation = (
  step: number,
  statistics: Evaluation["statistics"],
  loss: number | null,
  split: Evaluation["split"] = "val",
): Evaluation => ({ step, split, statistics, loss });

/** The summary of a run that ended so. */
function summary(ended: Partial<Outcome>, settings: object = {}) {
  const config = RunConfigSchema.parse(settings);
  const lines = ["ab", "ba", "abc", "cab", "bca", "acb", "b", "c", "a", "bb"];
  const dataset = buildDataset({ name: "x", sha256: "1", lines }, config.dataset);
  const run = { folder: "x-1", variant: "x", seed: 1, config, hash: "2" };
  return summarize("e", run, { ...outcome, ...ended }, dataset);
}

Deno.test("a summary has the hashes, the last loss and the dataset", async () => {
  const { hashes, lastLoss, dataset, best, status } = await summary({});
  assertEquals(hashes, await hashesOf(outcome.losses, outcome.weights, []));
  assertEquals([lastLoss, dataset.size, best, status], [3.25, 10, null, "finished"]);
});

Deno.test("the best loss is the lowest val loss by the statistics of the curves", async () => {
  const best = async (evaluations: Evaluation[], settings: object = {}) =>
    (await summary({ evaluations }, settings)).best;
  const plain = [
    evaluation(0, "none", 3),
    evaluation(1, "none", 2.5),
    evaluation(1, "none", 1, "train"),
    evaluation(2, "none", 2.5),
    evaluation(3, "none", null),
  ];
  assertEquals(await best(plain), { step: 1, loss: 2.5 });
  const normed = [
    evaluation(0, "running", null),
    evaluation(1, "running", 2.5),
    evaluation(1, "own", 2),
    evaluation(2, "running", 2.4),
  ];
  const model = { batchNorm: true };
  assertEquals(await best(normed, { model }), { step: 2, loss: 2.4 });
  const evaluationOfOwn = { statistics: ["own", "running"] };
  assertEquals(await best(normed, { model, evaluation: evaluationOfOwn }), { step: 1, loss: 2 });
});

Deno.test("a run that diverged says what was not finite; JSON has null for its loss", async () => {
  const ended = {
    status: "diverged",
    notFinite: "the loss",
    losses: Float32Array.of(3.5, NaN),
  } as const;
  const { status, notFinite, lastLoss } = await summary(ended);
  assertEquals([status, notFinite, lastLoss], ["diverged", "the loss", null]);
  assertEquals((await summary({ losses: new Float32Array() })).lastLoss, null);
});
