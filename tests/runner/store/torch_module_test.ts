import { assertEquals } from "@std/assert";
import fixture from "../../fixtures/init.json" with { type: "json" };
import { loadDataset } from "../../../runner/data/load_dataset.ts";
import { RunConfigSchema } from "../../../runner/schema/schema.ts";
import { train } from "../../../runner/training/train.ts";

const pytorch = { scheme: "pytorch" };
const init = { weight: pytorch, bias: pytorch };

/** The same network, as a list of layers and as an MLP. */
const MODELS = {
  "a list of layers": {
    kind: "sequential",
    layers: [
      { type: "embedding", size: 10 },
      { type: "flatten" },
      { type: "linear", size: 64, init },
      { type: "tanh" },
      { type: "linear", init },
    ],
  },
  "an MLP": { embeddingSize: 10, hiddenSizes: [64], init: { hidden: init, output: init } },
};

for (const [title, model] of Object.entries(MODELS)) {
  Deno.test(`${title} has the first 100 losses of PyTorch's modules, started by themselves and trained by AdamW`, async () => {
    const config = RunConfigSchema.parse({
      dataset: { source: "first-names" },
      model,
      training: {
        steps: 100,
        optimizer: { name: "adamw", betas: [0.9, 0.99] },
        learningRate: { schedule: "constant", initial: 5e-4 },
      },
      evaluation: { count: 0 },
    });
    const dataset = await loadDataset(config.dataset, { base: "." });
    const found: number[] = [];
    for (const record of train(config, 42, dataset)) {
      if (record.kind === "step") found.push(record.loss);
      if (found.length === 100) break; // before the evaluation at the end
    }
    const apart = fixture.moduleLosses.map((loss, step) => Math.abs(found[step] - loss));
    assertEquals(Math.max(...apart) <= 1e-5, true, `${Math.max(...apart)} apart`);
  });
}
