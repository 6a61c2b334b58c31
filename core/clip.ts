import type { Tensor } from "./tensor.ts";
import type { clampAll, multiplyAll, sumsOfSquares } from "./whole.ts";

/** How gradients are kept small: all of them together, or each number. */
export type ClipOptions = { norm: number } | { value: number };

/** What clipping needs of an arithmetic. */
export interface Clips {
  sumsOfSquares: typeof sumsOfSquares;
  multiplyAll: typeof multiplyAll;
  clampAll: typeof clampAll;
}

/**
 * Clips gradients, as PyTorch's clip_grad_norm_ and clip_grad_value_:
 *
 *     norm    g ← g · norm / (N + 1e-6) where that makes it smaller, N = √Σ g² over all numbers of all gradients
 *     value   each number stays within ±value
 *
 * @return N where it was needed, which may be infinite though all gradients are finite; else 0
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html, after Pascanu et al. 2013,
 *     https://arxiv.org/abs/1211.5063
 */
export function clipGradients(
  arithmetic: Clips,
  gradients: readonly Tensor[],
  options: ClipOptions,
): number {
  if ("value" in options) {
    arithmetic.clampAll(gradients, options.value);
    return 0;
  }
  const norm = Math.sqrt(arithmetic.sumsOfSquares(gradients).reduce((sum, x) => sum + x, 0));
  const factor = options.norm / (norm + 1e-6);
  if (factor < 1) arithmetic.multiplyAll(gradients, factor);
  return norm;
}
