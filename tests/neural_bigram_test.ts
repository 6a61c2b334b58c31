import { assertAlmostEquals, assertEquals } from "@std/assert";
import { loadExperiment } from "../runner/config/config.ts";
import { buildDataset } from "../runner/data/dataset.ts";
import { train } from "../runner/training/train.ts";
import { namesTxt, needsNamesTxt } from "./names_txt.ts";
import { needs } from "./permissions.ts";

/** PyTorch 1.13's first losses, of the lines that the notebook has. */
const LOSSES = [3.768618584, 3.378806829, 3.161090374, 3.027185917, 2.934484243];

Deno.test(
  needs("makemore's neural bigram: the first losses are PyTorch's", needsNamesTxt),
  async () => {
    const { variants, seeds } = await loadExperiment("experiments/makemore/neural_bigram.json");
    const config = structuredClone(variants[0].config);
    config.evaluation.count = 0;
    config.inspections.count = 0;
    const dataset = buildDataset(namesTxt(), config.dataset);
    assertEquals(dataset.train.count, 228_146);
    const found: number[] = [];
    for (const record of train(config, seeds[0], dataset)) {
      if (record.kind === "step") found.push(record.loss);
      if (found.length === LOSSES.length) break;
    }
    LOSSES.forEach((loss, step) => assertAlmostEquals(found[step], loss, 5e-5));
  },
);
