/**
 * Carries one training out: drives it in slices, measures its time, and gathers its records into an outcome.
 *
 * @module
 */
import { countParameters, type Mlp } from "../core/mlp.ts";
import type { Dataset } from "./dataset.ts";
import type { Evaluation, Inspection, RunSummary, UpdateRow } from "./results.ts";
import type { NamedTensor } from "./safetensors.ts";
import type { RunConfig } from "./schema.ts";
import { train } from "./train.ts";
import { weightsOf } from "./weights.ts";

/** A run to carry out: plain data, as a worker can be sent it. */
export interface Job {
  config: RunConfig;
  seed: number;
  dataset: Dataset;
}

/** How far it is. */
export interface Progress {
  kind: "progress";
  /** Updates done, of `steps`. */
  step: number;
  steps: number;
  /** The last minibatch's loss, nats per character. */
  loss: number;
  /** Seconds spent in steps, without evaluations. */
  stepSeconds: number;
  evaluating: boolean;
}

/** What it has made. */
export interface Outcome {
  kind: "outcome";
  status: RunSummary["status"];
  steps: number;
  /** What was not finite, where it diverged. */
  notFinite?: string;
  parameters: number;
  losses: Float32Array;
  learningRates: Float64Array;
  evaluations: Evaluation[];
  inspections: Inspection[];
  updates: UpdateRow[];
  samples: string[];
  weights: NamedTensor[];
  seconds: number;
  stepsPerSecond: number;
}

const SLICE = 50; // ms: how long messages to the worker may have to wait
const PROGRESS_INTERVAL = 100; // ms

/** Trains, calling `report` now and then, and letting the event loop run after every slice. */
export async function runJob(job: Job, report: (progress: Progress) => void): Promise<Outcome> {
  const { steps } = job.config.training;
  const losses = new Float32Array(steps);
  const learningRates = new Float64Array(steps);
  const evaluations: Evaluation[] = [];
  const inspections: Inspection[] = [];
  const updates: UpdateRow[] = [];
  let samples: string[] = [];
  let model: Mlp | undefined;
  let recorded = 0;
  const progress: Progress = {
    kind: "progress",
    step: 0,
    steps,
    loss: NaN,
    stepSeconds: 0,
    evaluating: true,
  };

  const start = performance.now();
  let sliceStart = start;
  let reported = -Infinity;
  let last = start;
  for (const record of train(job.config, job.seed, job.dataset)) {
    const now = performance.now();
    progress.evaluating = record.kind !== "step";
    switch (record.kind) {
      case "model":
        model = record.model;
        break;
      case "step":
        losses[record.step] = record.loss;
        learningRates[record.step] = record.learningRate;
        if (record.sizes !== null) updates.push(...record.sizes);
        progress.loss = record.loss;
        progress.step = recorded = record.step + 1;
        progress.stepSeconds += (now - last) / 1000;
        break;
      case "evaluation":
        evaluations.push(record.evaluation);
        break;
      case "inspection":
        inspections.push(record.inspection);
        break;
      case "samples":
        samples = record.samples;
        break;
      case "end":
        return {
          kind: "outcome",
          status: record.status,
          steps: record.steps,
          notFinite: record.notFinite,
          parameters: countParameters(model!),
          losses: losses.slice(0, recorded),
          learningRates: learningRates.slice(0, recorded),
          evaluations,
          inspections,
          updates,
          samples,
          weights: weightsOf(model!),
          seconds: (now - start) / 1000,
          stepsPerSecond: recorded / (progress.stepSeconds || 1),
        };
    }
    if (now - reported >= PROGRESS_INTERVAL) {
      report(progress);
      reported = now;
    }
    if (now - sliceStart >= SLICE) {
      await nextTurn();
      sliceStart = performance.now();
    }
    last = performance.now();
  }
  throw new Error("The training ended without an end");
}

/** Lets the event loop turn once: by a message to itself, since a timer would take 2 ms, every 50. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
