import { mlpOf } from "../mlp.ts";
import { assertEquals } from "@std/assert";
import fixture from "../fixtures/optimizers.json" with { type: "json" };
import { plainArithmetic } from "../../core/arithmetic.ts";
import { prepareClip } from "../../core/clip.ts";
import { createMlp, initializeMlp } from "../../core/architectures/mlp.ts";
import { activationsFor } from "../../core/activations.ts";
import { backward, forward } from "../../core/passes.ts";
import { createOptimizer, type OptimizerOptions, optimizerStep } from "../../core/optimizers.ts";
import { createPenalty } from "../../core/penalty.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { createBatches } from "../../runner/training/batches.ts";
import type { Dataset } from "../../runner/data/dataset.ts";
import { loadDataset } from "../../runner/data/load_dataset.ts";
import { RunConfigSchema } from "../../runner/schema/schema.ts";
import { train } from "../../runner/training/train.ts";

/** A case as make_optimizers.py writes it. */
interface Case {
  optimizer: OptimizerOptions;
  rate: number;
  clipGradients?: object;
  penalty?: object;
  batches?: object;
  /** How many examples there are; default: all. */
  examples?: number;
  float64: number[];
  float32: number[];
}
const cases = Object.entries(fixture.cases) as unknown as [string, Case][];

const uniform = (bound: number) => ({ scheme: "uniform", low: -bound, high: bound });
const configOf = ({ optimizer, rate, clipGradients, penalty, batches }: Case) =>
  RunConfigSchema.parse({
    dataset: { source: "first-names" },
    model: {
      init: {
        embedding: uniform(1),
        hidden: { weight: uniform(0.3) },
        output: { weight: uniform(0.1) },
      },
    },
    training: {
      steps: 100,
      optimizer,
      clipGradients,
      penalty,
      batches,
      learningRate: { schedule: "constant", initial: rate },
    },
    evaluation: { count: 0 },
  });
const { dataset: settings } = configOf(cases[0][1]);
let loaded: Promise<Dataset> | undefined;
/** The first examples of the train split. */
async function dataset({ examples }: Case): Promise<Dataset> {
  const all = await (loaded ??= loadDataset(settings, { base: "." }));
  assertEquals(all.train.count, fixture.examples);
  const { X, Y, contextLength: T } = all.train;
  const count = examples ?? all.train.count;
  const train = {
    X: X.subarray(0, count * T),
    Y: Y.subarray(0, count),
    count,
    contextLength: T,
  };
  return { ...all, train };
}

/** The losses of a training in float64, as `train` does it in float32. */
function lossesIn64(
  config: ReturnType<typeof configOf>,
  { train, contextLength, summary }: Dataset,
) {
  const { training } = config;
  const { init, ...model } = mlpOf(config);
  const generator = new TorchGenerator(42);
  const vocabularySize = summary.vocabulary.length;
  const mlp = createMlp({ ...model, vocabularySize, contextLength }, plainArithmetic("float64"));
  initializeMlp(mlp, init, generator);
  const optimizer = createOptimizer(mlp, training.optimizer);
  const penalty = training.penalty && createPenalty(mlp, training.penalty);
  const gradients = mlp.parameters.map(({ grad }) => grad);
  const batches = createBatches(training, train, generator);
  return Array.from({ length: training.steps }, () => {
    const { X, Y, B } = batches.next();
    const acts = activationsFor(mlp, B);
    const loss = forward(acts, X, Y) + (penalty?.forward() ?? 0);
    backward(acts);
    penalty?.backward();
    if (training.clipGradients) {
      prepareClip(mlp.arithmetic, gradients, training.clipGradients)();
    }
    optimizerStep(optimizer, training.learningRate.initial);
    return loss;
  });
}

const apart = (found: number[], wanted: number[]) =>
  Math.max(...wanted.map((loss, step) => Math.abs(found[step] - loss)));
const within = (difference: number, tolerance: number) =>
  assertEquals(difference <= tolerance, true, `${difference} apart`);

for (const [title, given] of cases) {
  Deno.test(`${title}: the first 100 losses are PyTorch's, within 1e-12 in float64`, async () => {
    within(apart(lossesIn64(configOf(given), await dataset(given)), given.float64), 1e-12);
  });

  Deno.test(`${title}: the first 100 losses are PyTorch's, within 1e-5 in float32`, async () => {
    const found: number[] = [];
    for (const record of train(configOf(given), 42, await dataset(given))) {
      if (record.kind === "step") found.push(record.loss);
      if (found.length === 100) break; // before the evaluation at the end
    }
    within(apart(found, given.float32), 1e-5);
  });
}

Deno.test("randperm gives PyTorch's orders", () => {
  const generator = new TorchGenerator(42);
  const found = fixture.randperm.map(({ length }) => [...generator.randperm(length)]);
  assertEquals(found, fixture.randperm);
});
