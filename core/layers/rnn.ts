/**
 * The recurrent layer of Elman 1990 ("Finding structure in time"; PyTorch's nn.RNN with tanh), its gradients by backpropagation through time
 * (Rumelhart, Hinton & Williams 1986; Werbos 1990).
 *
 * @module
 */
import { tanh } from "../exact_math.ts";
import { matmul, matmulTransposedA, matmulTransposedB } from "../matmul.ts";
import { checkShape, type Tensor } from "../tensor.ts";
import { sumOfRows } from "./sums.ts";
import { position, setStart, swapAxes } from "./time_major.ts";

/** The parameters, and in the same form their gradients. PyTorch's weights are [H, K] and [H, H]. */
export interface RnnParameters {
  /** [K, H] on what comes in */
  Wx: Tensor;
  /** [H, H] on the state before */
  Wh: Tensor;
  /** [H], or null for a layer without it */
  bx: Tensor | null;
  /** [H], or null. It does what bx does; PyTorch has both. */
  bh: Tensor | null;
  /** [H] the state before the first position, where it is learned, as makemore's is; null: 0 */
  start: Tensor | null;
}

/** What one forward pass leaves for the backward pass, and room for both. Positions are outermost. */
export interface RnnCache {
  /** [T, B, K] what comes in */
  x: Tensor;
  /** [T + 1, B, H] the states; position t leads from h[t] to h[t + 1] */
  h: Tensor;
  /** [T, B, H] x Wx + bx; in the backward pass the gradient of what tanh is taken of */
  z: Tensor;
  /** [B, H] the state's share of z; in the backward pass the gradient of h[t + 1] */
  dh: Tensor;
  /** [T, B, K] the gradient of x */
  dx: Tensor;
}

/** The shapes of a cache. */
export const rnnCacheShapes = (B: number, T: number, K: number, H: number) => ({
  x: [T, B, K],
  h: [T + 1, B, H],
  z: [T, B, H],
  dh: [B, H],
  dx: [T, B, K],
});

/**
 *     h[t + 1] = tanh(x[t] Wx + bx + h[t] Wh + bh)        out[t] = h[t + 1]
 *
 * @param out [B, T, H]
 * @param cache receives the states
 * @param x [B, T, K]
 * @throws TypeError where shapes do not fit
 */
export function rnnForward(
  out: Tensor,
  cache: RnnCache,
  x: Tensor,
  { Wx, Wh, bx, bh, start }: RnnParameters,
): void {
  const [B, T, K] = x.shape;
  const H = Wh.shape[0];
  checkShape("Wx", Wx, K, H);
  checkShape("Wh", Wh, H, H);
  checkShape("out", out, B, T, H);
  swapAxes(cache.x.data, x.data, B, T, K);
  matmul(cache.z.data, cache.x.data, Wx.data, bx && bx.data, T * B, K, H);
  setStart(cache.h, start);
  const recurrent = cache.dh.data;
  for (let t = 0; t < T; t++) {
    const [z, h] = [position(cache.z, t), position(cache.h, t + 1)];
    matmul(recurrent, position(cache.h, t), Wh.data, bh && bh.data, B, H, H);
    for (let i = 0; i < B * H; i++) h[i] = tanh(z[i] + recurrent[i]);
  }
  swapAxes(out.data, cache.h.data.subarray(B * H), T, B, H);
}

/**
 * From the last position to the first, dz being the gradient of what tanh is taken of:
 *
 *     dz[t] = (1 − h[t + 1]²) (dout[t] + dz[t + 1] Whᵀ)        dx[t] = dz[t] Wxᵀ
 *     dWx = Σₜ x[t]ᵀ dz[t]        dWh = Σₜ h[t]ᵀ dz[t]        dbx = dbh = Σₜ Σᵢ dz[t, i]        dstart = Σᵢ (dz[0] Whᵀ)[i]
 *
 * @param dx [B, T, K]
 * @param gradients receives those of the parameters
 * @param dout [B, T, H]
 * @param cache of the forward pass
 */
export function rnnBackward(
  dx: Tensor,
  gradients: RnnParameters,
  dout: Tensor,
  cache: RnnCache,
  { Wx, Wh }: RnnParameters,
): void {
  // The same matrices are used at every position, so each collects the gradients of all of them. A state h[t + 1] is used twice: it is the
  // output of position t, which brings dout[t], and it goes into position t + 1, which brings dz[t + 1] Whᵀ. After the last there is none.
  const [B, T, H] = dout.shape;
  const K = Wx.shape[0];
  const dh = cache.dh.data;
  dh.fill(0);
  for (let t = T - 1; t >= 0; t--) {
    const [dz, h] = [position(cache.z, t), position(cache.h, t + 1)];
    for (let i = 0; i < B; i++) {
      for (let j = 0; j < H; j++) {
        const at = i * H + j;
        dz[at] = (1 - h[at] * h[at]) * (dout.data[(i * T + t) * H + j] + dh[at]);
      }
    }
    matmulTransposedB(dh, dz, Wh.data, B, H, H);
  }
  const dz = cache.z.data;
  matmulTransposedB(cache.dx.data, dz, Wx.data, T * B, H, K);
  swapAxes(dx.data, cache.dx.data, T, B, K);
  matmulTransposedA(gradients.Wx.data, cache.x.data, dz, K, T * B, H);
  matmulTransposedA(gradients.Wh.data, cache.h.data, dz, H, T * B, H);
  for (const db of [gradients.bx, gradients.bh]) if (db !== null) sumOfRows(db.data, dz);
  if (gradients.start !== null) sumOfRows(gradients.start.data, dh);
}
