/**
 * `training.stopWhen`: ends a training early that is hopeless.
 *
 * @module
 */
import { log } from "../../core/exact_math.ts";
import type { RunConfig } from "../schema/schema.ts";

/** Looks at the minibatch losses of one training. */
export interface StopRule {
  /** Takes the loss of a step, without any penalty: guessing has none. Call it for each, in order. */
  take(step: number, loss: number): void;
  /** Whether the training is to end after `steps` updates. */
  isMet(steps: number): boolean;
  /** After `steps` updates, the losses that it looks at, in order. */
  seen(steps: number): Float32Array;
}

/**
 * The rule of a config: the mean of the last `averagedOver` losses is above lossAbove · ln V, after at least `after`
 * updates. The losses are rounded to float32, as they are stored, and their sum is taken anew, in one order: so the end
 * is at the same step on every machine, and for a training that was resumed.
 *
 * @param V the size of the vocabulary
 * @param past the losses before the step to resume at, or the last of them, as `seen` gives them
 * @param start that step; default: as many as there are losses
 */
export function createStopRule(
  rule: RunConfig["training"]["stopWhen"],
  V: number,
  past: Float32Array = new Float32Array(),
  start: number = past.length,
): StopRule {
  if (!rule) return { take() {}, isMet: () => false, seen: () => new Float32Array() };
  const { averagedOver: n, after, lossAbove } = rule;
  /** The loss of step s is at s mod n. */
  const last = new Float32Array(n);
  const take = (step: number, loss: number) => void (last[step % n] = loss);
  const tail = past.subarray(-n);
  tail.forEach((loss, i) => take(start - tail.length + i, loss));
  const limit = n * lossAbove * log(V);
  return {
    take,
    isMet(steps) {
      if (steps < after || steps < n) return false;
      let sum = 0;
      for (const loss of last) sum += loss;
      return sum > limit;
    },
    seen(steps) {
      const count = Math.min(n, steps);
      return Float32Array.from({ length: count }, (_, i) => last[(steps - count + i) % n]);
    },
  };
}
