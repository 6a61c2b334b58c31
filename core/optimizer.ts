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

/** What SGD updates, and what it remembers between steps. */
export interface SgdState extends SgdOptions {
  readonly parameters: readonly Parameter[];
  /** One velocity a parameter; null without momentum. */
  readonly velocities: readonly (Tensor | null)[];
}

export interface Sgd extends SgdState {
  /** What it computes with. */
  arithmetic: Arithmetic;
}

export function createSgd({ arithmetic, parameters }: Mlp, options: SgdOptions): Sgd {
  const velocities = parameters.map(({ value }) =>
    options.momentum === 0 ? null : arithmetic.allocate(value.shape)
  );
  return { ...options, arithmetic, parameters, velocities };
}

/** One update of every parameter. */
export const sgdStep = (sgd: Sgd, learningRate: number): void =>
  sgd.arithmetic.sgdUpdate(sgd, learningRate);

/**
 * The update of every parameter p with gradient g and, where there is momentum, velocity v:
 *
 *     d = g + weightDecay · p        v ← momentum · v + d        p ← p − learningRate · v
 *
 * Velocities are rounded as they are stored (see underflow.ts). The last product is rounded before it is added, as in the notebooks' `p.data += -lr * p.grad`: over 200,000 steps, rounding once
 * instead of twice shows in the fifth digit of what batch norm leaves free, the length of each unit's weights.
 */
export function sgdUpdate(
  { parameters, velocities, momentum, weightDecay }: SgdState,
  learningRate: number,
): void {
  parameters.forEach(({ value, grad }, i) => {
    const [p, g, v] = [value.data, grad.data, velocities[i]?.data];
    const round = roundingOf(p);
    const rate = round(learningRate);
    if (v === undefined) {
      for (let j = 0; j < p.length; j++) p[j] -= round(rate * (g[j] + weightDecay * p[j]));
      return;
    }
    for (let j = 0; j < p.length; j++) {
      v[j] = round(momentum * v[j] + g[j] + weightDecay * p[j]);
      p[j] -= round(rate * v[j]);
    }
  });
}
