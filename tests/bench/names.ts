import { buildDataset, type Dataset } from "../../runner/data/dataset.ts";
import { readFirstNames, readNames } from "../../runner/data/names.ts";
import type { SourceText } from "../../runner/data/lines.ts";
import { type RunConfig, RunConfigSchema } from "../../runner/schema/schema.ts";
import { SIZES } from "./setting.ts";

/** Default: contexts of the setting's length. */
type Wanted = Pick<RunConfig["dataset"], "contextLength" | "targets">;

/** names.txt where HANDGRAD_DATA or the cache has it, else the first names that come with handgrad. */
export async function loadNames(wanted?: Wanted): Promise<Dataset> {
  const namesFolder = Deno.env.get("HANDGRAD_DATA");
  const fetch = () => Promise.reject(new TypeError("Benchmarks download no data"));
  const base = Deno.env.get("INIT_CWD") ?? ".";
  const text = await readNames({ base, cache: `${Deno.cwd()}/.cache`, namesFolder, fetch });
  return build(text, wanted);
}

/** The first names that come with handgrad. */
export async function loadFirstNames(): Promise<Dataset> {
  return build(await readFirstNames());
}

const build = (text: SourceText, wanted: Wanted = { contextLength: SIZES.T }): Dataset =>
  buildDataset(text, { ...RunConfigSchema.parse({}).dataset, ...wanted });
