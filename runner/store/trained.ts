/**
 * A finished run's model, read back. Its folder may be anyone's, and hold anything: what is used of it is checked.
 *
 * @module
 */
import { basename, join } from "node:path";
import type { Model } from "../../core/model.ts";
import { checkSize } from "../config/config_checks.ts";
import { InputError } from "../errors.ts";
import type { RunSummary } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";
import { showPath } from "../schema/schema_errors.ts";
import { readModel } from "./store.ts";
import { modelFor } from "../training/train.ts";
import { loadWeights } from "../training/weights.ts";

/** A run that has been trained. */
export interface TrainedRun {
  /** Its folder's name. */
  folder: string;
  /** Its settings, complete. */
  config: RunConfig;
  /** What it came to. */
  summary: RunSummary;
  /** With the weights of its end. */
  model: Model;
}

/**
 * Reads the model of the finished run in `folder`.
 *
 * @throws {InputError} where it is no such folder, or its files do not belong together
 */
export async function readTrained(folder: string): Promise<TrainedRun> {
  const { summary, config, weights } = await readModel(folder);
  const { vocabulary } = summary.dataset;
  const [tooLarge] = checkSize(config, vocabulary.length);
  if (tooLarge) {
    const { path, message } = tooLarge;
    throw new InputError(`${join(folder, "config.json")}: ${showPath(path)} ${message}`);
  }
  const model = modelFor(config, vocabulary.length);
  try {
    loadWeights(model, weights);
  } catch (error) {
    throw new InputError(`${join(folder, "model.safetensors")}: ${(error as Error).message}`);
  }
  return { folder: basename(folder), config, summary, model };
}
