/**
 * What recurrent layers have in common: they work on all examples of a position at once, and so keep positions outermost.
 *
 * @module
 */
import type { FloatArray, Tensor } from "../tensor.ts";

/**
 * The parameters of the recurrence, and in the same form their gradients. N is H, or H for each gate. What comes in has passed a linear layer
 * already: zx = x Wx + bx.
 */
export interface RecurrenceParameters {
  /** [H, N] on the state before; PyTorch's is [N, H] */
  Wh: Tensor;
  /** [N], or null for a layer without it */
  bh: Tensor | null;
  /** [H] the state before the first position, where it is learned, as makemore's is; null: 0 */
  start: Tensor | null;
}

/** The part of a tensor [T, B, N] that is position t, as a view on the same memory. */
export function position({ data, shape: [, B, N] }: Tensor, t: number): FloatArray {
  return data.subarray(t * B * N, (t + 1) * B * N);
}

/** Sets the state before the first position of every example: the same row for all, or 0. */
export function setStart(state: Tensor, start: Tensor | null): void {
  const first = position(state, 0);
  for (let i = 0; i < first.length; i++) {
    first[i] = start === null ? 0 : start.data[i % start.data.length];
  }
}
