/**
 * variants × seeds → the runs of an experiment, each with the hash of all that makes its bits.
 *
 * @module
 */
import { type ArithmeticName, bestArithmetic } from "../../core/arithmetic.ts";
import type { Experiment } from "../config/config.ts";
import type { DatasetSummary } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";
import { sortedJson } from "../sorted_json.ts";
import { numericsOf } from "../numerics.ts";

/** One training. */
export interface Run {
  /** The name of its folder below results/<experiment>/: the variant, the seed if there are several, the hash. */
  folder: string;
  /** What the config calls it. */
  variant: string;
  /** What its streams of random numbers begin with. */
  seed: number;
  /** Its settings, complete. */
  config: RunConfig;
  /** Lower-case hex SHA-256; see {@linkcode runHash}. */
  hash: string;
}

/** What says which examples a dataset has; see {@linkcode DatasetSummary}. */
export type Content = Pick<DatasetSummary, "sha256" | "content">;
/** The content of a dataset. Asked once a dataset. */
export type Fingerprint = (dataset: RunConfig["dataset"]) => Content | Promise<Content>;

/**
 * The runs of an experiment.
 *
 * @param arithmetic of runs that ask for none; default: this machine's fastest
 */
export async function planRuns(
  experiment: Experiment,
  fingerprint: Fingerprint,
  arithmetic: ArithmeticName = bestArithmetic(),
): Promise<Run[]> {
  const known = new Map<string, Content>();
  const runs: Run[] = [];
  const folders = new Set<string>();
  for (const { name: variant, config: asked } of experiment.variants) {
    const config = Object.freeze({ arithmetic, ...asked });
    const dataset = sortedJson(config.dataset);
    if (!known.has(dataset)) known.set(dataset, await fingerprint(config.dataset));
    for (const seed of experiment.seeds) {
      const hash = await runHash(config, seed, known.get(dataset)!);
      const several = experiment.seeds.length > 1 ? `-seed${seed}` : "";
      const folder = unusedName(slug(variant), `${several}-${hash.slice(0, 8)}`, folders);
      runs.push({ folder, variant, seed, config, hash });
    }
  }
  return runs;
}

/**
 * The SHA-256 of all that makes a run's bits: same hash, same bits. It leaves out what only words are (title, question,
 * comment, the variant's name), the samples unless drawing them moves the stream that the batches come from, and how
 * the text is read and cleaned: for that stands what came of it.
 *
 * @param numerics the version of the bits; runs of different ones never have the same hash
 * @returns lower-case hex
 */
export async function runHash(
  config: RunConfig,
  seed: number,
  { sha256, content }: Content,
  numerics: number = numericsOf(config),
): Promise<string> {
  const { dataset, model, training, random, evaluation, samples, arithmetic } = config;
  const identity = sortedJson({
    dataset: {
      ...withoutReading(dataset),
      sha256,
      ...(content === undefined ? {} : { content }),
    },
    model,
    training,
    random,
    evaluation,
    seed,
    arithmetic,
    numerics,
    ...(samplesShareStream(config) ? { samples } : {}),
  });
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identity));
  return new Uint8Array(digest).toHex();
}

/** Keys that say how a text is read and cleaned. */
const READING = [
  "encoding",
  "delimiter",
  "tokens",
  "trim",
  "normalize",
  "lowercase",
  "duplicates",
];

/** The same without these keys. */
function withoutReading({ source, ...rest }: RunConfig["dataset"]) {
  const others = (from: object) =>
    Object.fromEntries(Object.entries(from).filter(([key]) => !READING.includes(key)));
  return { source: typeof source === "string" ? source : others(source), ...others(rest) };
}

/** What is recorded of a run besides what its hash stands for: same text, same samples and looks inside. */
export const looksOf = ({ samples, inspections }: RunConfig): string =>
  sortedJson({ samples, inspections });

/** Whether samples and batches are drawn from one stream, so that the one moves the other. */
function samplesShareStream(
  { random: { batches, samples }, samples: { when } }: RunConfig,
): boolean {
  if (batches.continues === "samples" || samples.continues === "batches") return true;
  return when === "before" && batches.continues === "parameters" &&
    samples.continues === "parameters";
}

const MAX_SLUG = 60;

/**
 * A variant's name as part of a folder's name: lower-case letters and digits of any script, the rest as "-". With the
 * hash behind it, it is none of the names that a system reserves.
 */
export function slug(name: string): string {
  const words = name.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, "-");
  const short = words.replace(/^-/, "").slice(0, MAX_SLUG).replace(/[\ud800-\udbff]$/, "");
  return short.replace(/-$/, "") || "variant";
}

/** Two variants may differ in nothing but their names, and these in nothing that a folder's name shows. */
function unusedName(start: string, end: string, used: Set<string>): string {
  let name = start + end;
  for (let i = 2; used.has(folded(name)); i++) name = `${start}-${i}${end}`;
  used.add(folded(name));
  return name;
}

/** The same for names that a file system which ignores case takes for the same, e.g. "ς" and "σ". */
const folded = (name: string) => name.toUpperCase().normalize("NFC");
