/**
 * Trains one run: (config, seed, dataset) → a stream of records. No files, no clock, no messages: whoever drives the generator has these.
 *
 * @module
 */
import { type Arithmetic, bestArithmetic, createArithmetic } from "../core/arithmetic.ts";
import { calibrate, meanLoss } from "../core/evaluate.ts";
import type { Examples } from "../core/examples.ts";
import {
  activationsFor,
  backward,
  createMlp,
  forward,
  initializeMlp,
  memoryOf,
  type Mlp,
  type ModelStatistics,
  runningStatistics,
  updateRunning,
} from "../core/mlp.ts";
import { createSgd, sgdStep } from "../core/optimizer.ts";
import type { TorchGenerator } from "../core/random/torch.ts";
import { sample } from "../core/sample.ts";
import { learningRateAt } from "../core/schedule.ts";
import { drawBatch } from "./batches.ts";
import type { Dataset } from "./dataset.ts";
import type { Evaluation, RunSummary, Split, Statistics } from "./results.ts";
import type { RunConfig } from "./schema.ts";
import { createStreams } from "./streams.ts";

/** What happens in a training, in order. */
export type TrainRecord =
  /** The model as it was initialized, and (it is the same object) as it will be trained. */
  | { kind: "model"; model: Mlp }
  /** An update has been done; `loss` is the minibatch's before it. The same object every time: copy what you keep. */
  | { kind: "step"; step: number; loss: number; learningRate: number }
  /** A part of an evaluation has been done; it goes on. */
  | { kind: "evaluating" }
  | { kind: "evaluation"; evaluation: Evaluation }
  | { kind: "samples"; samples: string[] }
  | { kind: "end"; status: RunSummary["status"]; steps: number };

/** The model that a config describes, its parameters not drawn yet. */
export function modelFor(
  config: RunConfig["model"],
  vocabularySize: number,
  contextLength: number,
  arithmetic?: Arithmetic,
): Mlp {
  return createMlp({ ...config, vocabularySize, contextLength }, arithmetic);
}

/** The same with the arithmetic that its run computes with, and memory for the training. */
function modelToTrain(config: RunConfig, vocabularySize: number, contextLength: number): Mlp {
  const options = { ...config.model, vocabularySize, contextLength };
  const bytes = memoryOf(options, config.training.batchSize);
  return createMlp(options, createArithmetic(config.arithmetic ?? bestArithmetic(), bytes));
}

/** Trains the model that `config` describes; the records end with "end". */
export function* train(
  config: RunConfig,
  seed: number,
  dataset: Dataset,
): Generator<TrainRecord, void> {
  const { training, samples } = config;
  const { vocabulary } = dataset.summary;
  const streams = createStreams(config.random, seed);
  const model = modelToTrain(config, vocabulary.length, dataset.contextLength);
  initializeMlp(model, config.model.init, streams.parameters);
  yield { kind: "model", model };

  if (samples.when === "before") {
    yield drawSamples(model, samples, streams.samples, vocabulary, runningNow(model, 0));
  }

  const B = training.batchSize;
  const acts = activationsFor(model, B);
  const sgd = createSgd(model, training.optimizer);
  const X = new Int32Array(B * dataset.contextLength);
  const Y = new Int32Array(B);
  const evaluationSteps = stepsToEvaluate(config);
  for (let i = 0; i < config.random.batches.skip; i++) {
    drawBatch(X, Y, dataset.train, streams.batches);
  }

  const record = { kind: "step" as const, step: 0, loss: 0, learningRate: 0 };
  for (let step = 0; step < training.steps; step++) {
    if (evaluationSteps.has(step)) {
      yield* evaluate(model, dataset, step, ["train", "val"], config.evaluation.statistics);
    }
    drawBatch(X, Y, dataset.train, streams.batches);
    record.step = step;
    record.loss = forward(model, acts, X, Y);
    record.learningRate = learningRateAt(training.learningRate, step, training.steps);
    if (!Number.isFinite(record.loss)) {
      yield record;
      yield { kind: "end", status: "diverged", steps: step };
      return;
    }
    backward(model, acts, X, Y);
    updateRunning(model, acts);
    sgdStep(sgd, record.learningRate);
    yield record;
  }

  const { steps } = training;
  yield* evaluate(model, dataset, steps, ["train", "val", "test"], [
    "running",
    "calibrated",
    "own",
  ]);
  if (samples.when === "after") {
    yield drawSamples(model, samples, streams.samples, vocabulary, runningNow(model, steps));
  }
  yield { kind: "end", status: "finished", steps };
}

/** The steps before which train and val are evaluated; after the last one they are in any case. */
function stepsToEvaluate({ evaluation, training }: RunConfig): Set<number> {
  const steps = new Set(evaluation.at);
  for (let i = 0; i < evaluation.count; i++) {
    steps.add(Math.round(i * training.steps / evaluation.count));
  }
  return steps;
}

/** The full losses of the splits that have examples, by each of the statistics that the model has. */
function* evaluate(
  model: Mlp,
  dataset: Dataset,
  step: number,
  splits: Split[],
  wanted: Exclude<Statistics, "none">[],
): Generator<TrainRecord, void> {
  const all: Statistics[] = model.options.batchNorm ? wanted : ["none"];
  let calibrated: ModelStatistics | null = null;
  for (const statistics of all) {
    for (const split of splits) {
      const examples = dataset[split];
      if (examples.count === 0) continue;
      let fixed: ModelStatistics | null;
      if (statistics === "none" || statistics === "running") fixed = runningNow(model, step);
      else if (statistics === "calibrated" || split === "train") {
        fixed = calibrated ??= yield* evaluating(calibrateOrNull(model, dataset.train));
      } else fixed = yield* evaluating(calibrateOrNull(model, examples));
      const loss = fixed && (yield* evaluating(meanLoss(model, examples, fixed)));
      const evaluation = { step, split, statistics, loss: Number.isFinite(loss) ? loss : null };
      yield { kind: "evaluation", evaluation };
    }
  }
}

/** One example has no variance, and so no statistics. */
function* calibrateOrNull(model: Mlp, examples: Examples): Generator<void, ModelStatistics | null> {
  return examples.count < 2 ? null : yield* calibrate(model, examples);
}

/** Passes a computation's pauses on as records. */
function* evaluating<T>(computation: Generator<void, T>): Generator<TrainRecord, T> {
  let next = computation.next();
  while (!next.done) {
    yield { kind: "evaluating" };
    next = computation.next();
  }
  return next.value;
}

/** The running statistics, or null where there are none yet: before the first step, if they start at zero. */
export function runningNow(model: Mlp, step: number): ModelStatistics | null {
  const { batchNorm } = model.options;
  if (batchNorm && step === 0 && batchNorm.start === 0) return null;
  return runningStatistics(model);
}

function drawSamples(
  model: Mlp,
  { count, maxLength }: RunConfig["samples"],
  generator: TorchGenerator,
  vocabulary: string[],
  statistics: ModelStatistics | null,
): TrainRecord {
  const acts = activationsFor(model, 1);
  const samples: string[] = [];
  for (let i = 0; statistics !== null && i < count; i++) {
    const { characters, ended } = sample(model, acts, statistics, generator, { maxLength });
    samples.push(characters.map((c) => vocabulary[c]).join("") + (ended ? "" : "…"));
  }
  return { kind: "samples", samples };
}
