/**
 * Stochastic gradient descent (PyTorch's torch.optim.SGD).
 *
 * @module
 */
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
  parameters: readonly Parameter[];
  /** One velocity a parameter; null without momentum. */
  velocities: (Tensor | null)[];
}

export function createSgd({ arithmetic, parameters }: Mlp, options: SgdOptions): Sgd {
  const velocities = parameters.map(({ value }) =>
    options.momentum === 0 ? null : arithmetic.allocate(value.shape)
  );
  return { ...options, parameters, velocities };
}

/**
 * One update of every parameter p with gradient g and, where there is momentum, velocity v:
 *
 *     d = g + weightDecay · p        v ← momentum · v + d        p ← p − learningRate · v
 *
 * The last product is rounded before it is added, as in the notebooks' `p.data += -lr * p.grad`: over 200,000 steps, rounding once
 * instead of twice shows in the fifth digit of what batch norm leaves free, the length of each unit's weights.
 */
export function sgdStep(
  { parameters, velocities, momentum, weightDecay }: Sgd,
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
      v[j] = momentum * v[j] + g[j] + weightDecay * p[j];
      p[j] -= round(rate * v[j]);
    }
  });
}
