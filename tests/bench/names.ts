import { buildDataset, type Dataset } from "../../runner/dataset.ts";
import { readFirstNames, readNames } from "../../runner/names.ts";
import type { SourceText } from "../../runner/lines.ts";
import { RunConfigSchema } from "../../runner/schema.ts";
import { SIZES } from "./setting.ts";

/** names.txt where HANDGRAD_DATA or the cache has it, else the first names that come with handgrad. */
export async function loadNames(): Promise<Dataset> {
  const namesFolder = Deno.env.get("HANDGRAD_DATA");
  const fetch = () => Promise.reject(new TypeError("Benchmarks download no data"));
  const base = Deno.env.get("INIT_CWD") ?? ".";
  const text = await readNames({ base, cache: `${Deno.cwd()}/.cache`, namesFolder, fetch });
  return build(text);
}

/** The first names that come with handgrad. */
export async function loadFirstNames(): Promise<Dataset> {
  return build(await readFirstNames());
}

const build = (text: SourceText): Dataset =>
  buildDataset(text, {
    ...RunConfigSchema.parse({}).dataset,
    contextLength: SIZES.T,
  });
