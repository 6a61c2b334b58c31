/**
 * Stochastic gradient descent (PyTorch's torch.optim.SGD).
 *
 * @module
 */
import type { Arithmetic } from "./arithmetic.ts";
import type { Mlp, Parameter } from "./mlp.ts";
import { roundingOf, type Tensor } from "./tensor.ts";

export interface SgdOptions {
  /** Share of the last update that is repeated in the next, 0 ≤ momentum < 1. */
  momentum: number;
  /** L2 penalty: its share of each parameter is added to the gradient. */
  weightDecay: number;
}

/** What SGD remembers between steps. */
export interface Sgd extends SgdOptions {
  arithmetic: Arithmetic;
  parameters: readonly Parameter[];
  /** One velocity a parameter; null without momentum. */
  velocities: (Tensor | null)[];
}

export function createSgd({ arithmetic, parameters }: Mlp, options: SgdOptions): Sgd {
  const velocities = parameters.map(({ value }) =>
    options.momentum === 0 ? null : arithmetic.allocate(value.shape)
  );
  return { ...options, arithmetic, parameters, velocities };
}

/** One update of every parameter. */
export function sgdStep(sgd: Sgd, learningRate: number): void {
  const { arithmetic, parameters, velocities } = sgd;
  for (let i = 0; i < parameters.length; i++) {
    arithmetic.sgdUpdate(parameters[i], velocities[i], learningRate, sgd);
  }
}

/**
 * The update of a parameter p with gradient g:
 *
 *     d = g + weightDecay · p        v ← momentum · v + d        p ← p − learningRate · v
 *
 * The last product is rounded before it is added, as in the notebooks' `p.data += -lr * p.grad`: over 200,000 steps, rounding once
 * instead of twice shows in the fifth digit of what batch norm leaves free, the length of each unit's weights.
 *
 * @param velocity v; null without momentum
 */
export function sgdUpdate(
  { value, grad }: Parameter,
  velocity: Tensor | null,
  learningRate: number,
  { momentum, weightDecay }: SgdOptions,
): void {
  const p = value.data;
  const g = grad.data;
  const round = roundingOf(p);
  const rate = round(learningRate);
  if (velocity === null) {
    for (let j = 0; j < p.length; j++) p[j] -= round(rate * (g[j] + weightDecay * p[j]));
    return;
  }
  const v = velocity.data;
  for (let j = 0; j < p.length; j++) {
    v[j] = momentum * v[j] + g[j] + weightDecay * p[j];
    p[j] -= round(rate * v[j]);
  }
}
