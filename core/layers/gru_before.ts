/**
 * The gated recurrent unit as its paper and makemore have it (Cho et al. 2014, https://arxiv.org/abs/1406.1078): the
 * state is reset before the product with it, where gru.ts resets the product. Else all is as there, the order of the
 * gates and the meaning of z included.
 *
 * @module
 */
import { tanh } from "../exact_math.ts";
import { matmul, matmulTransposedA, matmulTransposedB } from "../matmul.ts";
import { checkShape, type Tensor } from "../tensor.ts";
import { position, type RecurrenceParameters, setStart } from "./recurrence.ts";
import { sigmoid } from "./sigmoid.ts";
import { sumOfRows } from "./sums.ts";

/** What one forward pass leaves for the backward pass, and room for both; as gru.ts has it. */
export interface GruBeforeCache {
  /** [T + 1, B, H] the states; position t leads from h[t] to h[t + 1] */
  h: Tensor;
  /** [T, B, 3H] r, z and n */
  gates: Tensor;
  /** [T, B, 3H] h[t] Wh + bh, of which only r's and z's columns are of use; in the backward pass its gradient */
  zh: Tensor;
  /** [B, H] the gradient of h[t + 1] from later positions */
  dh: Tensor;
  /** [B, H] the part of it that goes through the product with Wh */
  dhProduct: Tensor;
  /** [T, B, H] r h[t], the state that is left of it */
  rh: Tensor;
  /** [T, B, H] r h[t] Whₙ + bhₙ; in the backward pass its gradient */
  zn: Tensor;
  /** [H, H] Whₙ, the last columns of Wh; in the backward pass, at the end, their gradient */
  Whn: Tensor;
  /** [B, H] the gradient of rh */
  drh: Tensor;
}

/** The shapes of a cache. */
export const gruBeforeCacheShapes = (
  B: number,
  T: number,
  H: number,
): Record<keyof GruBeforeCache, number[]> => ({
  h: [T + 1, B, H],
  gates: [T, B, 3 * H],
  zh: [T, B, 3 * H],
  dh: [B, H],
  dhProduct: [B, H],
  rh: [T, B, H],
  zn: [T, B, H],
  Whn: [H, H],
  drh: [B, H],
});

/**
 *     r = σ(zxᵣ + h[t] Whᵣ + bhᵣ)        z = σ(zx_z + h[t] Wh_z + bh_z)
 *     n = tanh(zxₙ + (r h[t]) Whₙ + bhₙ)
 *     h[t + 1] = (1 − z) n + z h[t]        out[t] = h[t + 1]
 *
 * @param out [B, T, H]
 * @param cache receives the states and gates
 * @param zx [B, T, 3H] x Wx + bx
 * @throws TypeError where shapes do not fit
 */
export function gruBeforeForward(
  out: Tensor,
  cache: GruBeforeCache,
  zx: Tensor,
  { Wh, bh, start }: RecurrenceParameters,
): void {
  const [B, T, H] = out.shape;
  checkShape("zx", zx, B, T, 3 * H);
  checkShape("Wh", Wh, H, 3 * H);
  checkShape("h", cache.h, T + 1, B, H);
  const Whn = cache.Whn.data;
  for (let i = 0; i < H; i++) Whn.set(Wh.data.subarray((3 * i + 2) * H, (3 * i + 3) * H), i * H);
  const bhn = bh && bh.data.subarray(2 * H);
  setStart(cache.h, start);
  for (let t = 0; t < T; t++) {
    const [zh, gates] = [position(cache.zh, t), position(cache.gates, t)];
    const [h, next] = [position(cache.h, t), position(cache.h, t + 1)];
    const [rh, zn] = [position(cache.rh, t), position(cache.zn, t)];
    matmul(zh, h, Wh.data, bh && bh.data, B, H, 3 * H);
    for (let i = 0; i < B; i++) {
      const zxRow = zx.data.subarray((i * T + t) * 3 * H);
      for (let j = 0; j < H; j++) {
        const [at, atR] = [i * H + j, i * 3 * H + j];
        const r = gates[atR] = sigmoid(zxRow[j] + zh[atR]);
        gates[atR + H] = sigmoid(zxRow[j + H] + zh[atR + H]);
        rh[at] = r * h[at];
      }
    }
    matmul(zn, rh, Whn, bhn, B, H, H);
    for (let i = 0; i < B; i++) {
      const zxRow = zx.data.subarray((i * T + t) * 3 * H);
      for (let j = 0; j < H; j++) {
        const [at, atZ] = [i * H + j, i * 3 * H + H + j];
        const z = gates[atZ];
        const n = gates[atZ + H] = tanh(zxRow[j + 2 * H] + zn[at]);
        out.data[(i * T + t) * H + j] = next[at] = (1 - z) * n + z * h[at];
      }
    }
  }
}

/**
 * From the last position to the first, with dh the gradient of h[t + 1], from dout[t] and from position t + 1:
 *
 *     dn = (1 − z) dh        dzₙ = (1 − n²) dn        drh = dzₙ Whₙᵀ
 *     dz = (h[t] − n) dh     dr = h[t] drh            dzh_z = z (1 − z) dz        dzhᵣ = r (1 − r) dr
 *     dzx = dzhᵣ, dzh_z, dzₙ side by side
 *     dh[t] = z dh + r drh + dzhᵣ Whᵣᵀ + dzh_z Wh_zᵀ
 *     dWhₙ = Σₜ (r h[t])ᵀ dzₙ        dWhᵣ = Σₜ h[t]ᵀ dzhᵣ, and so for z        dbh = Σₜ Σᵢ dzx        dstart = Σᵢ dh[0, i]
 *
 * @param dzx [B, T, 3H]
 * @param gradients receives those of the parameters
 * @param dout [B, T, H]
 * @param cache of the forward pass
 */
export function gruBeforeBackward(
  dzx: Tensor,
  gradients: RecurrenceParameters,
  dout: Tensor,
  cache: GruBeforeCache,
  { Wh }: RecurrenceParameters,
): void {
  // As in gru.ts, but that the way into n is by r h[t], a product of two: dr = h drh, and h collects r drh. Where the
  // columns of n are in zh, 0 stands in the backward pass, so that the product with all of Wh takes r's and z's alone.
  const [B, T, H] = dout.shape;
  const [dh, dhProduct, drh] = [cache.dh.data, cache.dhProduct.data, cache.drh.data];
  const Whn = cache.Whn.data;
  dh.fill(0);
  for (let t = T - 1; t >= 0; t--) {
    const [zh, gates, h] = [cache.zh, cache.gates, cache.h].map((tensor) => position(tensor, t));
    const zn = position(cache.zn, t);
    for (let i = 0; i < B; i++) {
      for (let j = 0; j < H; j++) {
        const [at, atZ] = [i * H + j, i * 3 * H + H + j];
        const [z, n] = [gates[atZ], gates[atZ + H]];
        const dnext = dout.data[(i * T + t) * H + j] + dh[at];
        zn[at] = (1 - n * n) * (1 - z) * dnext;
        zh[atZ] = z * (1 - z) * (h[at] - n) * dnext;
        zh[atZ + H] = 0;
        dh[at] = z * dnext;
      }
    }
    matmulTransposedB(drh, zn, Whn, B, H, H);
    for (let i = 0; i < B; i++) {
      const dzxRow = dzx.data.subarray((i * T + t) * 3 * H);
      for (let j = 0; j < H; j++) {
        const [at, atR] = [i * H + j, i * 3 * H + j];
        const r = gates[atR];
        zh[atR] = r * (1 - r) * h[at] * drh[at];
        dh[at] += r * drh[at];
        dzxRow[j] = zh[atR];
        dzxRow[j + H] = zh[atR + H];
        dzxRow[j + 2 * H] = zn[at];
      }
    }
    matmulTransposedB(dhProduct, zh, Wh.data, B, 3 * H, H);
    for (let at = 0; at < B * H; at++) dh[at] += dhProduct[at];
  }
  const dWh = gradients.Wh.data;
  matmulTransposedA(dWh, cache.h.data, cache.zh.data, H, T * B, 3 * H);
  matmulTransposedA(Whn, cache.rh.data, cache.zn.data, H, T * B, H);
  for (let i = 0; i < H; i++) dWh.set(Whn.subarray(i * H, (i + 1) * H), (3 * i + 2) * H);
  if (gradients.bh !== null) sumOfRows(gradients.bh.data, dzx.data);
  if (gradients.start !== null) sumOfRows(gradients.start.data, dh);
}
