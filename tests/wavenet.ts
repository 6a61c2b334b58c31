import { type Dataset, loadDataset, loadExperiment, type RunConfig } from "../mod.ts";
import { sourceOptions } from "./names_txt.ts";

/**
 * The network "two by two" of experiments/wavenet.json, its seed and its data; only in tests that need `needsNamesTxt`.
 */
export async function loadWavenet(): Promise<
  { config: RunConfig; seed: number; dataset: Dataset }
> {
  const { variants, seeds: [seed] } = await loadExperiment("experiments/wavenet.json");
  const { config } = variants.find(({ name }) => name === "two by two")!;
  return { config, seed, dataset: await loadDataset(config.dataset, sourceOptions()) };
}
