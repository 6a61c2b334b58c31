/**
 * What a training records on its way: its checkpoints hold it, and its outcome is made of it.
 *
 * @module
 */
import { countParameters, type Model } from "../../core/model.ts";
import type { Evaluation, Inspection, RunSummary, Samples, UpdateRow } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";
import type { Checkpoint } from "../store/checkpoint.ts";
import type { NamedTensor } from "../store/safetensors.ts";
import { pastRates } from "./rates.ts";
import type { TrainRecord, TrainState } from "./train.ts";
import { weightsOf } from "./weights.ts";

/** What a training has made. */
export interface Outcome extends Samples {
  /** It has come to its end. */
  kind: "outcome";
  /** How it ended. */
  status: RunSummary["status"];
  /** Updates done. */
  steps: number;
  /** What was not finite, where it diverged. */
  notFinite?: string;
  /** How many numbers were trained. */
  parameters: number;
  /** Of each step's minibatch, before its update. */
  losses: Float32Array;
  /** Of each step. */
  learningRates: Float64Array;
  /** In order. */
  evaluations: Evaluation[];
  /** In order. */
  inspections: Inspection[];
  /** In order, a row a parameter. */
  updates: UpdateRow[];
  /** The model's tensors at the end. */
  weights: NamedTensor[];
  /** Wall time, evaluations included. */
  seconds: number;
  /** Without evaluations. */
  stepsPerSecond: number;
  /**
   * Where a longer training may go on: after the last update. Only of one that came to its end, and makes checkpoints.
   */
  last?: Checkpoint;
}

/** The last of a training's records. */
type End = Extract<TrainRecord, { kind: "end" }>;

/** From the first record, or a checkpoint, to the last. */
export class Recording {
  /** Updates done. */
  step = 0;
  /** Seconds spent in steps, without evaluations. */
  stepSeconds = 0;
  /** In order. */
  readonly evaluations: Evaluation[];
  readonly #config: RunConfig;
  readonly #losses: Float32Array;
  readonly #learningRates: Float64Array;
  readonly #inspections: Inspection[];
  readonly #updates: UpdateRow[];
  #written: Samples = { samples: [], inTraining: [] };
  #model: Model | undefined;
  #state: (() => TrainState) | undefined;
  readonly #start: number;

  /** @param from where it goes on; what was done at that step is done again */
  constructor(config: RunConfig, from?: Checkpoint) {
    const { steps } = config.training;
    this.#config = config;
    this.#losses = new Float32Array(steps);
    this.#learningRates = new Float64Array(steps);
    this.evaluations = [...from?.evaluations ?? []];
    this.#inspections = [...from?.inspections ?? []];
    this.#updates = [...from?.updates ?? []];
    this.#start = performance.now() - 1000 * (from?.seconds ?? 0);
    if (from === undefined) return;
    this.#written = from.written;
    this.step = from.state.step;
    this.stepSeconds = from.stepSeconds;
    this.#losses.set(from.losses);
    this.#learningRates.set(pastRates(config, from.evaluations, this.step));
  }

  /** The last minibatch's loss; NaN before the first. */
  get loss(): number {
    return this.step > 0 ? this.#losses[this.step - 1] : NaN;
  }

  /** Takes a record. @param seconds since the one before */
  take(record: TrainRecord, seconds: number): void {
    switch (record.kind) {
      case "model":
        this.#model = record.model;
        this.#state = record.state;
        break;
      case "step":
        this.#losses[record.step] = record.loss;
        this.#learningRates[record.step] = record.learningRate;
        if (record.sizes !== null) this.#updates.push(...record.sizes);
        this.step = record.step + 1;
        this.stepSeconds += seconds;
        break;
      case "evaluation":
        this.evaluations.push(record.evaluation);
        break;
      case "inspection":
        this.#inspections.push(record.inspection);
        break;
      case "samples":
        this.#written = record.written;
    }
  }

  /** Where to go on: after the last update. */
  checkpoint(): Checkpoint {
    const state = this.#state!();
    return withoutStep({
      state,
      losses: this.#losses.slice(0, state.step),
      evaluations: this.evaluations,
      inspections: this.#inspections,
      updates: this.#updates,
      written: this.#written,
      seconds: this.#seconds(),
      stepSeconds: this.stepSeconds,
    }, this.#config);
  }

  /** All of it. */
  outcome({ status, steps, notFinite }: End): Outcome {
    return {
      kind: "outcome",
      status,
      steps,
      notFinite,
      parameters: countParameters(this.#model!),
      losses: this.#losses.slice(0, this.step),
      learningRates: this.#learningRates.slice(0, this.step),
      evaluations: this.evaluations,
      inspections: this.#inspections,
      updates: this.#updates,
      ...this.#written,
      weights: weightsOf(this.#model!),
      seconds: this.#seconds(),
      stepsPerSecond: this.step / (this.stepSeconds || 1),
    };
  }

  #seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }
}

/** What was done at the step to go on from is done again, and so is left out. */
export function withoutStep(checkpoint: Checkpoint, { inspections }: RunConfig): Checkpoint {
  const now = checkpoint.state.step;
  const isBefore = ({ step }: { step: number }) => step < now;
  // A look at the batch of the last update cannot be taken again.
  const looksAtTrained = inspections.batch === "trained";
  return {
    ...checkpoint,
    evaluations: checkpoint.evaluations.filter(isBefore),
    inspections: checkpoint.inspections.filter((look) =>
      isBefore(look) || looksAtTrained && look.step === now
    ),
    updates: checkpoint.updates.filter(isBefore),
  };
}
