import { type FloatArray, roundingOf, squaredRoundingOf, squareRoundingOf } from "../tensor.ts";
import type { Numbers, OptimizerKind, SharedOptions } from "./kind.ts";

/** What RMSprop can be told. */
export interface RmspropOptions extends SharedOptions {
  /** Of the running average of squared gradients, the share that stays at each step; PyTorch's default: 0.99. */
  alpha: number;
  /** Added to the root of that average; PyTorch's default: 1e-8. */
  epsilon: number;
  /** Share of the last update that is repeated in the next, 0 ≤ momentum < 1. */
  momentum: number;
}

/**
 * RMSprop: of every parameter p with gradient g, the running average s of squared gradients and, where there is
 * momentum, velocity v
 *
 *     d = g + weightDecay · p        s ← α s + (1 − α) d²
 *     v ← momentum · v + d / (√s + ε)        p ← p − learningRate · v
 *
 * Source: Tieleman & Hinton 2012, lecture 6.5, in the order of
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html
 */
export const rmsprop: OptimizerKind<RmspropOptions> = {
  keeps: ({ momentum }) => momentum === 0 ? ["squareAvg"] : ["squareAvg", "velocity"],

  numbers: ({ alpha, epsilon, momentum }, learningRate, weightDecay) => ({
    learningRate,
    weightDecay,
    alpha,
    rest: 1 - alpha,
    epsilon,
    momentum,
  }),

  update: rmspropUpdate,

  grow({ gradient, value, kept: [s, v = 0] }, numbers) {
    const { learningRate, weightDecay, alpha, rest, epsilon, momentum } = numbers;
    const d = gradient + weightDecay * value;
    const velocity = momentum * v + d / epsilon;
    return { value: value + learningRate * velocity, kept: [alpha * s + rest * d * d, velocity] };
  },
};

export function rmspropUpdate(
  p: FloatArray,
  g: FloatArray,
  [s, v]: readonly FloatArray[],
  { learningRate, weightDecay, alpha, rest, epsilon, momentum }: Numbers,
): void {
  const round = roundingOf(p);
  const [squared, square] = [squaredRoundingOf(p), squareRoundingOf(p)];
  for (let j = 0; j < p.length; j++) {
    const d = squared(g[j] + weightDecay * p[j]);
    s[j] = square(alpha * s[j] + rest * d * d);
    const denominator = Math.sqrt(s[j]) + epsilon;
    if (v === undefined) p[j] -= round(learningRate * d / denominator);
    else {
      v[j] = round(momentum * v[j] + d / denominator);
      p[j] -= round(learningRate * v[j]);
    }
  }
}
