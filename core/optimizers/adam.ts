import { pow } from "../exact_math.ts";
import { type FloatArray, roundingOf, squaredRoundingOf, squareRoundingOf } from "../tensor.ts";
import type { Bounds, Numbers, OptimizerKind, SharedOptions } from "./kind.ts";

/** What Adam and AdamW can be told. */
export interface AdamOptions extends SharedOptions {
  /**
   * Of the running averages of gradients and of their squares, the shares that stay at each step; PyTorch's default:
   * [0.9, 0.999].
   */
  betas: readonly [number, number];
  /** Added to the root of the average square; PyTorch's default: 1e-8. */
  epsilon: number;
}

/**
 * Adam: of every parameter p with gradient g, the running averages m of gradients and s of their squares, both from 0,
 * in the t-th update
 *
 *     d = g + weightDecay · p
 *     m ← β₁ m + (1 − β₁) d          s ← β₂ s + (1 − β₂) d²
 *     p ← p − learningRate / (1 − β₁ᵗ) · m / (√s / √(1 − β₂ᵗ) + ε)
 *
 * The divisors 1 − βᵗ make up for the start at 0.
 *
 * Source: Kingma & Ba 2015, https://arxiv.org/abs/1412.6980, in the order of
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html
 */
export const adam: OptimizerKind<AdamOptions> = {
  keeps: () => ["expAvg", "expAvgSq"],
  numbers: (options, learningRate, weightDecay, t) => (
    adamNumbers(options, learningRate, { weightDecay, keep: 1 }, t)
  ),
  update: adamUpdate,
  grow: adamGrow,
};

/**
 * What Adam and AdamW have in common.
 *
 * @param decay what of the parameter is added to the gradient, and what of it is kept
 */
export function adamNumbers(
  { betas: [beta1, beta2], epsilon }: AdamOptions,
  learningRate: number,
  decay: { weightDecay: number; keep: number },
  t: number,
): Numbers {
  return {
    rate: learningRate / (1 - pow(beta1, t)),
    correction: Math.sqrt(1 - pow(beta2, t)),
    beta1,
    rest1: 1 - beta1,
    beta2,
    rest2: 1 - beta2,
    epsilon,
    ...decay,
  };
}

/**
 * In float32, gradients and averages below 1e-15 count as 0, see underflow.ts: ε is at least a thousand times as much.
 */
export function adamUpdate(
  p: FloatArray,
  g: FloatArray,
  [m, s]: readonly FloatArray[],
  { rate, correction, beta1, rest1, beta2, rest2, epsilon, weightDecay, keep }: Numbers,
): void {
  const round = roundingOf(p);
  const [squared, square] = [squaredRoundingOf(p), squareRoundingOf(p)];
  for (let j = 0; j < p.length; j++) {
    const d = squared(g[j] + weightDecay * p[j]);
    m[j] = round(beta1 * m[j] + rest1 * d);
    s[j] = square(beta2 * s[j] + rest2 * d * d);
    const denominator = Math.sqrt(s[j]) / correction + epsilon;
    p[j] = round(keep * p[j]) - round(rate * m[j] / denominator);
  }
}

export function adamGrow(
  { gradient, value, kept: [m, s] }: Bounds,
  { rate, beta1, rest1, beta2, rest2, epsilon, weightDecay, keep }: Numbers,
): Omit<Bounds, "gradient"> {
  const d = gradient + weightDecay * value;
  const kept = [beta1 * m + rest1 * d, beta2 * s + rest2 * d * d];
  return { value: Math.abs(keep) * value + rate * kept[0] / epsilon, kept };
}
