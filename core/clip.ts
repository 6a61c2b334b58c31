import type { Tensor } from "./tensor.ts";
import { type Arithmetic, call } from "./call.ts";
import { clampAll, multiplyAll, sumsOfSquares } from "./whole.ts";

/** How gradients are kept small: all of them together, or each number. */
export type ClipOptions = { norm: number } | { value: number };

/**
 * What clips gradients each time it is called, as PyTorch's clip_grad_norm_ and clip_grad_value_:
 *
 *     norm    g ← g · norm / (N + 1e-6) where that makes it smaller, N = √Σ g² over all numbers of all gradients
 *     value   each number stays within ±value
 *
 * @returns what returns N where it was needed, which may be infinite though all gradients are finite; else 0
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html, after Pascanu et al. 2013,
 *     https://arxiv.org/abs/1211.5063
 */
export function prepareClip(
  arithmetic: Arithmetic,
  gradients: readonly Tensor[],
  options: ClipOptions,
): () => number {
  if ("value" in options) {
    const clamp = arithmetic.prepare(call([], clampAll, gradients, options.value));
    return () => (clamp(), 0);
  }
  const squares = arithmetic.prepare(call([], sumsOfSquares, gradients));
  const multiply = arithmetic.prepare(
    call<[readonly Tensor[]], [number], void>([], multiplyAll, gradients),
  );
  return () => {
    const norm = Math.sqrt(squares().reduce((sum, x) => sum + x, 0));
    const factor = options.norm / (norm + 1e-6);
    if (factor < 1) multiply(factor);
    return norm;
  };
}
