/**
 * Runs as folders: results/<experiment>/<run>/ with config.json, metrics.csv, evaluations.csv, updates.csv,
 * inspections.json, model.safetensors and, last, summary.json, whose presence says that the folder is complete. Until
 * then it may hold a checkpoint.
 *
 * @module
 */
import { basename, join } from "node:path";
import { parse, stringify } from "@std/csv";
import { reasonOf } from "../data/bytes.ts";
import { InputError } from "../errors.ts";
import { writeTogether } from "./files.ts";
import { hashesOf } from "./hashes.ts";
import {
  asWritten,
  decodeMetrics,
  encodeMetrics,
  type Metrics,
  METRICS_COLUMNS,
  nineDigits,
} from "./metrics.ts";
import { looksOf, type Run } from "../sweep/plan.ts";
import type { Evaluation, RunSummary, StoredRun } from "../results.ts";
import type { NamedTensor } from "./safetensors.ts";
import type { RunConfig } from "../schema/schema.ts";
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

/** The model with batch norm folded into its weights, where that was asked for. */
export const FOLDED = "folded.safetensors";

/** What is written of a run: what is read back, the model's weights, and where a longer run may go on. */
export interface NewRun extends Omit<StoredRun, "model"> {
  /** The model's tensors. */
  weights: NamedTensor[];
  /** The bytes of the checkpoint after the last update. */
  continuation?: Uint8Array<ArrayBuffer>;
}

/** Writes a run below `experimentFolder`: all of its files or, where that fails, none. */
export const writeRun = (experimentFolder: string, run: NewRun): Promise<void> =>
  writeTogether(join(experimentFolder, run.folder), encodeRun(run).files);

/** A run as it is stored. */
export interface EncodedRun {
  /** By their names, summary.json last. */
  files: Record<string, string | Uint8Array<ArrayBuffer>>;
  /** What is read back of the CSV files among them. */
  tables: Tables;
}

/** Makes a run's files. */
export function encodeRun(run: NewRun): EncodedRun {
  const { experiment, variant, seed, hash } = run.summary;
  const tables = tablesOf(run);
  const files = {
    "config.json": json(run.config),
    "metrics.csv": encodeMetrics(tables),
    "evaluations.csv": csv(tables.evaluations, EVALUATIONS),
    "updates.csv": csv(tables.updates, UPDATES),
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
  };
  return { files, tables };
}

/** A finished run's files, wherever they are kept. */
export interface RunFiles {
  /** What error messages call the place. */
  place: string;
  /** The bytes of a file; undefined where there is no such file. */
  read(file: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** Those in a folder. */
export const filesIn = (folder: string): RunFiles => ({
  place: folder,
  read: (file) =>
    Deno.readFile(join(folder, file)).catch((error) => {
      const isMissing = error instanceof Deno.errors.NotFound ||
        error instanceof Deno.errors.NotADirectory;
      if (!isMissing) throw error;
      return undefined;
    }),
});

/** Those that are about to be written, or just were. */
export const filesOf = (
  files: Record<string, string | Uint8Array<ArrayBuffer>>,
  place: string,
): RunFiles => ({
  place,
  read: (file) => {
    const content = files[file];
    return Promise.resolve(
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
  },
});

/**
 * Reads a run's folder.
 *
 * @throws InputError where it is no finished run's folder, or a file of it is damaged
 */
export const readRun = (folder: string): Promise<StoredRun> =>
  decodeRun(filesIn(folder), basename(folder));

/**
 * As {@linkcode readRun}, of a run whose files are kept anywhere.
 *
 * @param tables what the CSV files hold, for who has just written them: the others are read in no time
 */
export async function decodeRun(
  files: RunFiles,
  folder: string,
  tables?: Tables,
): Promise<StoredRun> {
  const summary = await readJson(files, "summary.json", checkSummary);
  const config = await readJson(files, "config.json", checkConfig);
  return {
    folder,
    summary,
    config,
    ...tables ?? await readTables(files),
    inspections: await readJson(files, "inspections.json", checkInspections),
    model: await readModelBytes(files),
  };
}

/** What the CSV files hold. */
export type Tables = Metrics & Pick<StoredRun, "evaluations" | "updates">;

/** A run's tables as they hold them, with nine digits. */
export const tablesOf = (run: Tables): Tables => ({
  ...asWritten(run),
  evaluations: run.evaluations.map(({ loss, ...evaluation }) => (
    { ...evaluation, loss: loss === null ? null : nineDigits(loss) }
  )),
  updates: run.updates.map(({ step, parameter, data, gradient, update }) => ({
    step,
    parameter,
    data: nineDigits(data),
    gradient: nineDigits(gradient),
    update: nineDigits(update),
  })),
});

async function readTables(files: RunFiles): Promise<Tables> {
  const evaluations = await readRows(files, "evaluations.csv", EVALUATIONS);
  const updates = await readRows(files, "updates.csv", UPDATES);
  return {
    ...await readMetrics(files),
    evaluations: evaluations.map(([step, split, statistics, loss]) => ({
      step: Number(step),
      split: split as Evaluation["split"],
      statistics: statistics as Evaluation["statistics"],
      loss: loss === "" ? null : Number(loss),
    })),
    updates: updates.map(([step, parameter, data, gradient, update]) => ({
      step: Number(step),
      parameter,
      data: Number(data),
      gradient: Number(gradient),
      update: Number(update),
    })),
  };
}

async function readMetrics(files: RunFiles): Promise<Metrics> {
  const metrics = await readFile(files, "metrics.csv", decodeMetrics);
  if (metrics !== null) return metrics;
  const rows = await readRows(files, "metrics.csv", METRICS_COLUMNS);
  return {
    losses: Float32Array.from(rows, ([, loss]) => Number(loss)),
    learningRates: Float64Array.from(rows, ([, , rate]) => Number(rate)),
  };
}

/** A larger model is not read into a report. */
const MAX_MODEL = 4_000_000; // bytes

async function readModelBytes(files: RunFiles): Promise<StoredRun["model"]> {
  const bytes = await readFile(files, "model.safetensors", (bytes) => bytes);
  return bytes.length > MAX_MODEL ? null : bytes;
}

const HASHED = [
  ["metrics.csv", "losses", "losses"],
  ["model.safetensors", "weights", "weights"],
  ["summary.json", "final", "final losses"],
] as const;

/**
 * A run that has ended before with the same bits, samples and looks inside, also one that diverged; undefined where
 * there is none.
 *
 * @throws InputError where there is one, and a file of it is missing or damaged
 */
export async function readFinished(folder: string, run: Run): Promise<StoredRun | undefined> {
  if (await Deno.lstat(join(folder, "summary.json")).catch(() => undefined) === undefined) return;
  return decodeFinished(filesIn(folder), { ...run, folder: basename(folder) });
}

/** As {@linkcode readFinished}, of a run whose files are kept anywhere, and are there. */
export async function decodeFinished(files: RunFiles, run: Run): Promise<StoredRun | undefined> {
  const { summary: { hash, hashes, final }, config, weights } = await decodeWeights(files);
  if (hash !== run.hash || looksOf(config) !== looksOf(run.config)) return;
  const stored = await decodeRun(files, run.folder);
  const found = await hashesOf(stored.losses, weights, final);
  for (const [file, part, what] of HASHED) {
    if (found[part] === hashes[part]) continue;
    throw damaged(files.place, file, `its ${what} are not those that the summary has the hash of`);
  }
  return stored;
}

/**
 * Reads the config, summary and weights of a finished run, which is all that sampling from it takes.
 *
 * @throws InputError as `readRun`
 */
export const readModel = (folder: string): Promise<Settings & { weights: NamedTensor[] }> =>
  decodeWeights(filesIn(folder));

async function decodeWeights(files: RunFiles): Promise<Settings & { weights: NamedTensor[] }> {
  const { summary, config } = await decodeSettings(files);
  const decode = (bytes: Uint8Array) => decodeModel(bytes, namesOf({ summary, config }));
  return { summary, config, weights: await readFile(files, "model.safetensors", decode) };
}

/**
 * Reads the config and the summary of a finished run.
 *
 * @throws InputError as `readRun`
 */
export const readSettings = (folder: string): Promise<Settings> => decodeSettings(filesIn(folder));

/** A finished run's config and summary. */
interface Settings {
  config: RunConfig;
  summary: RunSummary;
}

export async function decodeSettings(files: RunFiles): Promise<Settings> {
  return {
    summary: await readJson(files, "summary.json", checkSummary),
    config: await readJson(files, "config.json", checkConfig),
  };
}

const namesOf = ({ config, summary }: Settings): TensorName[] =>
  tensorNames(config, summary.dataset.vocabulary.length);

const readJson = <T>(files: RunFiles, file: string, check: (value: unknown) => T): Promise<T> =>
  readFile(files, file, (bytes) => check(JSON.parse(new TextDecoder().decode(bytes))));

/** The rows of a CSV file below its header. */
function readRows(files: RunFiles, file: string, columns: string[]): Promise<string[][]> {
  return readFile(files, file, (bytes) => {
    const [header = [], ...rows] = parse(new TextDecoder().decode(bytes));
    if (`${header}` === `${columns}`) return rows;
    throw new SyntaxError(`its columns are not ${columns.join(", ")}`);
  });
}

async function readFile<T>(
  files: RunFiles,
  file: string,
  decode: (bytes: Uint8Array<ArrayBuffer>) => T,
): Promise<T> {
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  try {
    bytes = await files.read(file);
    if (bytes !== undefined) return decode(bytes);
  } catch (error) {
    throw damaged(files.place, file, reasonOf(error));
  }
  throw new InputError(`${files.place} is not the folder of a finished run: it has no ${file}`);
}

const damaged = (place: string, file: string, why: string) =>
  new InputError(`${join(place, file)} cannot be read: ${why}`);

const EVALUATIONS = ["step", "split", "statistics", "loss"];
const UPDATES = ["step", "parameter", "data", "gradient", "update"];

const json = (value: unknown) => JSON.stringify(value, null, 2) + "\n";

/** @param columns the rows' keys */
const csv = (rows: readonly object[], columns: string[]): string =>
  stringify(rows as Record<string, unknown>[], { columns });
