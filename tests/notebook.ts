import { type Dataset, loadDataset, loadExperiment, type RunConfig } from "../mod.ts";
import { sourceOptions } from "./names_txt.ts";

/** A notebook's setting and its data. */
export interface Notebook {
  config: RunConfig;
  seed: number;
  dataset: Dataset;
}

/** The notebook of experiments/notebooks/<name>.json; only in tests that need `needsNamesTxt`. */
export async function loadNotebook(name: string): Promise<Notebook> {
  const { variants: [{ config }], seeds: [seed] } = await loadExperiment(
    `experiments/notebooks/${name}.json`,
  );
  return { config, seed, dataset: await loadDataset(config.dataset, sourceOptions()) };
}
