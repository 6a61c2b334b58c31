import { assertEquals } from "@std/assert";
import { loadDataset } from "../../../runner/data/load_dataset.ts";
import { type RunConfig, RunConfigSchema } from "../../../runner/schema/schema.ts";
import { train } from "../../../runner/training/train.ts";
import fixture from "../../fixtures/trainings.json" with { type: "json" };

const TOLERANCE = 1e-5;

type Training = (typeof fixture.trainings)[keyof typeof fixture.trainings]["config"] & {
  norm?: { epsilon: number; unbiased: boolean };
  after?: string;
  momentum?: number;
  weight_decay?: number;
};

/** The run that a fixture describes; what it leaves out is handgrad's default. */
function configOf(training: Training): RunConfig {
  const { E, hidden, activation, norm, after, lr, momentum = 0, weight_decay = 0 } = training;
  return RunConfigSchema.parse({
    dataset: { source: "first-names" },
    model: {
      embeddingSize: E,
      hiddenSizes: hidden,
      activation,
      batchNorm: norm ? { ...norm, after: after ?? "hidden" } : false,
      init: { output: { bnGain: { scheme: "ones", scale: 0.1 } } },
    },
    training: {
      steps: 100,
      optimizer: { name: "sgd", momentum, weightDecay: weight_decay },
      learningRate: { schedule: "constant", initial: lr },
    },
    evaluation: { count: 0 }, // at the start it would take most of the time
  });
}

for (const [title, { config, losses }] of Object.entries(fixture.trainings)) {
  Deno.test(`${title}: the first 100 losses are PyTorch's, within 1e-5`, async () => {
    const run = configOf(config);
    const dataset = await loadDataset(run.dataset, { base: "." });
    assertEquals(dataset.train.count, fixture.examples);
    const found: number[] = [];
    for (const record of train(run, 42, dataset)) {
      if (record.kind === "step") found.push(record.loss);
      if (found.length === losses.length) break; // before the evaluation at the end
    }
    const wrong = losses.flatMap((loss, step) =>
      Math.abs(found[step] - loss) <= TOLERANCE ? [] : [`step ${step}: ${found[step]}, ${loss}`]
    );
    assertEquals(wrong, []);
  });
}
