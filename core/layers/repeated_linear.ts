/**
 * The linear layer on rows that repeat. It is no layer of its own, but what fuse.ts makes of one, since kernels then
 * compute what a row adds only once.
 *
 *     out[i] = b + x[i] W = b + Σₜ h[i, t] W[t]        x[i]: the rows h[i, t] side by side; W[t]: as many rows of W as h has columns
 *
 * @module
 */
import type { Indices } from "../examples.ts";
import { linearBackward, linearForward } from "./linear.ts";
import { sizeOf, type Tensor, view } from "../tensor.ts";

/**
 * out = x W + b
 *
 * @param out [N, M]
 * @param h [R, H], R a multiple of N; each row is made of its own part of X, and rows of the same symbols are the same
 * @param X [B, T] indices of characters: as many of them belong to each row of h
 * @param W [R/N · H, M]
 * @param b [M], or null
 */
export function repeatedLinearForward(
  out: Tensor,
  h: Tensor,
  _X: Indices,
  W: Tensor,
  b: Tensor | null,
): void {
  linearForward(out, besides(h, out), W, b);
}

/**
 * After `repeatedLinearForward` on the same batch:
 *
 *     dx = dout Wᵀ        dW = xᵀ dout        db = Σᵢ dout[i]
 *
 * @param dh [R, H] where rows of h are the same, the sum of their gradients may stand in one of them, and 0 in the
 * others: what comes before adds them up in
 *   any case
 */
export function repeatedLinearBackward(
  dh: Tensor,
  dW: Tensor,
  db: Tensor | null,
  dout: Tensor,
  h: Tensor,
  _X: Indices,
  W: Tensor,
): void {
  linearBackward(besides(dh, dout), dW, db, dout, besides(h, dout), W);
}

/** The rows of h as they stand side by side for the rows of what comes out. */
export const besides = (h: Tensor, { shape: [N] }: Tensor): Tensor =>
  view(h, N, sizeOf(h.shape) / N);
