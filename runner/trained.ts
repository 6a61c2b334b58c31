/**
 * A finished run's model, read back. Its folder may be anyone's, and hold anything: what is used of it is checked.
 *
 * @module
 */
import { join } from "node:path";
import { z } from "zod";
import type { Mlp } from "../core/mlp.ts";
import { checkSize } from "./config_checks.ts";
import { InputError } from "./errors.ts";
import type { RunSummary } from "./results.ts";
import { type RunConfig, RunConfigSchema } from "./schema.ts";
import { type Problem, problemsIn, showPath } from "./schema_errors.ts";
import { readModel } from "./store.ts";
import { modelFor } from "./train.ts";
import { loadWeights } from "./weights.ts";

/** What is used of summary.json. */
const SummarySchema = z.looseObject({
  seed: z.int().min(0).max(0xffff_ffff),
  steps: z.int().min(0),
  dataset: z.looseObject({ vocabulary: z.array(z.string()).min(2) }),
});

/**
 * Reads the model of the finished run in `folder`.
 *
 * @throws {InputError} where it is no such folder, or its files do not belong together
 */
export async function readTrained(
  folder: string,
): Promise<{ config: RunConfig; summary: RunSummary; model: Mlp }> {
  const files = await readFiles(folder);
  const summary = files.summary;
  checked(SummarySchema, summary, folder, "summary.json");
  const config = checked(RunConfigSchema, files.config, folder, "config.json");
  const { vocabulary } = summary.dataset;
  const [tooLarge] = checkSize(config, vocabulary.length);
  if (tooLarge) throw inputError(join(folder, "config.json"), tooLarge);
  const model = modelFor(config.model, vocabulary.length, config.dataset.contextLength);
  try {
    loadWeights(model, files.weights);
  } catch (error) {
    throw new InputError(`${join(folder, "model.safetensors")}: ${(error as Error).message}`);
  }
  return { config, summary, model };
}

async function readFiles(folder: string) {
  try {
    return await readModel(folder);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    throw new InputError(`${folder} is not the folder of a finished run: ${error.message}`);
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, folder: string, file: string): T {
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  throw inputError(join(folder, file), problemsIn(error.issues, value)[0]);
}

const inputError = (file: string, { path, message }: Problem) =>
  new InputError(`${file}: ${path.length === 0 ? "it" : showPath(path)} ${message}`);
