import { type FloatArray, roundingOf } from "../tensor.ts";
import type { Numbers, OptimizerKind, SharedOptions } from "./kind.ts";

/** What stochastic gradient descent can be told. */
export interface SgdOptions extends SharedOptions {
  /** Share of the last update that is repeated in the next, 0 ≤ momentum < 1. */
  momentum: number;
  /** Whether the gradient counts as if the next share of momentum had been done already; only with momentum. */
  nesterov?: boolean | undefined;
}

/**
 * Stochastic gradient descent: of every parameter p with gradient g and, where there is momentum, velocity v
 *
 *     d = g + weightDecay · p        v ← momentum · v + d        p ← p − learningRate · v
 *
 * With `nesterov` the last step is p ← p − learningRate · (d + momentum · v).
 *
 * Velocities are rounded as they are stored (see underflow.ts). The last product is rounded before it is added, as in
 * the notebooks' `p.data += -lr * p.grad`: over 200,000 steps, rounding once instead of twice shows in the fifth digit
 * of what batch norm leaves free, the length of each unit's weights.
 *
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html
 */
export const sgd: OptimizerKind<SgdOptions> = {
  keeps: ({ momentum }) => momentum === 0 ? [] : ["velocity"],

  numbers: ({ momentum }, learningRate, weightDecay) => ({ learningRate, weightDecay, momentum }),

  update: sgdUpdate,

  grow({ gradient, value, kept: [v = 0] }, { learningRate, weightDecay, momentum }, { nesterov }) {
    const d = gradient + weightDecay * value;
    const velocity = momentum * v + d;
    const step = nesterov ? d + momentum * velocity : velocity;
    return { value: value + learningRate * step, kept: [velocity] };
  },
};

export function sgdUpdate(
  p: FloatArray,
  g: FloatArray,
  [v]: readonly FloatArray[],
  { learningRate, weightDecay, momentum }: Numbers,
  { nesterov }: SgdOptions,
): void {
  const round = roundingOf(p);
  const rate = round(learningRate);
  if (v === undefined) {
    for (let j = 0; j < p.length; j++) p[j] -= round(rate * (g[j] + weightDecay * p[j]));
    return;
  }
  for (let j = 0; j < p.length; j++) {
    const d = g[j] + weightDecay * p[j];
    v[j] = round(momentum * v[j] + g[j] + weightDecay * p[j]);
    p[j] -= round(rate * (nesterov ? d + momentum * v[j] : v[j]));
  }
}
