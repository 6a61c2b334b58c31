/**
 * The settings of one run, checked and complete: what the schema (schema.ts) makes of a file, in plain types. A key
 * that may be missing has no default, or is left out where it says what is so anyhow: then it is no part of the run's
 * hash either.
 *
 * @module
 */
import type { ModelSpec } from "../../core/architectures.ts";
import type { MlpInit } from "../../core/architectures/mlp.ts";
import type { ClipOptions } from "../../core/clip.ts";
import type { BatchNormOptions } from "../../core/layers/batch_norm.ts";
import type { OptimizerOptions } from "../../core/optimizers.ts";
import type { PenaltyOptions } from "../../core/penalty.ts";
import type { Schedule } from "../../core/schedule.ts";

/** The settings of one variant. */
export interface RunConfig {
  /** Where the examples come from, and what is made of them. */
  dataset: DatasetConfig;
  /** An architecture with its few knobs, or a list of layers. */
  model: ModelConfig;
  /** Steps, batches, optimizer, learning rate. */
  training: TrainingConfig;
  /** What is drawn by which stream. */
  random: RandomConfig;
  /** When and on what the losses of whole splits are taken. */
  evaluation: EvaluationConfig;
  /** When and on what the network is looked into. */
  inspections: InspectionsConfig;
  /** What is drawn from the trained network. */
  samples: SamplesConfig;
  /** What the run computes with; default: fused where the processor fuses, else exact. */
  arithmetic?: "fused" | "exact" | "plain";
}

/** How the text of a file is read. */
export interface FileReading {
  /** A label of the WHATWG's Encoding Standard; default: what the byte-order mark says, else utf-8. */
  encoding?: string;
}

/** A text file, one example a line. */
export interface LinesSource extends FileReading {
  /** Its path, from the experiment's folder. */
  file: string;
}

/** A text file that is one sequence. */
export interface TextSource extends FileReading {
  /** Its path, from the experiment's folder. */
  text: string;
}

/** A column of a CSV file with a header row. */
export interface CsvSource extends FileReading {
  /** Its path, from the experiment's folder. */
  csv: string;
  /** The column that holds the examples. */
  column: string;
  /** What stands between two fields; default: what splits the header into the wanted column. */
  delimiter?: string;
}

/** Where examples come from: makemore's names, the first names that come with handgrad, or a file. */
export type Source = "names" | "first-names" | LinesSource | TextSource | CsvSource;

/** A config's `dataset`. */
export interface DatasetConfig {
  /** Where the examples come from. */
  source: Source;
  /** What a symbol is: a character, or what stands between two separators. */
  tokens: "characters" | { separator: string };
  /** Whether spaces and tabs at a line's ends are taken off. */
  trim: boolean;
  /** The Unicode normalization form that the text is put into. */
  normalize: false | "NFC" | "NFD" | "NFKC" | "NFKD";
  /** Whether capitals are made small letters. */
  lowercase: boolean;
  /** Whether only the first of equal lines is kept. */
  duplicates: "keep" | "drop";
  /** T, how many symbols predict the next one. */
  contextLength: number;
  /** Without it, the symbol after T others is predicted; "every": the one after each position. */
  targets?: "every";
  /** Shares of train, val and test. */
  splits: number[];
  /** The seed of Python's `random.shuffle` before the split; false keeps the file's order. */
  shuffleSeed: number | false;
  /** Only so many examples are taken, of the whole file's vocabulary. */
  first?: number;
}

/** A config's `model`. */
export type ModelConfig = Exclude<ModelSpec, { kind: "mlp" }> | MlpConfig;

/** A perceptron's settings. */
export type MlpConfig = Extract<ModelSpec, { kind: "mlp" }> & {
  /** Initial values, by tensor. */
  init: MlpInit;
};

/** Batch norm's settings in a perceptron. */
export interface BatchNormConfig extends BatchNormOptions {
  /** Which linear layers it follows: the hidden ones, or the output layer too. */
  after: "hidden" | "all";
}

/** How examples come into batches, where they are not drawn with replacement: see `createBatches`. */
export type BatchesConfig = { kind: "permutation"; dropLast: boolean } | { kind: "whole" };

/** When a run is hopeless: see `createStopRule`. */
export interface StopWhen {
  /** So many times ln V, the loss of guessing. */
  lossAbove: number;
  /** The mean is of so many losses. */
  averagedOver: number;
  /** No run ends before so many steps. */
  after: number;
}

/** A config's `training`. */
export interface TrainingConfig {
  /** How many updates; 0 where `epochs` says it. */
  steps: number;
  /** Instead of steps: how many times as many examples as there are. */
  epochs?: number;
  /** B */
  batchSize: number;
  /** Which examples each step is trained on; default: drawn with replacement. */
  batches?: BatchesConfig;
  /** What updates the parameters. */
  optimizer: OptimizerOptions;
  /** How the learning rate goes. */
  learningRate: Schedule;
  /** Keeps gradients small before each update; default: they are taken as they are. */
  clipGradients?: ClipOptions;
  /** A term of the loss that grows with the weights; default: none. */
  penalty?: PenaltyOptions;
  /** Ends the run early; default: never. */
  stopWhen?: StopWhen;
}

/** Where a stream of random numbers begins; default: with the run's seed. */
export interface StreamStart<Other extends string> {
  /** A stream of its own. */
  seed?: number;
  /** Goes on from where that stream stopped. */
  continues?: Other;
}

/** A config's `random`. */
export interface RandomConfig {
  /** The stream of the initial parameters. */
  parameters: StreamStart<never>;
  /** The stream of the minibatches, and how many of them are drawn and discarded at first. */
  batches: StreamStart<"parameters" | "samples"> & { skip: number };
  /** The stream of the samples. */
  samples: StreamStart<"parameters" | "batches">;
}

/** A config's `evaluation`. */
export interface EvaluationConfig {
  /** One at the start, and so many, evenly, up to the end. */
  count: number;
  /** Further steps. */
  at: number[];
  /** On the way, on so many examples of each split; default: all. */
  examples?: number;
  /** The same at the end; default: all. */
  finalExamples?: number;
  /** Whose mean and variance batch norm uses before the end. */
  statistics: ("running" | "calibrated" | "own")[];
}

/** A config's `inspections`. */
export interface InspectionsConfig {
  /** Without it, the same examples are looked at each time; "trained": the batch of the last update. */
  batch?: "trained";
  /** One at the start, and so many, evenly, up to the end. */
  count: number;
  /** Further steps. */
  at: number[];
  /** How many updates, evenly, are measured. */
  updates: number;
}

/** A config's `samples`. */
export interface SamplesConfig {
  /** How many. */
  count: number;
  /** Before or after training. */
  when: "before" | "after";
  /** A sample is cut off after so many symbols. */
  maxLength: number;
  /** What each begins with; default: nothing. */
  beginning?: string;
}
