/**
 * Runs as folders: results/<experiment>/<run>/ with config.json, metrics.csv, evaluations.csv, updates.csv, inspections.json,
 * model.safetensors and, last, summary.json, whose presence says that the folder is complete.
 *
 * @module
 */
import { basename, join } from "node:path";
import { parse, stringify } from "@std/csv";
import { InputError } from "./errors.ts";
import { writeWhole } from "./files.ts";
import { type Run, sortedJson } from "./plan.ts";
import type { Evaluation, RunSummary, StoredRun, UpdateRow } from "./results.ts";
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from "./safetensors.ts";
import type { RunConfig } from "./schema.ts";

/** What is written of a run: what is read back, and the model's weights. */
export interface NewRun extends Omit<StoredRun, "model"> {
  weights: NamedTensor[];
}

/** Writes a run below `experimentFolder`; each file appears whole or not at all. */
export async function writeRun(experimentFolder: string, run: NewRun): Promise<void> {
  const path = (file: string) => join(experimentFolder, run.folder, file);
  const { experiment, variant, seed, hash } = run.summary;
  await writeWhole(path("config.json"), json(run.config));
  await writeWhole(path("metrics.csv"), metricsCsv(run));
  await writeWhole(path("evaluations.csv"), evaluationsCsv(run.evaluations));
  await writeWhole(path("updates.csv"), updatesCsv(run.updates));
  await writeWhole(path("inspections.json"), JSON.stringify(run.inspections) + "\n");
  await writeWhole(
    path("model.safetensors"),
    encodeSafetensors(run.weights, { format: "pt", experiment, variant, seed: `${seed}`, hash }),
  );
  await writeWhole(path("summary.json"), json(run.summary));
}

/**
 * Reads a run's folder.
 *
 * @throws InputError where it is no finished run's folder
 */
export async function readRun(folder: string): Promise<StoredRun> {
  const summary = JSON.parse(await readText(folder, "summary.json")) as RunSummary;
  const config = JSON.parse(await readText(folder, "config.json")) as RunConfig;
  const metrics = parse(await readText(folder, "metrics.csv")).slice(1);
  const evaluations = parse(await readText(folder, "evaluations.csv")).slice(1);
  const updates = parse(await readText(folder, "updates.csv")).slice(1);
  return {
    folder: basename(folder),
    summary,
    config,
    losses: Float32Array.from(metrics, ([, loss]) => Number(loss)),
    learningRates: Float64Array.from(metrics, ([, , rate]) => Number(rate)),
    evaluations: evaluations.map(([step, split, statistics, loss]) => ({
      step: Number(step),
      split: split as Evaluation["split"],
      statistics: statistics as Evaluation["statistics"],
      loss: loss === "" ? null : Number(loss),
    })),
    updates: updates.map(([step, parameter, ...sizes]) => {
      const [data, gradient, update] = sizes.map(Number);
      return { step: Number(step), parameter, data, gradient, update };
    }),
    inspections: JSON.parse(await readText(folder, "inspections.json")),
    model: await readModelBytes(folder),
  };
}

/** A larger model is not read into a report. */
const MAX_MODEL = 4_000_000; // bytes

async function readModelBytes(folder: string): Promise<StoredRun["model"]> {
  const path = join(folder, "model.safetensors");
  const { size } = await orInputError(Deno.stat(path), folder, "model.safetensors");
  return size > MAX_MODEL ? null : await Deno.readFile(path);
}

/**
 * A run that has been finished before with the same bits, samples and looks inside; undefined where there is none, or none that can be read.
 */
export async function readFinished(
  folder: string,
  { hash, config }: Run,
): Promise<StoredRun | undefined> {
  try {
    const run = await readRun(folder);
    const looks = ({ samples, inspections }: RunConfig) => sortedJson({ samples, inspections });
    const isSame = run.summary.hash === hash && run.summary.status === "finished" &&
      looks(run.config) === looks(config);
    return isSame ? run : undefined;
  } catch (error) {
    if (error instanceof InputError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Reads the config, summary and weights of a finished run, which is all that sampling from it takes. */
export async function readModel(
  folder: string,
): Promise<{ config: RunConfig; summary: RunSummary; weights: NamedTensor[] }> {
  return {
    summary: JSON.parse(await readText(folder, "summary.json")),
    config: JSON.parse(await readText(folder, "config.json")),
    weights: decodeSafetensors(await Deno.readFile(join(folder, "model.safetensors"))),
  };
}

const readText = (folder: string, file: string): Promise<string> =>
  orInputError(Deno.readTextFile(join(folder, file)), folder, file);

async function orInputError<T>(reading: Promise<T>, folder: string, file: string): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) {
      throw error;
    }
    throw new InputError(`${folder} is not the folder of a finished run: it has no ${file}`);
  }
}

const json = (value: unknown) => JSON.stringify(value, null, 2) + "\n";

/** Nine significant digits tell every float32 from every other. */
const digits = (x: number) => String(Number(x.toPrecision(9)));

function metricsCsv({ losses, learningRates }: NewRun): string {
  const rows = Array.from(losses, (loss, step) => (
    { step, loss: digits(loss), learningRate: digits(learningRates[step]) }
  ));
  return stringify(rows, { columns: ["step", "loss", "learningRate"] });
}

function evaluationsCsv(evaluations: Evaluation[]): string {
  const rows = evaluations.map((evaluation) => (
    { ...evaluation, loss: evaluation.loss === null ? "" : digits(evaluation.loss) }
  ));
  return stringify(rows, { columns: ["step", "split", "statistics", "loss"] });
}

function updatesCsv(updates: UpdateRow[]): string {
  const rows = updates.map(({ data, gradient, update, ...row }) => (
    { ...row, data: digits(data), gradient: digits(gradient), update: digits(update) }
  ));
  return stringify(rows, { columns: ["step", "parameter", "data", "gradient", "update"] });
}
