/**
 * Carries one training out: drives it in slices, measures its time, and gathers its records into an outcome.
 *
 * @module
 */
import { inSteps } from "./batches.ts";
import type { Checkpoint } from "../store/checkpoint.ts";
import type { Dataset } from "../data/dataset.ts";
import { type Outcome, Recording, withoutStep } from "./recording.ts";
import type { RunConfig } from "../schema/schema.ts";
import { train, type TrainRecord } from "./train.ts";
import { nextTurn } from "./turn.ts";
import type { Workshop } from "./workshop.ts";

/** A run to carry out: plain data, as a worker can be sent it. */
export interface Job {
  /** Its settings. */
  config: RunConfig;
  /** What its streams begin with. */
  seed: number;
  /** What it is trained on. */
  dataset: Dataset;
  /** Where to go on; default: from the start. */
  from?: Checkpoint;
  /**
   * What a worker makes checkpoints with: the run's hash, and the seconds between them, 0 for none but when it is
   * stopped.
   */
  checkpoints?: { hash: string; seconds: number };
  /** Ends the training after so many steps, as if it were finished; default: as the config says. */
  until?: number;
  /** Pauses it after so many steps and the evaluation that is due then; default: never. */
  pauseAt?: number;
}

/** What a job is watched and stopped by. */
export interface Control {
  /** Seconds between checkpoints; 0 for none. */
  seconds: number;
  /** Takes a checkpoint; awaited before the training goes on. */
  save(checkpoint: Checkpoint): Promise<void>;
  /** Asked between two steps, or two parts of an evaluation, once a slice: whether to stop. */
  stopping(): boolean;
  /** How long a slice is, in ms; default: 50. */
  slice?: number;
  /** Lends what trains; default: it is made for this job alone. */
  workshop?: Workshop;
}

/** How far it is. */
export interface Progress {
  /** Tells it from what ends a job. */
  kind: "progress";
  /** Updates done, of `steps`. */
  step: number;
  /** Updates asked for. */
  steps: number;
  /** The last minibatch's loss, nats per character. */
  loss: number;
  /** Seconds spent in steps, without evaluations. */
  stepSeconds: number;
  /** Whether it is not training just now. */
  evaluating: boolean;
  /** How far the evaluation is, from 0 to 1, and the seconds since it began; null where it has not got anywhere. */
  evaluated: { share: number; seconds: number } | null;
}

/** It has come to where it was to pause. */
export interface Paused {
  /** It waits for what is decided. */
  kind: "paused";
  /** Its evaluations are those up to this step, its own included. */
  checkpoint: Checkpoint;
}

/** It was told to stop. */
export interface Stopped {
  /** It can go on another time. */
  kind: "stopped";
  /** Updates done. */
  step: number;
  /** Where to go on; null before the first update, where there is nothing to keep. */
  checkpoint: Checkpoint | null;
}

const SLICE = 50; // ms: how long messages to the worker may have to wait
const PROGRESS_INTERVAL = 100; // ms

/**
 * Trains, calling `report` now and then, and letting the event loop run after every slice.
 *
 * @param control makes checkpoints and may stop the training; default: neither
 */
export function runJob(job: Job, report: (progress: Progress) => void): Promise<Outcome>;
/** The same with somebody who may stop it. */
export function runJob(
  job: Job,
  report: (progress: Progress) => void,
  control: Control,
): Promise<Outcome | Paused | Stopped>;
export async function runJob(
  { config: given, seed, dataset, from: checkpointed, checkpoints, until, pauseAt }: Job,
  report: (progress: Progress) => void,
  control?: Control,
): Promise<Outcome | Paused | Stopped> {
  const from = checkpointed && withoutStep(checkpointed, given);
  const config = inSteps(given, dataset.train.count);
  const { steps } = config.training;
  const slice = control?.slice ?? SLICE;
  const recording = new Recording(config, from);
  const { step, loss, stepSeconds } = recording;
  const progress: Progress = {
    ...{ kind: "progress", step, steps, loss, stepSeconds },
    evaluating: true,
    evaluated: null,
  };
  /** Where to go on, once it is to pause; the evaluation of that step is still being made. */
  let held: Checkpoint | undefined;
  /** Where a longer training may go on. */
  let atTheEnd: Checkpoint | undefined;

  let sliceStart = performance.now();
  let reported = -Infinity;
  let last = sliceStart;
  let saved = sliceStart;
  let savedStep = step;
  let evaluationStart: number | null = null;
  const records = train(config, seed, dataset, from, control?.workshop);
  for (const record of until === undefined ? records : endedAfter(until, records)) {
    const now = performance.now();
    if (held && record.kind !== "evaluation" && record.kind !== "evaluating") {
      return { kind: "paused", checkpoint: { ...held, evaluations: recording.evaluations } };
    }
    recording.take(record, (now - last) / 1000);
    progress.evaluating = record.kind !== "step";
    if (record.kind !== "evaluating") progress.evaluated = null;
    switch (record.kind) {
      case "step":
        evaluationStart = null;
        progress.loss = record.loss;
        progress.step = recording.step;
        progress.stepSeconds = recording.stepSeconds;
        break;
      case "evaluating": {
        evaluationStart ??= last;
        const { done, total } = record;
        progress.evaluated = { share: done / total, seconds: (now - evaluationStart) / 1000 };
        break;
      }
      case "evaluation":
        if (record.evaluation.step === pauseAt && pauseAt < steps) held ??= recording.checkpoint();
        if (record.evaluation.step === steps && checkpoints) atTheEnd ??= recording.checkpoint();
        break;
      case "end":
        return { ...recording.outcome(record), ...atTheEnd && { last: atTheEnd } };
    }
    if (now - reported >= PROGRESS_INTERVAL) {
      report(progress);
      reported = now;
    }
    last = now;
    if (now - sliceStart >= slice) {
      await nextTurn();
      const stop = control?.stopping();
      const isDue = control?.seconds && now - saved >= 1000 * control.seconds &&
        recording.step > savedStep;
      if (stop && recording.step === 0) return { kind: "stopped", step: 0, checkpoint: null };
      if (stop || isDue) {
        const checkpoint = recording.checkpoint();
        // Right before its end there is no going back: samples have been drawn, or a batch for a step that diverged.
        const isWhole = record.kind !== "samples" && checkpoint.state.step === recording.step;
        if (isWhole && stop) return { kind: "stopped", step: recording.step, checkpoint };
        if (isWhole) await control!.save(checkpoint);
        saved = performance.now();
        savedStep = recording.step;
      }
      sliceStart = last = performance.now();
    }
  }
  throw new Error("The training ended without an end");
}

/** A training's records, ended early. */
function* endedAfter(steps: number, records: Iterable<TrainRecord>): Generator<TrainRecord> {
  for (const record of records) {
    yield record;
    if (record.kind === "step" && record.step + 1 === steps) {
      return yield { kind: "end", status: "finished", steps };
    }
  }
}
