/**
 * Stochastic gradient descent (PyTorch's torch.optim.SGD).
 *
 * @module
 */
import type { Parameter } from "./mlp.ts";
import { allocate, type Dtype, roundingOf, type Tensor } from "./tensor.ts";

export interface SgdOptions {
  /** Share of the last update that is repeated in the next, 0 ≤ momentum < 1. */
  momentum: number;
  /** L2 penalty: its share of each parameter is added to the gradient. */
  weightDecay: number;
}

/** What SGD remembers between steps. */
export interface Sgd extends SgdOptions {
  parameters: readonly Parameter[];
  /** One velocity a parameter; none without momentum. */
  velocities: Tensor[];
}

export function createSgd(
  parameters: readonly Parameter[],
  options: SgdOptions,
  dtype: Dtype,
): Sgd {
  const velocities = options.momentum === 0
    ? []
    : parameters.map(({ value }) => allocate(value.shape, dtype));
  return { ...options, parameters, velocities };
}

/**
 * One update of every parameter p with gradient g:
 *
 *     d = g + weightDecay · p        v ← momentum · v + d        p ← p − learningRate · v
 *
 * The last product is rounded before it is added, as in the notebooks' `p.data += -lr * p.grad`: over 200,000 steps, rounding once
 * instead of twice shows in the fifth digit of what batch norm leaves free, the length of each unit's weights.
 */
export function sgdStep(sgd: Sgd, learningRate: number): void {
  const { momentum, weightDecay, parameters, velocities } = sgd;
  for (let i = 0; i < parameters.length; i++) {
    const p = parameters[i].value.data;
    const g = parameters[i].grad.data;
    const round = roundingOf(p);
    const rate = round(learningRate);
    if (momentum === 0) {
      for (let j = 0; j < p.length; j++) p[j] -= round(rate * (g[j] + weightDecay * p[j]));
      continue;
    }
    const v = velocities[i].data;
    for (let j = 0; j < p.length; j++) {
      v[j] = momentum * v[j] + g[j] + weightDecay * p[j];
      p[j] -= round(rate * v[j]);
    }
  }
}
