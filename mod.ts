/**
 * handgrad: small neural language models whose gradients are derived by hand, and experiments on how they train.
 *
 * {@linkcode runExperiment} does what the command `deno task run` does. In parts: `@handgrad/handgrad/core` has the
 * mathematics alone, `@handgrad/handgrad/report` what is drawn of results.
 *
 * @example Train one run, step by step
 * ```ts
 * import { loadDataset, parseExperiment, train } from "@handgrad/handgrad";
 *
 * const text = JSON.stringify({
 *   title: "Tiny",
 *   question: "Does it learn?",
 *   dataset: { source: "first-names" },
 *   training: { steps: 100 },
 * });
 * const { variants: [{ config }], seeds: [seed] } = parseExperiment(text, { file: "tiny", name: "tiny" });
 * const dataset = await loadDataset(config.dataset, { base: "." });
 * for (const record of train(config, seed, dataset)) {
 *   if (record.kind === "step" && record.step % 10 === 0) console.log(record.step, record.loss);
 * }
 * ```
 *
 * @module
 */

// The mathematics: tensors, layers, models, optimizers, samples, checks of gradients.
export * from "./core/mod.ts";
export type * from "./core/inspect.ts";
export type { Histogram, Magnitudes } from "./core/histogram.ts";

// Experiments: what the commands do.
export {
  type ExperimentResult,
  runExperiment,
  type RunExperimentOptions,
  type WrittenExperiment,
} from "./conduct/run_experiment.ts";
export type { EventRun, ExperimentEvent } from "./conduct/events.ts";
export type { EndState } from "./conduct/watch.ts";
export type { Best, Counts } from "./conduct/overall.ts";
export { type DrawnSample, type DrawOptions, drawSamples } from "./conduct/samples.ts";
export { gradcheck } from "./runner/checks/gradcheck.ts";
export type { FiguresFile, PackedFigures, PackedTensor } from "./runner/checks/figures.ts";

// Experiments in parts: from a JSON file to stored runs.
export { InputError } from "./runner/errors.ts";
export {
  type Experiment,
  loadExperiment,
  parseExperiment,
  type ParseOptions,
  type Variant,
} from "./runner/config/config.ts";
export type { Expectation, Expression, Measure, SimpleMeasure } from "./runner/config/expect.ts";
export type * from "./runner/schema/run_config.ts";
export type { Halving, LrFinder, Pruning } from "./runner/schema/sweep_schema.ts";
export { type Dataset, describeExamples } from "./runner/data/dataset.ts";
export { loadDataset } from "./runner/data/load_dataset.ts";
export type { Load } from "./runner/data/file_memory.ts";
export type { NamesOptions } from "./runner/data/names.ts";
export type { SourceOptions } from "./runner/data/sources.ts";
export type { Combination } from "./runner/sweep/search.ts";
export {
  type Content,
  type Fingerprint,
  planRuns,
  type Run,
  runHash,
} from "./runner/sweep/plan.ts";
export { createStreams, type Streams } from "./runner/training/streams.ts";
export {
  modelFor,
  train,
  type TrainRecord,
  type TrainStart,
  type TrainState,
} from "./runner/training/train.ts";
export {
  type Control,
  type Job,
  type Paused,
  type Progress,
  runJob,
  type Stopped,
} from "./runner/training/job.ts";
export type { Outcome } from "./runner/training/recording.ts";
export { Workshop } from "./runner/training/workshop.ts";
export type { Checkpoint } from "./runner/store/checkpoint.ts";
export {
  type CheckpointBytes,
  type Ending,
  type PoolOptions,
  runPool,
} from "./runner/training/pool.ts";
export { loadWeights, weightsOf } from "./runner/training/weights.ts";
export type { NamedTensor } from "./runner/store/safetensors.ts";
export { type NewRun, readRun, writeRun } from "./runner/store/store.ts";
export { readTrained, type TrainedRun } from "./runner/store/trained.ts";
export { readExperiment } from "./runner/store/experiment_store.ts";

// Reports and charts.
export * from "./reports/mod.ts";
