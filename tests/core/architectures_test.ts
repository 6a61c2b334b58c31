import { assert, assertEquals } from "@std/assert";
import { type ArithmeticName, bestArithmetic, createArithmetic } from "../../core/arithmetic.ts";
import type { LayerSpec } from "../../core/layer.ts";
import { memoryOf } from "../../core/memory_of.ts";
import { activationsFor } from "../../core/activations.ts";
import { backward, drawMasks, forward } from "../../core/passes.ts";
import { createModel } from "../../core/model.ts";
import { initializeModel } from "../../core/initialize.ts";
import { createOptimizer, optimizerStep } from "../../core/optimizers.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { createBatches } from "../../runner/training/batches.ts";
import { loadDataset } from "../../runner/data/load_dataset.ts";
import { RunConfigSchema } from "../../runner/schema/schema.ts";
import { paddedLines } from "../../runner/data/sequences.ts";
import { distinctLines } from "../../runner/data/training_lines.ts";
import fixtures from "../fixtures/architectures.json" with { type: "json" };

const TOLERANCE = 1e-5;

interface Fixture {
  config: {
    dataset: { contextLength: number; targets?: string };
    model: { layers: LayerSpec[] };
    training: unknown;
  };
  losses: number[];
}

/** The training examples of a config. */
async function examplesOf({ dataset: { contextLength: T, targets } }: Fixture["config"]) {
  const { dataset: config } = RunConfigSchema.parse({
    dataset: { source: "first-names", contextLength: T },
  });
  const { train, summary } = await loadDataset(config, { base: "." });
  if (targets === undefined) return train;
  const lines = [...distinctLines(train, summary)].map((line) =>
    Array.from(line, (letter) => summary.vocabulary.indexOf(letter))
  );
  return paddedLines(lines, T, 27);
}

/** The steps whose losses are not PyTorch's. */
async function wrongLosses({ config, losses }: Fixture, name: ArithmeticName) {
  const examples = await examplesOf(config);
  const { training } = RunConfigSchema.parse({ training: config.training });
  const { contextLength, targets } = config.dataset;
  const setting = {
    vocabularySize: 27,
    contextLength,
    ...targets === "every" ? { targets } as const : {},
  };
  const { layers } = config.model;
  const arithmetic = createArithmetic(name, memoryOf(layers, setting, training.batchSize));
  const model = createModel(layers, setting, arithmetic);
  const generator = new TorchGenerator(42);
  initializeModel(model, generator);
  const batches = createBatches(training, examples, generator);
  const optimizer = createOptimizer(model, training.optimizer);
  const wrong: string[] = [];
  losses.forEach((wanted, step) => {
    const { X, Y, B } = batches.next();
    const acts = activationsFor(model, B);
    drawMasks(acts, generator);
    const loss = forward(acts, X, Y);
    if (!(Math.abs(loss - wanted) <= TOLERANCE)) wrong.push(`step ${step}: ${loss}, ${wanted}`);
    backward(acts);
    optimizerStep(optimizer, training.learningRate.initial);
  });
  return wrong;
}

for (const [title, fixture] of Object.entries(fixtures) as [string, Fixture][]) {
  Deno.test(`${title}: the first 100 losses are PyTorch's, within 1e-5`, async () => {
    assertEquals(await wrongLosses(fixture, bestArithmetic()), []);
  });
  if (!title.endsWith("sgd")) continue;
  Deno.test(`${title}: those of plain code, too`, async () => {
    assertEquals(await wrongLosses(fixture, "plain"), []);
  });
}

Deno.test("losses of a network that is another are found to be wrong", async () => {
  const { config, losses } = fixtures["gru, sgd"] as unknown as Fixture;
  const layers = config.model.layers.map((layer) =>
    layer.type === "gru" ? { ...layer, reset: "state" } : layer
  );
  const other = { config: { ...config, model: { layers } }, losses };
  assert((await wrongLosses(other, "plain")).length > 90);
});
