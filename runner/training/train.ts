/**
 * Trains one run: (config, seed, dataset) → a stream of records. No files, no clock, no messages: whoever drives the
 * generator has these.
 *
 * @module
 */
import { settingOf } from "../config/setting.ts";
import { layersOf } from "../../core/architectures.ts";
import type { Arithmetic } from "../../core/arithmetic.ts";
import { calibrate, calibrationWork, lossWork, meanLoss } from "../../core/evaluate.ts";
import {
  gradientsOnTheWay,
  inspectModel,
  lookInto,
  type ModelInspection,
} from "../../core/inspect.ts";
import type { Magnitudes } from "../../core/histogram.ts";
import { updateSizes } from "../../core/update_sizes.ts";
import type { Examples } from "../../core/examples.ts";
import { type Activations, activationsFor } from "../../core/activations.ts";
import { backward, drawMasks, forward } from "../../core/passes.ts";
import { createModel, type Model } from "../../core/model.ts";
import { initializeModel } from "../../core/initialize.ts";
import { type ModelStatistics, runningAfter, withStatistics } from "../../core/predict.ts";
import { type GeneratorState, TorchGenerator } from "../../core/random/torch.ts";
import { sample } from "../../core/sample.ts";
import { subset } from "../../core/subset.ts";
import { trimmed } from "../../core/trim.ts";
import { createBatches, inSteps } from "./batches.ts";
import type { Dataset } from "../data/dataset.ts";
import { ratesOf } from "./rates.ts";
import type {
  Evaluation,
  Inspection,
  RunSummary,
  Samples,
  Split,
  Statistics,
  UpdateRow,
} from "../results.ts";
import type { NamedTensor } from "../store/safetensors.ts";
import type { RunConfig } from "../schema/schema.ts";
import { evaluationSteps, stepsOf } from "./steps.ts";
import { createStopRule } from "./stop_rule.ts";
import { createStreams, type Streams } from "./streams.ts";
import { readSymbols, writeSymbols } from "../data/symbols.ts";
import { distinctLines } from "../data/training_lines.ts";
import { copyInto, copyOf } from "./weights.ts";
import { equip, type Equipment, type Workshop } from "./workshop.ts";

/** What happens in a training, in order. */
export type TrainRecord =
  /**
   * The model as it was initialized or resumed, and (it is the same object) as it will be trained. `state` gives,
   * between any two records but right before "end", a state from which the training can be resumed.
   */
  | { kind: "model"; model: Model; state: () => TrainState }
  /**
   * An update has been done; `loss` is the minibatch's before it, `sizes` how large the update was, where that was
   * measured. The same object every time: copy what you keep.
   */
  | { kind: "step"; step: number; loss: number; learningRate: number; sizes: UpdateRow[] | null }
  /**
   * A part of an evaluation has been done, `done` contexts of `total` (statistics, splits and layers counted one by
   * one); it goes on.
   */
  | { kind: "evaluating"; done: number; total: number }
  | { kind: "evaluation"; evaluation: Evaluation }
  | { kind: "inspection"; inspection: Inspection }
  | { kind: "samples"; written: Samples }
  /**
   * `notFinite` says what was not, in a training that diverged: the model is as it was before that. A hopeless one ends
   * as a finished one does.
   */
  | { kind: "end"; status: RunSummary["status"]; steps: number; notFinite?: string };

/** The model that a config describes, its parameters not drawn yet. */
export function modelFor(
  config: Pick<RunConfig, "model" | "dataset">,
  vocabularySize: number,
  arithmetic?: Arithmetic,
): Model {
  return createModel(
    layersOf(config.model, config.dataset),
    settingOf(config, vocabularySize),
    arithmetic,
  );
}

/**
 * A training between two updates: all that the rest of it depends on. Resumed, it evaluates and inspects again what was
 * due at its step, so records of that step that came before are to be dropped.
 */
export interface TrainState {
  /** Updates done. */
  step: number;
  /** Parameters, running statistics, what the optimizer keeps. */
  tensors: NamedTensor[];
  /** Where each stream is. */
  streams: Record<keyof Streams, GeneratorState>;
  /** Where the batches' stream stood before the epoch that is under way was shuffled; only in the midst of one. */
  epoch?: GeneratorState;
  /** What `stopWhen` looks at, where that is not the last of the losses: these have a penalty in them. */
  withoutPenalty?: Float32Array;
}

/** Where to go on. */
export interface TrainStart {
  /** As it was then. */
  state: TrainState;
  /** Of the steps before, and so are the evaluations. */
  losses: Float32Array;
  /** Those so far. */
  evaluations: readonly Evaluation[];
}

/**
 * Trains the model that `config` describes; the records end with "end".
 *
 * @param from resumes a training of the same config, seed and dataset; default: from the start
 * @param workshop lends the model, which is another run's after the end; default: it is made for this run alone
 * @throws TypeError where the state's tensors are not the model's
 */
export function* train(
  given: RunConfig,
  seed: number,
  dataset: Dataset,
  from?: TrainStart,
  workshop?: Workshop,
): Generator<TrainRecord, void> {
  const config = inSteps(given, dataset.train.count);
  if (workshop === undefined) {
    return yield* trainBy(equip(config, dataset), config, seed, dataset, from);
  }
  const equipment = workshop.take(config, dataset);
  try {
    yield* trainBy(equipment, config, seed, dataset, from);
  } finally {
    workshop.giveBack(equipment, config, dataset);
  }
}

function* trainBy(
  { model, optimizer, penalty, clip: clipGradients, guard, tensors }: Equipment,
  config: RunConfig,
  seed: number,
  dataset: Dataset,
  from: TrainStart | undefined,
): Generator<TrainRecord, void> {
  const { training, samples, inspections } = config;
  const { vocabulary } = dataset.summary;
  const streams = createStreams(config.random, seed);
  let step = 0;
  const rule = createStopRule(
    training.stopWhen,
    vocabulary.length,
    from?.state.withoutPenalty ?? from?.losses,
    from?.state.step,
  );
  const state = (): TrainState => {
    const epoch = batches.epoch();
    return {
      step,
      tensors: tensors.map(copyOf),
      streams: statesOf(streams),
      ...epoch ? { epoch } : {},
      ...penalty && training.stopWhen ? { withoutPenalty: rule.seen(step) } : {},
    };
  };
  if (from === undefined) {
    // The model may have been made for other initial values.
    initializeModel(model, streams.parameters, layersOf(config.model, config.dataset));
  } else {
    step = optimizer.updates = from.state.step;
    copyInto(tensors, from.state.tensors);
    for (const name of STREAMS) streams[name].state = from.state.streams[name];
  }
  const { skip } = config.random.batches;
  const batches = createBatches(
    training,
    dataset.train,
    streams.batches,
    from && { taken: skip + from.state.step, epoch: from.state.epoch },
  );
  yield { kind: "model", model, state };
  const diverged = (notFinite: string): TrainRecord => (
    { kind: "end", status: "diverged", steps: step, notFinite }
  );
  const atStart = guard.start();
  if (atStart !== null) return yield diverged(atStart);

  if (from === undefined) {
    if (samples.when === "before") {
      const statistics = runningAfter(model, 0);
      const written = drawSamples(model, samples, streams.samples, dataset, statistics);
      yield { kind: "samples", written };
    }
    // Some notebooks draw batches that they do not train on.
    for (let i = 0; i < skip; i++) batches.next();
  }
  const evaluatedSteps = evaluationSteps(config);
  const onTheWay = partOf(dataset, config.evaluation.examples);
  const inspectionSteps = stepsOf(inspections, training.steps);
  const looksAtTrained = inspections.batch === "trained";
  /** What is looked at is the batch of the update before; before the first one, it is that one's. */
  const isLooked = (step: number) =>
    inspectionSteps.has(step) || step === 1 && inspectionSteps.has(0) || hasEnded(step);
  const updateSteps = stepsOf({ count: inspections.updates, at: [] }, training.steps);

  const record: TrainRecord & { kind: "step" } = {
    kind: "step",
    step: 0,
    loss: 0,
    learningRate: 0,
    sizes: null,
  };
  let notFinite: string | null = null;
  let acts: Activations;
  const update = () => notFinite = guard.update(record.learningRate, acts);
  /** What is not finite then. */
  const clip = () => {
    const norm = clipGradients?.() ?? 0;
    return Number.isFinite(norm) ? null : "the norm of all gradients";
  };
  const rates = ratesOf(config, from?.evaluations);
  const hasEnded = (step: number) => step >= training.steps || rule.isMet(step);
  while (!hasEnded(step)) {
    if (evaluatedSteps.has(step)) {
      const { statistics } = config.evaluation;
      for (const record of evaluate(model, onTheWay, step, ["train", "val"], statistics)) {
        if (record.kind === "evaluation") rates.see(record.evaluation);
        yield record;
      }
    }
    if (inspectionSteps.has(step) && !looksAtTrained) {
      yield inspect(model, config, seed, dataset, step);
    }
    const batch = batches.next();
    const { B } = batch;
    let { X, Y } = batch;
    // A rule to stop may let this step be the last one, which is looked at.
    const mayBeLooked = looksAtTrained && (training.stopWhen !== undefined || isLooked(step + 1));
    if (mayBeLooked) acts = activationsFor(model, B);
    else ({ acts, X, Y } = trimmed(model, X, Y, B));
    record.step = step;
    drawMasks(acts, streams.batches);
    const loss = forward(acts, X, Y);
    record.loss = loss + (penalty?.forward() ?? 0);
    record.learningRate = rates.at(step);
    record.sizes = null;
    // The losses are stored in float32.
    if (!Number.isFinite(Math.fround(record.loss))) notFinite = "the loss";
    else {
      backward(acts);
      penalty?.backward();
      notFinite = guard.gradients(acts) ?? clip();
    }
    let gradients: Magnitudes[] | undefined;
    if (notFinite === null) {
      rule.take(step, loss);
      if (looksAtTrained && isLooked(step + 1)) gradients = gradientsOnTheWay(model, acts);
      if (updateSteps.has(step)) record.sizes = updateSizes(model, step, update);
      else update();
    }
    if (notFinite !== null) {
      record.sizes = null;
      yield record;
      return yield diverged(notFinite);
    }
    step++;
    if (gradients !== undefined) {
      const inside = lookInto(model, acts, loss, Y, gradients);
      yield inspect(model, config, seed, dataset, step, inside);
    }
    yield record;
  }

  const atTheEnd = partOf(dataset, config.evaluation.finalExamples);
  yield* evaluate(model, atTheEnd, step, ["train", "val", "test"], [
    "running",
    "calibrated",
    "own",
  ]);
  if (!looksAtTrained || training.steps === 0) {
    yield inspect(model, config, seed, dataset, step);
  }
  if (samples.when === "after") {
    const statistics = runningAfter(model, step);
    const written = drawSamples(model, samples, streams.samples, dataset, statistics);
    yield { kind: "samples", written };
  }
  yield { kind: "end", status: step < training.steps ? "hopeless" : "finished", steps: step };
}

const STREAMS = ["parameters", "batches", "samples"] as const;

const statesOf = ({ parameters, batches, samples }: Streams): TrainState["streams"] => (
  { parameters: parameters.state, batches: batches.state, samples: samples.state }
);

/** What an evaluation is done on. */
type Splits = Record<Split, Examples>;

/** So many examples of each split. */
const partOf = ({ train, val, test }: Dataset, examples?: number): Splits => (
  { train: subset(train, examples), val: subset(val, examples), test: subset(test, examples) }
);

/**
 * The losses of the splits that have examples, by each of the statistics that the model has. Where only a part of each
 * split is evaluated, "calibrated" are the statistics of that part of the training set: to go through all of it would
 * cost what was to be saved.
 */
function* evaluate(
  model: Model,
  dataset: Splits,
  step: number,
  splits: Split[],
  wanted: Exclude<Statistics, "none">[],
): Generator<TrainRecord, void> {
  const all: Statistics[] = withStatistics(model).length > 0 ? wanted : ["none"];
  const present = splits.filter((split) => dataset[split].count > 0);
  const total = workOf(model, dataset, present, all);
  let done = 0;
  /** Passes a computation's pauses on as records. */
  function* evaluating<T>(computation: Generator<number, T>): Generator<TrainRecord, T> {
    let next = computation.next();
    while (!next.done) {
      done += next.value;
      yield { kind: "evaluating", done, total };
      next = computation.next();
    }
    return next.value;
  }
  let calibrated: ModelStatistics | null = null;
  for (const statistics of all) {
    for (const split of present) {
      const examples = dataset[split];
      let fixed: ModelStatistics | null;
      if (statistics === "none" || statistics === "running") fixed = runningAfter(model, step);
      else if (statistics === "calibrated" || split === "train") {
        fixed = calibrated ??= yield* evaluating(calibrateOrNull(model, dataset.train));
      } else fixed = yield* evaluating(calibrateOrNull(model, examples));
      const loss = fixed && (yield* evaluating(meanLoss(model, examples, fixed)));
      const evaluation = { step, split, statistics, loss: Number.isFinite(loss) ? loss : null };
      yield { kind: "evaluation", evaluation };
    }
  }
}

/** How many contexts an evaluation goes through; fewer where there are no statistics yet. */
function workOf(model: Model, dataset: Splits, splits: Split[], all: Statistics[]): number {
  const losses = splits.reduce((sum, split) => sum + lossWork(dataset[split]), 0);
  const calibrated = new Set<Split>();
  for (const statistics of all) {
    if (statistics === "calibrated") calibrated.add("train");
    if (statistics === "own") { for (const split of splits) calibrated.add(split); }
  }
  return all.length * losses +
    [...calibrated].reduce((sum, split) => sum + calibrationWork(model, dataset[split]), 0);
}

/** One example has no variance, and so no statistics. */
function* calibrateOrNull(
  model: Model,
  examples: Examples,
): Generator<number, ModelStatistics | null> {
  return examples.count < 2 ? null : yield* calibrate(model, examples);
}

/** Looks inside the model, by the probe unless it has been looked into, and samples from it by a stream of its own. */
function inspect(
  model: Model,
  config: RunConfig,
  seed: number,
  dataset: Dataset,
  step: number,
  inside: ModelInspection = inspectModel(model, dataset.train, config.training.batchSize),
): TrainRecord {
  const generator = new TorchGenerator(seed);
  const written = drawSamples(model, config.samples, generator, dataset, runningAfter(model, step));
  return { kind: "inspection", inspection: { step, ...inside, ...written } };
}

function drawSamples(
  model: Model,
  { count, maxLength, beginning = "" }: RunConfig["samples"],
  generator: TorchGenerator,
  { summary, train }: Dataset,
  statistics: ModelStatistics | null,
): Samples {
  const written: Samples = { samples: [], inTraining: [] };
  if (statistics === null || count === 0) return written;
  const acts = activationsFor(model, 1);
  const { lead } = summary;
  const isText = lead !== undefined;
  const lines = isText ? null : distinctLines(train, summary);
  const prefix = readSymbols(beginning, summary).symbols;
  for (let i = 0; i < count; i++) {
    const drawn = sample(model, acts, statistics, generator, { prefix, lead, maxLength });
    const text = writeSymbols(drawn.characters, summary);
    written.samples.push(drawn.ended || isText ? text : text + "…");
    written.inTraining.push(drawn.ended && lines !== null && lines.has(text));
  }
  return written;
}
