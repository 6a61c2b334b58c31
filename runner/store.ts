/**
 * Runs as folders: results/<experiment>/<run>/ with config.json, metrics.csv, evaluations.csv, updates.csv, inspections.json,
 * model.safetensors and, last, summary.json, whose presence says that the folder is complete. Until then it may hold a checkpoint.
 *
 * @module
 */
import { basename, join } from "node:path";
import { parse, stringify } from "@std/csv";
import { reasonOf } from "./bytes.ts";
import { InputError } from "./errors.ts";
import { writeTogether } from "./files.ts";
import { hashesOf } from "./hashes.ts";
import { asWritten, encodeMetrics, type Metrics, METRICS_COLUMNS, nineDigits } from "./metrics.ts";
import { looksOf, type Run } from "./plan.ts";
import type { Evaluation, RunSummary, StoredRun, UpdateRow } from "./results.ts";
import type { NamedTensor } from "./safetensors.ts";
import type { RunConfig } from "./schema.ts";
import {
  alphabetTexts,
  decodeModel,
  encodeModel,
  type TensorName,
  tensorNames,
} from "./state_dict.ts";
import { checkConfig, checkInspections, checkSummary } from "./stored_schema.ts";

/** A run's files. */
export const RUN_FILES = [
  "config.json",
  "metrics.csv",
  "evaluations.csv",
  "updates.csv",
  "inspections.json",
  "model.safetensors",
  "summary.json",
  "checkpoint",
];

/** Where a longer run may go on: the checkpoint after the last update. */
export const CONTINUATION = "continuation";

/** What is written of a run: what is read back, the model's weights, and where a longer run may go on. */
export interface NewRun extends Omit<StoredRun, "model"> {
  weights: NamedTensor[];
  continuation?: Uint8Array<ArrayBuffer>;
}

/** Writes a run below `experimentFolder`: all of its files or, where that fails, none. */
export async function writeRun(experimentFolder: string, run: NewRun): Promise<void> {
  const { experiment, variant, seed, hash } = run.summary;
  await writeTogether(join(experimentFolder, run.folder), {
    "config.json": json(run.config),
    "metrics.csv": encodeMetrics(run),
    "evaluations.csv": evaluationsCsv(run.evaluations),
    "updates.csv": updatesCsv(run.updates),
    "inspections.json": JSON.stringify(run.inspections) + "\n",
    "model.safetensors": encodeModel(run.weights, namesOf(run), {
      experiment,
      variant,
      seed: `${seed}`,
      hash,
      ...alphabetTexts(run.summary.dataset),
    }),
    ...run.continuation && { [CONTINUATION]: run.continuation },
    "summary.json": json(run.summary),
  });
}

/**
 * Reads a run's folder.
 *
 * @param metrics what metrics.csv holds, for who has just written it: the other files are read in no time
 * @throws InputError where it is no finished run's folder, or a file of it is damaged
 */
export async function readRun(folder: string, metrics?: Metrics): Promise<StoredRun> {
  const summary = await readJson(folder, "summary.json", checkSummary);
  const config = await readJson(folder, "config.json", checkConfig);
  const evaluations = await readRows(folder, "evaluations.csv", EVALUATIONS);
  const updates = await readRows(folder, "updates.csv", UPDATES);
  return {
    folder: basename(folder),
    summary,
    config,
    ...metrics === undefined ? await readMetrics(folder) : asWritten(metrics),
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
    inspections: await readJson(folder, "inspections.json", checkInspections),
    model: await readModelBytes(folder),
  };
}

async function readMetrics(folder: string): Promise<Metrics> {
  const rows = await readRows(folder, "metrics.csv", METRICS_COLUMNS);
  return {
    losses: Float32Array.from(rows, ([, loss]) => Number(loss)),
    learningRates: Float64Array.from(rows, ([, , rate]) => Number(rate)),
  };
}

/** A larger model is not read into a report. */
const MAX_MODEL = 4_000_000; // bytes

async function readModelBytes(folder: string): Promise<StoredRun["model"]> {
  const bytes = await readFile(folder, "model.safetensors", (bytes) => bytes);
  return bytes.length > MAX_MODEL ? null : bytes;
}

const HASHED = [
  ["metrics.csv", "losses", "losses"],
  ["model.safetensors", "weights", "weights"],
  ["summary.json", "final", "final losses"],
] as const;

/**
 * A run that has ended before with the same bits, samples and looks inside, also one that diverged; undefined where there is none.
 *
 * @throws InputError where there is one, and a file of it is missing or damaged
 */
export async function readFinished(folder: string, run: Run): Promise<StoredRun | undefined> {
  if (await Deno.lstat(join(folder, "summary.json")).catch(() => undefined) === undefined) return;
  const { summary: { hash, hashes, final }, config, weights } = await readModel(folder);
  if (hash !== run.hash || looksOf(config) !== looksOf(run.config)) return;
  const stored = await readRun(folder);
  const found = await hashesOf(stored.losses, weights, final);
  for (const [file, part, what] of HASHED) {
    if (found[part] === hashes[part]) continue;
    throw damaged(folder, file, `its ${what} are not those that the summary has the hash of`);
  }
  return stored;
}

/**
 * Reads the config, summary and weights of a finished run, which is all that sampling from it takes.
 *
 * @throws InputError as `readRun`
 */
export async function readModel(
  folder: string,
): Promise<{ config: RunConfig; summary: RunSummary; weights: NamedTensor[] }> {
  const { summary, config } = await readSettings(folder);
  const decode = (bytes: Uint8Array) => decodeModel(bytes, namesOf({ summary, config }));
  return { summary, config, weights: await readFile(folder, "model.safetensors", decode) };
}

/**
 * Reads the config and the summary of a finished run.
 *
 * @throws InputError as `readRun`
 */
export async function readSettings(
  folder: string,
): Promise<{ config: RunConfig; summary: RunSummary }> {
  return {
    summary: await readJson(folder, "summary.json", checkSummary),
    config: await readJson(folder, "config.json", checkConfig),
  };
}

const namesOf = (
  { config, summary }: { config: RunConfig; summary: RunSummary },
): TensorName[] => tensorNames(config, summary.dataset.vocabulary.length);

const readJson = <T>(folder: string, file: string, check: (value: unknown) => T): Promise<T> =>
  readFile(folder, file, (bytes) => check(JSON.parse(new TextDecoder().decode(bytes))));

/** The rows of a CSV file below its header. */
function readRows(folder: string, file: string, columns: string[]): Promise<string[][]> {
  return readFile(folder, file, (bytes) => {
    const [header = [], ...rows] = parse(new TextDecoder().decode(bytes));
    if (`${header}` === `${columns}`) return rows;
    throw new SyntaxError(`its columns are not ${columns.join(", ")}`);
  });
}

async function readFile<T>(
  folder: string,
  file: string,
  decode: (bytes: Uint8Array<ArrayBuffer>) => T,
): Promise<T> {
  try {
    return decode(await Deno.readFile(join(folder, file)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      throw new InputError(`${folder} is not the folder of a finished run: it has no ${file}`);
    }
    throw damaged(folder, file, reasonOf(error));
  }
}

const damaged = (folder: string, file: string, why: string) =>
  new InputError(`${join(folder, file)} cannot be read: ${why}`);

const EVALUATIONS = ["step", "split", "statistics", "loss"];
const UPDATES = ["step", "parameter", "data", "gradient", "update"];

const json = (value: unknown) => JSON.stringify(value, null, 2) + "\n";

function evaluationsCsv(evaluations: Evaluation[]): string {
  const rows = evaluations.map((evaluation) => (
    { ...evaluation, loss: evaluation.loss === null ? "" : nineDigits(evaluation.loss) }
  ));
  return stringify(rows, { columns: EVALUATIONS });
}

function updatesCsv(updates: UpdateRow[]): string {
  const rows = updates.map(({ data, gradient, update, ...row }) => (
    { ...row, data: nineDigits(data), gradient: nineDigits(gradient), update: nineDigits(update) }
  ));
  return stringify(rows, { columns: UPDATES });
}
