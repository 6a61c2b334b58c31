/**
 * What a run leaves behind: the contract between the runner, which writes it, and the reports, which read it.
 *
 * @module
 */
import type { CheckedLayer } from "../core/gradcheck/checks.ts";
import type { Check } from "../core/gradcheck/compare.ts";
import type { ModelInspection } from "../core/inspect.ts";
import type { UpdateRow } from "../core/update_sizes.ts";
import { isRunningText } from "./data/source_kind.ts";
import type { RunConfig } from "./schema/schema.ts";

export { isRunningText } from "./data/source_kind.ts";

export type { UpdateRow };

/** The parts of a dataset: to train on, to choose by, to test with. */
export type Split = "train" | "val" | "test";

/**
 * Whose mean and variance batch norm used: the running ones, those of the whole training set ("calibrated"), or those
 * of the evaluated split itself ("own"); "none" for a model without batch norm.
 */
export type Statistics = "running" | "calibrated" | "own" | "none";

/** The mean loss over a whole split after `step` updates. */
export interface Evaluation {
  /** Updates done. */
  step: number;
  /** Of what. */
  split: Split;
  /** Whose mean and variance batch norm used. */
  statistics: Statistics;
  /** Nats per character. null where the statistics do not exist yet or the loss is not finite. */
  loss: number | null;
}

/** What the data was. */
export interface DatasetSummary {
  /** "names", "first-names", or the user's file name. */
  name: string;
  /** How many lines (names) it has in all; how many symbols, where it is running text. */
  size: number;
  /** Lower-case hex SHA-256 of the text's bytes. */
  sha256: string;
  /**
   * Lower-case hex SHA-256 of its symbols, only where they are others than those that a reading without any cleaning
   * finds.
   */
  content?: string;
  /**
   * Index to symbol. Of lines, 0 is the end token, which is no symbol of theirs: its mark is "." where they have no
   * such symbol, else another. Of running text, all are symbols.
   */
  vocabulary: string[];
  /** What stands between two symbols of a text; absent where they are single characters. */
  separator?: string;
  /** Only of running text: the T symbols (indices) that a beginning is taken to follow. */
  lead?: number[];
  /** Examples (context → next character) a split. */
  examples: Record<Split, number>;
  /** The losses of a bigram table counted on the train split, nats per character; null for an empty split. */
  bigram: Record<Split, number | null>;
  /** Something that the reader must know, e.g. that the embedded names stand in for names.txt. */
  notice?: string;
  /** How it was read and cleaned, and what looks wrong with it, a sentence or two each. */
  notes?: string[];
  /**
   * The shares of val's and test's lines (of running text, of their stretches of {@linkcode STRETCH} symbols) that
   * stand in train too; null where there are none.
   */
  repeated?: { val: number | null; test: number | null };
}

/** What a model wrote. */
export interface Samples {
  /** Those that were cut off end in "…"; of running text all are, and none does. */
  samples: string[];
  /** Of each, whether it is a line of the train split. */
  inTraining: boolean[];
}

/**
 * The inside of a model after `step` updates; inspections.json holds a list of these. The samples are drawn by a fresh
 * stream of the run's seed, so that those of different steps can be compared.
 */
export interface Inspection extends ModelInspection, Samples {
  /** Updates done. */
  step: number;
}

/**
 * SHA-256 of what a run has made, lower-case hex; the same for the same bits, on every machine. hashes.ts says of which
 * bytes.
 */
export interface RunHashes {
  /** Of all minibatch losses. */
  losses: string;
  /** Of the first 1, 2, 5, 10, 20, 50, … of them; the keys are these numbers. */
  lossesAfter: Record<string, string>;
  /** Of the model's tensors at the end. */
  weights: string;
  /** Of the evaluations after the last update: split, statistics and loss. */
  final: string;
}

/** summary.json */
export interface RunSummary extends Samples {
  /** The folder of its experiment, when it was trained. */
  experiment: string;
  /** What the config calls it. */
  variant: string;
  /** What its streams of random numbers begin with. */
  seed: number;
  /** SHA-256 of what makes the run's bits; its first 8 digits end the folder's name. */
  hash: string;
  /**
   * "diverged": something was not finite after `steps` steps, and training stopped there, with the last finite weights
   * kept. "hopeless": `training.stopWhen` ended it after `steps` steps.
   */
  status: "finished" | "diverged" | "hopeless";
  /** What was not finite where it diverged, e.g. "the loss", "the gradient of W1". */
  notFinite?: string;
  /** Updates done. */
  steps: number;
  /** How many numbers were trained. */
  parameters: number;
  /** What it was trained on. */
  dataset: DatasetSummary;
  /** The evaluations after the last update; none where it diverged. */
  final: Evaluation[];
  /**
   * The lowest val loss on the way, by the statistics of the curves, and after how many updates it was; null where
   * there is none.
   */
  best: { step: number; loss: number } | null;
  /** The last minibatch's loss; null where there is none that is finite. */
  lastLoss: number | null;
  /** Wall time in seconds, evaluations included. */
  seconds: number;
  /** Without evaluations. */
  stepsPerSecond: number;
  /** Of what it has made. */
  hashes: RunHashes;
  /** What made it. */
  versions: { handgrad: string; deno: string; v8: string; numerics: number };
}

/** A run's folder, read back. */
export interface StoredRun {
  /** The folder's name below results/<experiment>/. */
  folder: string;
  /** Its settings, complete. */
  config: RunConfig;
  /** Loss of each step's minibatch before its update, nats per character. */
  losses: Float32Array;
  /** The learning rate of each step. */
  learningRates: Float64Array;
  /** In order. */
  evaluations: Evaluation[];
  /** At a few steps, in order; inspections.json. */
  inspections: Inspection[];
  /** At a few hundred steps, in order, a row a parameter; updates.csv. */
  updates: UpdateRow[];
  /** What it came to. */
  summary: RunSummary;
  /** The bytes of model.safetensors; null where they are too many for a report. */
  model: Uint8Array<ArrayBuffer> | null;
}

/** Over how many examples of a split a run's losses are: those of its evaluations on the way, and of the last one. */
export function evaluatedExamples(
  { evaluation: { examples = Infinity, finalExamples = Infinity } }: Pick<RunConfig, "evaluation">,
  counts: DatasetSummary["examples"],
  split: Split,
): { onTheWay: number; atTheEnd: number } {
  const count = counts[split];
  return { onTheWay: Math.min(count, examples), atTheEnd: Math.min(count, finalExamples) };
}

/** A run that an experiment should have, and has not. */
export interface MissingRun {
  /** The folder's name below results/<experiment>/. */
  folder: string;
  /** What the config calls it. */
  variant: string;
  /** What its streams would begin with. */
  seed: number;
  /** Why: what the failure said, or what is wrong with the folder. */
  reason: string;
  /** Halving or pruning ended it: nothing is wrong. */
  stopped?: true;
}

/** Which text a run was trained on: a file may be read in several ways. */
export interface TextIdentity {
  /** Of the source's bytes. */
  sha256: string;
  /** The column of a CSV file, of which each is a text of its own; null for any other source. */
  column: string | null;
  /** Whether it is running text; default: lines. */
  running?: boolean;
  /** As {@linkcode DatasetSummary} has it. */
  content?: string;
}

/** The lines that runs were trained on, read and cleaned; of running text, what stands between its line breaks. */
export interface StoredText extends TextIdentity {
  /** In their order. */
  lines: readonly string[];
}

/** What stands between two symbols; undefined where they are characters. */
export const separatorOf = ({ tokens }: RunConfig["dataset"]): string | undefined =>
  typeof tokens === "object" ? tokens.separator : undefined;

/** The column that a source names; null where it is not a CSV file's. */
export const columnOf = (source: RunConfig["dataset"]["source"]): string | null =>
  typeof source === "object" && "csv" in source ? source.column : null;

/** The identity of a text, read for such a dataset. */
export const identityOf = (
  { source }: Pick<RunConfig["dataset"], "source">,
  { sha256, content }: Pick<DatasetSummary, "sha256" | "content">,
): TextIdentity => ({
  sha256,
  column: columnOf(source),
  ...isRunningText(source) ? { running: true } : {},
  ...content === undefined ? {} : { content },
});

/** The same for the same text. */
export const identityKey = (
  { sha256, column, running = false, content = "" }: TextIdentity,
): string => JSON.stringify([sha256, column, running, content]);

/** The text that a run was trained on; undefined where it was not kept. */
export function textOf(
  { config, summary }: Pick<StoredRun, "config" | "summary">,
  texts: readonly StoredText[],
): StoredText | undefined {
  const wanted = identityKey(identityOf(config.dataset, summary.dataset));
  return texts.find((text) => identityKey(text) === wanted);
}

/** What a grid or a search gave a variant. */
export interface SweptVariant {
  /** The variant that came of it. */
  name: string;
  /** The variant of the file that it belongs to. */
  variant: string;
  /** Dotted key → value. */
  parameters: Record<string, unknown>;
}

/** Where successive halving decided who goes on. */
export interface Rung {
  /** After so many updates. */
  step: number;
  /** Of the variants that had come so far: the mean loss over their seeds, null where one has none that is finite. */
  scores: { variant: string; loss: number | null; kept: boolean }[];
}

/** Where pruning decided who goes on, after so many seeds. */
export interface Round {
  /** After so many of them. */
  seeds: number;
  /** Whose mean loss is the lowest; absent where nobody's is finite. */
  best?: string;
  /**
   * Of the variants that had come so far: the mean loss over these seeds, null where it is not finite, and p of the
   * test that it is worse than the best, null for the best itself or without one.
   */
  scores: { variant: string; loss: number | null; p: number | null; kept: boolean }[];
}

/** Something that an experiment expects, and whether it came out. */
export interface Expected {
  /** As it is written. */
  text: string;
  /** Undecided: the runs do not tell. */
  outcome: "held" | "failed" | "undecided";
  /** By which numbers, or why it is undecided. */
  details: string;
}

/** All that a report shows. */
export interface StoredExperiment {
  /**
   * The folder in results/: the config's file name without .json, with a number behind it where another file of that
   * name has it.
   */
  name: string;
  /** As the config has it. */
  title: string;
  /** What the report answers. */
  question: string;
  /** What to look at in the report. */
  comment: string;
  /** What came out when it was run before, as its file tells it; absent where that says nothing. */
  findings?: string;
  /** The command line that made it, e.g. "deno task run experiments/bn.json --set training.steps=100". */
  command: string;
  /** What its settings allow, but surely do not mean, e.g. a milestone beyond the last step. */
  warnings: string[];
  /** What grid and search gave the variants, in their order; absent without either. */
  swept?: SweptVariant[];
  /** Of successive halving, in order; absent without it. Who was not kept is among the `missing`. */
  rungs?: Rung[];
  /** Of pruning, in order; absent without it. Runs of further seeds that were left out are among the `missing`. */
  rounds?: Round[];
  /** What was expected; absent without. */
  expected?: Expected[];
  /** Between which learning rates a good one was looked for; absent where the runs were to be compared. */
  lrFinder?: { min: number; max: number };
  /** In the order of the config's variants, then of the seeds. */
  runs: StoredRun[];
  /** Those that failed or cannot be read. */
  missing: MissingRun[];
  /** The gradients of the variants' models, as far as they were checked. */
  gradients: GradientSummary[];
  /** What they were trained on, as far as it was kept. */
  texts: StoredText[];
}

/** A variant's gradients, checked quickly; gradcheck.json holds a list of these. */
export interface GradientSummary {
  /** What the config calls it. */
  variant: string;
  /** Of the run with the first seed, whose model and first batch were checked. */
  hash: string;
  /** Empty where checking would have taken too long. */
  checks: GradientCheck[];
  /** The layers that make a wrong gradient, each checked by itself, from the loss back; absent where none does. */
  off?: { name: string; type: string }[];
  /** A hash of the layers' functions as they were then. */
  code?: string;
}

/** One way of checking, over all tensors. */
export interface GradientCheck {
  /** What was compared with what. */
  title: string;
  /** How many tensors were compared, and in how many of their elements. */
  tensors: number;
  /** In how many elements. */
  elements: number;
  /** The largest |a − b|, and what was allowed. */
  maxdiff: number;
  /** What was allowed. */
  tolerance: Check["tolerance"];
  /** Whether every one was within it. */
  passed: boolean;
}

/** What was checked of one variant's gradients, and how it came out. */
export interface Gradcheck {
  /** What the config calls it. */
  variant: string;
  /** What its streams began with. */
  seed: number;
  /** B */
  batchSize: number;
  /** Of the batch, nats per character, in float64. */
  loss: number;
  /** Whether the model is the chain, and so was checked step by step. */
  isChain: boolean;
  /** Its layers from the loss back, with what their gradients are called in the checks. */
  layers: CheckedLayer[];
  /** Each way of checking, tensor by tensor. */
  checks: Check[];
}

/** So many symbols of running text in a row do not come twice by chance. */
export const STRETCH = 32;
