/**
 * An experiment as a folder: results/<experiment>/experiment.json says what was asked and which runs belong to it, in
 * their order.
 *
 * @module
 */
import { basename, join } from "node:path";
import { z } from "zod";
import { reasonOf } from "../data/bytes.ts";
import { InputError } from "../errors.ts";
import { didYouMeanFolder } from "../near_path.ts";
import { writeWhole } from "./files.ts";
import { readGradients } from "../checks/check_gradients.ts";
import type {
  GradientSummary,
  MissingRun,
  StoredExperiment,
  StoredRun,
  StoredText,
} from "../results.ts";
import { readRun } from "./store.ts";
import { readTexts } from "./text_store.ts";

/** A folder right below the experiment's, never elsewhere. */
const FolderName = z.string().regex(/^(?!\.\.?$)[^/\\\0]+$/);

const RecordSchema = z.object({
  name: z.string(),
  title: z.string(),
  question: z.string(),
  comment: z.string(),
  findings: z.string().optional(),
  command: z.string(),
  /** Where its file is, as seen from the folder that holds results/. */
  file: z.string().optional(),
  warnings: z.array(z.string()).default([]),
  /** What grid and search gave the variants. */
  swept: z.array(z.object({
    name: z.string(),
    variant: z.string(),
    parameters: z.record(z.string(), z.unknown()),
  })).optional(),
  expected: z.array(z.object({
    text: z.string(),
    outcome: z.enum(["held", "failed", "undecided"]),
    details: z.string(),
  })).optional(),
  rungs: z.array(z.object({
    step: z.number(),
    scores: z.array(z.object({
      variant: z.string(),
      loss: z.number().nullable(),
      kept: z.boolean(),
    })),
  })).optional(),
  rounds: z.array(z.object({
    seeds: z.number(),
    best: z.string().optional(),
    scores: z.array(z.object({
      variant: z.string(),
      loss: z.number().nullable(),
      p: z.number().nullable(),
      kept: z.boolean(),
    })),
  })).optional(),
  /** Between which learning rates a good one was looked for. */
  lrFinder: z.object({ min: z.number(), max: z.number() }).optional(),
  runs: z.array(z.object({
    folder: FolderName,
    variant: z.string(),
    seed: z.number(),
    /** What went wrong with it, if something did. */
    failure: z.string().optional(),
    /** Why it was not to be trained to its end, if it was not. */
    stopped: z.string().optional(),
  })),
});

/** What experiment.json holds: all of an experiment but its runs' results. */
export type ExperimentRecord = z.infer<typeof RecordSchema>;

/** Writes experiment.json into an experiment's folder. */
export const writeRecord = (folder: string, record: ExperimentRecord): Promise<void> =>
  writeWhole(join(folder, "experiment.json"), JSON.stringify(record, null, 2) + "\n");

/**
 * Puts an experiment together.
 *
 * @param results of the record's runs, in their order: what was stored, or why it is missing
 */
export function assembleExperiment(
  { runs, file: _, ...record }: ExperimentRecord,
  results: readonly (StoredRun | string)[],
  gradients: GradientSummary[],
  texts: StoredText[],
): StoredExperiment {
  const stored: StoredRun[] = [], missing: MissingRun[] = [];
  for (const [i, { folder, variant, seed, failure, stopped }] of runs.entries()) {
    const result = stopped ?? results[i]; // its results may be there, from before
    if (typeof result === "string") {
      const isStopped = failure === undefined && stopped !== undefined;
      const reason = failure ?? result;
      missing.push({ folder, variant, seed, reason, ...isStopped && { stopped: true } });
    } else {
      // A run that was stored under another spelling of the variant's name is the same run.
      stored.push({ ...result, summary: { ...result.summary, variant } });
    }
  }
  return { ...record, runs: stored, missing, gradients, texts };
}

/**
 * Reads an experiment's folder back. Runs that are not there or broken become its `missing` ones.
 *
 * @param display what error messages call the folder
 * @throws InputError where it is no experiment's folder
 */
export async function readExperiment(folder: string, display = folder): Promise<StoredExperiment> {
  const record = await readRecord(folder, display);
  const results: (StoredRun | string)[] = [];
  for (const run of record.runs) results.push(await readOrWhy(join(folder, run.folder)));
  const texts = await readTexts(folder, results.filter((result) => typeof result !== "string"));
  return assembleExperiment(record, results, await readGradients(folder), texts);
}

/**
 * Reads experiment.json.
 *
 * @throws InputError as `readExperiment`
 */
export async function readRecord(folder: string, display: string): Promise<ExperimentRecord> {
  let text: string;
  try {
    text = await Deno.readTextFile(join(folder, "experiment.json"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      throw new InputError(`${display} ${await whatElse(folder, display)}`);
    }
    const why = reasonOf(error).replace(/: \w+ '.*$/s, "");
    throw new InputError(`${display}/experiment.json cannot be read: ${why}`);
  }
  const broken = (why: string): never => {
    throw new InputError(
      `${display}/experiment.json is broken: ${why}. deno task run writes it anew`,
    );
  };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return broken("it is no JSON");
  }
  const { data, error } = RecordSchema.safeParse(content);
  return data ?? broken(`"${error!.issues[0].path.join(".")}" is missing or wrong`);
}

/** What a folder without experiment.json is. */
async function whatElse(folder: string, display: string): Promise<string> {
  const isThere = (path: string) => Deno.stat(path).then((info) => info, () => undefined);
  const info = await isThere(folder);
  if (info === undefined) {
    return `does not exist${await didYouMeanFolder(folder, display, "experiment.json")}`;
  }
  if (!info.isDirectory) {
    return "is not a folder; name an experiment's folder, e.g. results/bn";
  }
  if (await isThere(join(folder, "summary.json"))) {
    return "is the folder of one run; name its experiment's folder, the one above it";
  }
  return "is not the folder of an experiment: it has no experiment.json, which deno task run writes";
}

/** A run's folder, read back; or why it cannot be, without the folders above it. */
async function readOrWhy(folder: string): Promise<StoredRun | string> {
  try {
    return await readRun(folder);
  } catch (error) {
    if (error instanceof InputError) return error.message.replaceAll(folder, basename(folder));
    if (error instanceof Error && error.constructor.name in Deno.errors) {
      return `it cannot be read: ${reasonOf(error)}`;
    }
    throw error;
  }
}
