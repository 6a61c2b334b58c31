/**
 * A worker that trains as much as it is asked to and measures its time. It says "ready" when its steps have reached
 * full speed, and starts to measure when it is told to go, so that several can run at the same time.
 *
 * @module
 */
import type { ArithmeticName } from "../../../core/arithmetic.ts";
import { loadFirstNames } from "../names.ts";
import { createTraining } from "../setting.ts";

export interface Job {
  arithmetic: ArithmeticName;
  H: number;
  B: number;
  /** Numbers of steps, rising, whose time is wanted; none where only a step's is. */
  milestones: number[];
  /** When to stop, whatever is still to be done. */
  seconds: number;
}

export interface Answer {
  /** Microseconds a step. */
  step: number;
  /** Seconds until each milestone that was reached. */
  milestones: number[];
}

const WARM_UP = 400; // ms
const scope = self as unknown as Worker;

scope.onmessage = async ({ data: job }: MessageEvent<Job>) => {
  const { train } = await loadFirstNames();
  const { step } = createTraining(job.arithmetic, train, job);
  const start = performance.now();
  while (performance.now() - start < WARM_UP) step();
  scope.onmessage = () => scope.postMessage(measure(job, step));
  scope.postMessage("ready");
};

function measure({ milestones, seconds }: Job, step: () => number): Answer {
  const last = milestones.at(-1) ?? Infinity;
  const reached: number[] = [];
  const start = performance.now();
  let now = start;
  let steps = 0;
  while (steps < last && now - start < seconds * 1000) {
    step();
    steps++;
    now = performance.now();
    if (steps === milestones[reached.length]) reached.push((now - start) / 1000);
  }
  return { step: (now - start) / steps * 1000, milestones: reached };
}
