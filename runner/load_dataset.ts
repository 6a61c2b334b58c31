import { cleanText } from "./cleaning.ts";
import { buildDataset, type Dataset } from "./dataset.ts";
import type { RunConfig } from "./schema.ts";
import { readSource, type SourceOptions } from "./sources.ts";

/** Reads the text that `config` names, cleans it and builds the dataset. @throws {InputError} */
export async function loadDataset(
  config: RunConfig["dataset"],
  options: SourceOptions,
): Promise<Dataset> {
  return buildDataset(cleanText(await readSource(config.source, options), config), config);
}
