/**
 * What recurrent layers have in common: they work on all examples of a position at once, and so keep positions outermost.
 *
 * @module
 */
import type { FloatArray, Tensor } from "../tensor.ts";

/** out[t, i] = x[i, t]: [B, T, N] becomes [T, B, N], and with B and T exchanged comes back. */
export function swapAxes(out: FloatArray, x: FloatArray, B: number, T: number, N: number): void {
  for (let i = 0; i < B; i++) {
    for (let t = 0; t < T; t++) {
      for (let n = 0; n < N; n++) out[(t * B + i) * N + n] = x[(i * T + t) * N + n];
    }
  }
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
