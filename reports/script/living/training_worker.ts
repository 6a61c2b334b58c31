/**
 * A training in the page: what the page asks its worker for, what the worker answers, and both sides of it. The worker
 * runs the page's own script.
 *
 * @module
 */
import { buildDataset } from "../../../runner/data/dataset.ts";
import type { Split } from "../../../runner/results.ts";
import type { SourceText } from "../../../runner/data/lines.ts";
import type { NamedTensor } from "../../../runner/store/safetensors.ts";
import type { RunConfig } from "../../../runner/schema/schema.ts";
import { isSteered } from "../../../runner/training/rates.ts";
import { train } from "../../../runner/training/train.ts";
import { weightsOf } from "../../../runner/training/weights.ts";
import { READY, startOwnWorker } from "../own_worker.ts";

/** A training to carry out. */
export interface Task {
  config: RunConfig;
  seed: number;
  text: SourceText;
  /** It stops after so many updates; at most as many as the config's. */
  until: number;
}

/** What the worker posts. */
export type Answer =
  /** The losses of the next steps. */
  | { kind: "losses"; losses: Float32Array }
  /** How far the evaluation at the end is, from 0 to 1. */
  | { kind: "evaluating"; share: number }
  /** After so many updates something was not finite. */
  | { kind: "diverged"; steps: number; notFinite: string }
  /**
   * The losses over whole splits, nats per character, after so many updates, fewer than asked for where it was
   * hopeless; null where there is none.
   */
  | {
    kind: "done";
    steps: number;
    train: number | null;
    val: number | null;
    weights: NamedTensor[];
  }
  | { kind: "failure"; message: string };

const INTERVAL = 80; // ms between answers

/** Starts a worker on the task; whoever calls may terminate it. @throws where the browser refuses a worker */
export const startTraining = (task: Task, answer: (answer: Answer) => void): Worker =>
  startOwnWorker(task, answer, (message) => answer({ kind: "failure", message }));

/** The worker's side: does the one task that it is sent. */
export function work(scope: Worker): void {
  scope.onmessage = ({ data }: MessageEvent<Task>) => {
    try {
      carryOut(data, (answer) => scope.postMessage(answer));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      scope.postMessage({ kind: "failure", message } satisfies Answer);
    }
  };
  scope.postMessage(READY);
}

/**
 * Trains as the runner does, but looks inside nowhere, and evaluates only in the end, unless the rate depends on it.
 */
export function carryOut(
  { config, seed, text, until }: Task,
  post: (answer: Answer) => void,
): void {
  const { evaluation, inspections } = config;
  const short: RunConfig = {
    ...config,
    // On as many examples as the stored run's last one, which is shown beside it.
    evaluation: isSteered(config) ? { ...evaluation, at: [...evaluation.at, until] } : {
      ...evaluation,
      count: 0,
      at: [until],
      statistics: ["running"],
      examples: evaluation.finalExamples,
    },
    inspections: { ...inspections, batch: undefined, count: 0, at: [], updates: 0 },
  };
  const dataset = buildDataset(text, config.dataset);
  const last = dataset.val.count > 0 ? "val" : "train";
  const final: Record<Split, number | null> = { train: null, val: null, test: null };
  let evaluated = -1;
  let losses: number[] = [];
  let posted = performance.now();
  const flush = () => {
    post({ kind: "losses", losses: Float32Array.from(losses) });
    losses = [];
    posted = performance.now();
  };
  let weights: () => NamedTensor[] = () => [];
  const done = (steps: number) => {
    const { train, val } = final;
    post({ kind: "done", steps, train, val, weights: weights() });
  };
  for (const record of train(short, seed, dataset)) {
    if (record.kind === "model") weights = () => weightsOf(record.model);
    if (record.kind === "step") {
      losses.push(record.loss);
      if (record.step === 0 || performance.now() - posted > INTERVAL) flush();
    }
    if (record.kind === "evaluating" && performance.now() - posted > INTERVAL) {
      if (losses.length > 0) flush();
      post({ kind: "evaluating", share: record.done / record.total });
      posted = performance.now();
    }
    if (record.kind === "end") {
      flush();
      const { steps, notFinite = "something" } = record;
      return post({ kind: "diverged", steps, notFinite });
    }
    if (record.kind === "evaluation") {
      const { split, loss, step } = record.evaluation;
      if (step !== evaluated) Object.assign(final, { train: null, val: null, test: null });
      evaluated = step;
      final[split] ??= loss;
      if (losses.length > 0) flush();
      const isOnTheWay = isSteered(config) && step < until;
      if (split === last && !isOnTheWay) return done(step);
    }
    if (record.kind === "inspection") return done(record.inspection.step); // where a steered one is hopeless
  }
}
