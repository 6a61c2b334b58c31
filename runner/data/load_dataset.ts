import { cleanText } from "./cleaning.ts";
import { buildDataset, type Dataset } from "./dataset.ts";
import type { SourceText } from "./lines.ts";
import { notesOn } from "./notes.ts";
import type { RunConfig } from "../schema/schema.ts";
import { readSource, type SourceOptions } from "./sources.ts";

/** Reads the text that `config` names, cleans it and builds the dataset. @throws {InputError} */
export async function loadDataset(
  config: RunConfig["dataset"],
  options: SourceOptions,
): Promise<Dataset> {
  return datasetOf(cleanText(await readSource(config.source, options), config), config);
}

/** The dataset of a cleaned text, with what is to be said of it. @throws {InputError} as `buildDataset` */
export function datasetOf(text: SourceText, config: RunConfig["dataset"]): Dataset {
  const dataset = buildDataset(text, config);
  return { ...dataset, summary: { ...dataset.summary, ...notesOn(text, config, dataset) } };
}
