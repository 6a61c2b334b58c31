/**
 * Keeps a training's numbers finite: finds the first that is not, and takes back an update that would write one.
 *
 * @module
 */
import { type Activations, type Mlp, updateRunning } from "../core/mlp.ts";
import { type Sgd, sgdStep } from "../core/optimizer.ts";
import { copyInto, copyOf, type Named } from "./weights.ts";

/** Watches over the updates of one training. What it finds it names, as in "diverged at step 3: the gradient of W1 is not finite". */
export interface Guard {
  /** What is not finite before the first step. */
  start(): string | null;
  /** What is not finite after a backward pass. */
  gradients(acts: Activations): string | null;
  /**
   * Updates parameters and running statistics, after `gradients` has found nothing. Where the update makes something infinite, it is taken
   * back and named.
   */
  update(acts: Activations, learningRate: number): string | null;
}

/**
 * As long as all numbers are below this, no sum that an update makes of them overflows (at 3.4e38), by far: so rounding, which makes numbers
 * a little larger than the bounds kept below, need not be counted.
 */
const FAR = 1e30;

/** @param tensors all that an update writes: parameters, running statistics, velocities */
export function createGuard(model: Mlp, sgd: Sgd, tensors: readonly Named[]): Guard {
  const { arithmetic, parameters, layers } = model;
  const [momentum, weightDecay] = [Math.fround(sgd.momentum), Math.fround(sgd.weightDecay)];
  // Bounds of |x|: of this step's gradients and batch statistics, and of all parameters and velocities. The latter two are not measured at
  // each step but grow with it, by what it can add at most, and are measured when they have got FAR.
  let gradient = 0;
  let statistic = 0;
  let value = Infinity;
  let velocity = Infinity;

  const measure = () => {
    value = velocity = 0;
    for (const { value: p } of parameters) value = Math.max(value, arithmetic.largest(p));
    for (const v of sgd.velocities) {
      if (v !== null) velocity = Math.max(velocity, arithmetic.largest(v));
    }
  };
  /** Lets the bounds grow by an update; false where they get too far. Written so that NaN (of 0 · ∞) is too far. */
  const staysNear = (learningRate: number): boolean => {
    const nextVelocity = momentum * velocity + gradient + weightDecay * value;
    const nextValue = value + Math.fround(learningRate) * nextVelocity;
    if (!(nextVelocity < FAR && nextValue < FAR)) return false;
    velocity = nextVelocity;
    value = nextValue;
    return true;
  };
  const firstNotFinite = () =>
    tensors.find(({ tensor }) => !Number.isFinite(arithmetic.largest(tensor)))?.name;

  return {
    start() {
      const name = firstNotFinite();
      return name === undefined ? null : `the initial ${name}`;
    },
    gradients(acts) {
      gradient = statistic = 0;
      for (let i = 0; i < parameters.length; i++) {
        const largest = arithmetic.largest(parameters[i].grad);
        if (!Number.isFinite(largest)) return `the gradient of ${parameters[i].name}`;
        if (largest > gradient) gradient = largest;
      }
      for (let l = 0; l < layers.length; l++) {
        const { cache } = acts.layers[l];
        if (cache === null) continue;
        const largest = Math.max(
          arithmetic.largest(cache.mean),
          arithmetic.largest(cache.variance),
        );
        if (!Number.isFinite(largest)) return `the batch's mean or variance in layer ${l + 1}`;
        if (largest > statistic) statistic = largest;
      }
      return null;
    },
    update(acts, learningRate) {
      const isSafe = statistic < FAR &&
        (staysNear(learningRate) || (measure(), staysNear(learningRate)));
      const before = isSafe ? null : tensors.map(copyOf);
      updateRunning(model, acts);
      sgdStep(sgd, learningRate);
      if (before === null) return null;
      value = velocity = Infinity;
      const name = firstNotFinite();
      if (name === undefined) return null;
      copyInto(tensors, before);
      return `the update of ${name}`;
    },
  };
}
