/**
 * The gated recurrent unit (Cho et al. 2014, https://arxiv.org/abs/1406.1078), in the form of PyTorch's nn.GRU: what is reset is the product
 * with the state, not the state. Its gradients are by backpropagation through time, as in rnn.ts.
 *
 * @module
 */
import { tanh } from "../exact_math.ts";
import { matmul, matmulTransposedA, matmulTransposedB } from "../matmul.ts";
import { checkShape, type Tensor } from "../tensor.ts";
import { sigmoid } from "./sigmoid.ts";
import { sumOfRows } from "./sums.ts";
import { position, setStart, swapAxes } from "./time_major.ts";

/**
 * The parameters, and in the same form their gradients. In the columns come r, z and n side by side, in PyTorch's order; PyTorch's weights are
 * [3H, K] and [3H, H].
 */
export interface GruParameters {
  /** [K, 3H] on what comes in */
  Wx: Tensor;
  /** [H, 3H] on the state before */
  Wh: Tensor;
  /** [3H], or null for a layer without it */
  bx: Tensor | null;
  /** [3H], or null. Only its n part differs from bx's: it is reset. */
  bh: Tensor | null;
  /** [H] the state before the first position, where it is learned; null: 0 */
  start: Tensor | null;
}

/** What one forward pass leaves for the backward pass, and room for both. Positions are outermost. */
export interface GruCache {
  /** [T, B, K] what comes in */
  x: Tensor;
  /** [T + 1, B, H] the states; position t leads from h[t] to h[t + 1] */
  h: Tensor;
  /** [T, B, 3H] r, z and n */
  gates: Tensor;
  /** [T, B, 3H] h Wh + bh; in the backward pass its gradient */
  zh: Tensor;
  /** [T, B, 3H] x Wx + bx; in the backward pass its gradient */
  zx: Tensor;
  /** [B, H] the gradient of h[t + 1] from later positions */
  dh: Tensor;
  /** [B, H] the part of it that goes through products with Wh */
  dhRecurrent: Tensor;
  /** [T, B, K] the gradient of x */
  dx: Tensor;
}

/** The shapes of a cache. */
export const gruCacheShapes = (B: number, T: number, K: number, H: number) => ({
  x: [T, B, K],
  h: [T + 1, B, H],
  gates: [T, B, 3 * H],
  zh: [T, B, 3 * H],
  zx: [T, B, 3 * H],
  dh: [B, H],
  dhRecurrent: [B, H],
  dx: [T, B, K],
});

/**
 *     zx = x[t] Wx + bx        zh = h[t] Wh + bh
 *     r = σ(zxᵣ + zhᵣ)         what of the state is heeded
 *     z = σ(zx_z + zh_z)       what of the state stays
 *     n = tanh(zxₙ + r zhₙ)    the new
 *     h[t + 1] = (1 − z) n + z h[t]        out[t] = h[t + 1]
 *
 * @param out [B, T, H]
 * @param cache receives the states and gates
 * @param x [B, T, K]
 * @throws TypeError where shapes do not fit
 */
export function gruForward(
  out: Tensor,
  cache: GruCache,
  x: Tensor,
  { Wx, Wh, bx, bh, start }: GruParameters,
): void {
  const [B, T, K] = x.shape;
  const H = Wh.shape[0];
  checkShape("Wx", Wx, K, 3 * H);
  checkShape("Wh", Wh, H, 3 * H);
  checkShape("out", out, B, T, H);
  swapAxes(cache.x.data, x.data, B, T, K);
  matmul(cache.zx.data, cache.x.data, Wx.data, bx && bx.data, T * B, K, 3 * H);
  setStart(cache.h, start);
  for (let t = 0; t < T; t++) {
    const [zx, zh, gates] = [cache.zx, cache.zh, cache.gates].map((z) => position(z, t));
    const [h, next] = [position(cache.h, t), position(cache.h, t + 1)];
    matmul(zh, h, Wh.data, bh && bh.data, B, H, 3 * H);
    for (let i = 0; i < B; i++) {
      for (let j = 0; j < H; j++) {
        const [at, atR] = [i * H + j, i * 3 * H + j];
        const [atZ, atN] = [atR + H, atR + 2 * H];
        const r = gates[atR] = sigmoid(zx[atR] + zh[atR]);
        const z = gates[atZ] = sigmoid(zx[atZ] + zh[atZ]);
        const n = gates[atN] = tanh(zx[atN] + r * zh[atN]);
        next[at] = (1 - z) * n + z * h[at];
      }
    }
  }
  swapAxes(out.data, cache.h.data.subarray(B * H), T, B, H);
}

/**
 * From the last position to the first, with dh the gradient of h[t + 1], from dout[t] and from position t + 1:
 *
 *     dn = (1 − z) dh        dz = (h[t] − n) dh        dr = zhₙ dzxₙ
 *     dzxₙ = (1 − n²) dn     dzx_z = z (1 − z) dz      dzxᵣ = r (1 − r) dr
 *     dzhₙ = r dzxₙ          dzh_z = dzx_z             dzhᵣ = dzxᵣ
 *     dh[t] = z dh + dzh Whᵀ        dx[t] = dzx Wxᵀ
 *     dWx = Σₜ x[t]ᵀ dzx        dWh = Σₜ h[t]ᵀ dzh        dbx = Σₜ Σᵢ dzx        dbh = Σₜ Σᵢ dzh        dstart = Σᵢ dh[0, i]
 *
 * @param dx [B, T, K]
 * @param gradients receives those of the parameters
 * @param dout [B, T, H]
 * @param cache of the forward pass
 */
export function gruBackward(
  dx: Tensor,
  gradients: GruParameters,
  dout: Tensor,
  cache: GruCache,
  { Wx, Wh }: GruParameters,
): void {
  // h[t + 1] = n + z (h[t] − n): n and h[t] have the shares 1 − z and z of it, and z moves it by h[t] − n. Then back through tanh and σ, whose
  // slopes are 1 − n² and σ (1 − σ). The old state is used four times: it stays by z, and zh = h[t] Wh + bh goes into r, z and n.
  const [B, T, H] = dout.shape;
  const K = Wx.shape[0];
  const [dh, dhRecurrent] = [cache.dh.data, cache.dhRecurrent.data];
  dh.fill(0);
  for (let t = T - 1; t >= 0; t--) {
    const [zx, zh, gates] = [cache.zx, cache.zh, cache.gates].map((z) => position(z, t));
    const h = position(cache.h, t);
    for (let i = 0; i < B; i++) {
      for (let j = 0; j < H; j++) {
        const [at, atR] = [i * H + j, i * 3 * H + j];
        const [atZ, atN] = [atR + H, atR + 2 * H];
        const [r, z, n] = [gates[atR], gates[atZ], gates[atN]];
        const dnext = dout.data[(i * T + t) * H + j] + dh[at];
        const dn = (1 - z) * dnext;
        const dz = (h[at] - n) * dnext;
        const dzxN = (1 - n * n) * dn;
        const dr = zh[atN] * dzxN;
        zx[atN] = dzxN;
        zh[atN] = r * dzxN;
        zx[atZ] = zh[atZ] = z * (1 - z) * dz;
        zx[atR] = zh[atR] = r * (1 - r) * dr;
        dh[at] = z * dnext;
      }
    }
    matmulTransposedB(dhRecurrent, zh, Wh.data, B, 3 * H, H);
    for (let at = 0; at < B * H; at++) dh[at] += dhRecurrent[at];
  }
  const [dzx, dzh] = [cache.zx.data, cache.zh.data];
  matmulTransposedB(cache.dx.data, dzx, Wx.data, T * B, 3 * H, K);
  swapAxes(dx.data, cache.dx.data, T, B, K);
  matmulTransposedA(gradients.Wx.data, cache.x.data, dzx, K, T * B, 3 * H);
  matmulTransposedA(gradients.Wh.data, cache.h.data, dzh, H, T * B, 3 * H);
  if (gradients.bx !== null) sumOfRows(gradients.bx.data, dzx);
  if (gradients.bh !== null) sumOfRows(gradients.bh.data, dzh);
  if (gradients.start !== null) sumOfRows(gradients.start.data, dh);
}
