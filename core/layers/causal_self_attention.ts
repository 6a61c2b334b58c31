/**
 * Attention of each position to itself and what came before (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762, with a mask), with the
 * projections as in makemore and nanoGPT: one that makes queries, keys and values (`c_attn`), one that mixes the heads (`c_proj`).
 *
 * @module
 */
import { softmaxRow } from "../cross_entropy.ts";
import { matmul, matmulTransposedA, matmulTransposedB } from "../matmul.ts";
import { checkShape, type Tensor } from "../tensor.ts";
import { sumOfRows } from "./sums.ts";

/** The parameters, and in the same form their gradients. PyTorch's weights are [3E, E] and [E, E]. */
export interface AttentionParameters {
  /** [E, 3E] makes queries, keys and values, side by side; in each the heads are side by side */
  Wqkv: Tensor;
  /** [3E], or null for a layer without biases */
  bqkv: Tensor | null;
  /** [E, E] mixes what the heads found */
  Wproj: Tensor;
  /** [E], or null */
  bproj: Tensor | null;
}

/** What one forward pass leaves for the backward pass, and room for both. */
export interface AttentionCache {
  /** [B, T, 3E] queries, keys and values */
  qkv: Tensor;
  /** [B, heads, T, T] how much position t (row) heeds position s (column); a row adds up to 1, and s > t has 0 */
  attention: Tensor;
  /** [B, T, E] what the heads found, side by side */
  y: Tensor;
  /** [B, T, 3E] */
  dqkv: Tensor;
  /** [B, T, E] */
  dy: Tensor;
  /** [T] the gradient of one row of attention */
  drow: Tensor;
}

/** The shapes of a cache. */
export const attentionCacheShapes = (B: number, T: number, E: number, heads: number) => ({
  qkv: [B, T, 3 * E],
  attention: [B, heads, T, T],
  y: [B, T, E],
  dqkv: [B, T, 3 * E],
  dy: [B, T, E],
  drow: [T],
});

/**
 * For each head, which has D = E / heads columns of q, k and v as its own:
 *
 *     q, k, v = x Wqkv + bqkv
 *     attention[t, s] = softmax over s ≤ t of q[t] · k[s] / √D        y[t] = Σ attention[t, s] v[s] over s ≤ t
 *     out = y Wproj + bproj
 *
 * @param out [B, T, E]
 * @param cache receives q, k, v, attention and y
 * @param x [B, T, E]
 * @throws TypeError where shapes do not fit
 */
export function causalSelfAttentionForward(
  out: Tensor,
  cache: AttentionCache,
  x: Tensor,
  { Wqkv, bqkv, Wproj, bproj }: AttentionParameters,
): void {
  const [B, T, E] = x.shape;
  const heads = cache.attention.shape[1];
  checkShape("Wqkv", Wqkv, E, 3 * E);
  checkShape("Wproj", Wproj, E, E);
  checkShape("out", out, B, T, E);
  const [qkv, attention, y] = [cache.qkv.data, cache.attention.data, cache.y.data];
  const D = E / heads;
  const scale = 1 / Math.sqrt(D);
  matmul(qkv, x.data, Wqkv.data, bqkv && bqkv.data, B * T, E, 3 * E);
  for (let i = 0; i < B; i++) {
    for (let head = 0; head < heads; head++) {
      // Where position t's query is, and position s's key and value.
      const query = (t: number) => (i * T + t) * 3 * E + head * D;
      const key = (s: number) => query(s) + E;
      const value = (s: number) => query(s) + 2 * E;
      for (let t = 0; t < T; t++) {
        const row = ((i * heads + head) * T + t) * T;
        for (let s = 0; s <= t; s++) {
          let sum = 0;
          for (let d = 0; d < D; d++) sum += qkv[query(t) + d] * qkv[key(s) + d];
          attention[row + s] = sum * scale;
        }
        softmaxRow(attention, attention, row, t + 1);
        attention.fill(0, row + t + 1, row + T);
        for (let d = 0; d < D; d++) {
          let sum = 0;
          for (let s = 0; s <= t; s++) sum += attention[row + s] * qkv[value(s) + d];
          y[(i * T + t) * E + head * D + d] = sum;
        }
      }
    }
  }
  matmul(out.data, y, Wproj.data, bproj && bproj.data, B * T, E, E);
}

/**
 * Back through the second projection, the mean over the past, the softmax, the products of queries and keys, and the first projection:
 *
 *     dy = dout Wprojᵀ        dWproj = yᵀ dout        dbproj = Σ dout
 *     da[t, s] = dy[t] · v[s]        dv[s] = Σ attention[t, s] dy[t] over t ≥ s
 *     dz[t, s] = attention[t, s] (da[t, s] − Σ attention[t, s′] da[t, s′] over s′ ≤ t) / √D
 *     dq[t] = Σ dz[t, s] k[s] over s ≤ t        dk[s] = Σ dz[t, s] q[t] over t ≥ s
 *     dx = dqkv Wqkvᵀ        dWqkv = xᵀ dqkv        dbqkv = Σ dqkv
 *
 * @param dx [B, T, E]
 * @param gradients receives those of the parameters
 * @param dout [B, T, E]
 * @param cache of the forward pass
 */
export function causalSelfAttentionBackward(
  dx: Tensor,
  gradients: AttentionParameters,
  dout: Tensor,
  cache: AttentionCache,
  x: Tensor,
  { Wqkv, Wproj }: AttentionParameters,
): void {
  // The softmax: a[s] = exp z[s] / Σ exp z, so ∂a[s′]/∂z[s] = a[s′] ([s = s′] − a[s]), and with da the gradient of a
  //
  //   dz[s] = Σ over s′ of da[s′] a[s′] ([s = s′] − a[s]) = a[s] (da[s] − Σ over s′ of a[s′] da[s′])
  //
  // A key and a value are used by every position from theirs on, so they collect gradients from all of these; a query is used by its own alone.
  const [B, T, E] = x.shape;
  const heads = cache.attention.shape[1];
  const [qkv, attention, dqkv] = [cache.qkv.data, cache.attention.data, cache.dqkv.data];
  const [dy, da] = [cache.dy.data, cache.drow.data];
  const D = E / heads;
  const scale = 1 / Math.sqrt(D);
  matmulTransposedB(dy, dout.data, Wproj.data, B * T, E, E);
  matmulTransposedA(gradients.Wproj.data, cache.y.data, dout.data, E, B * T, E);
  if (gradients.bproj !== null) sumOfRows(gradients.bproj.data, dout.data);
  dqkv.fill(0);
  for (let i = 0; i < B; i++) {
    for (let head = 0; head < heads; head++) {
      const query = (t: number) => (i * T + t) * 3 * E + head * D;
      const key = (s: number) => query(s) + E;
      const value = (s: number) => query(s) + 2 * E;
      for (let t = 0; t < T; t++) {
        const row = ((i * heads + head) * T + t) * T;
        const found = (i * T + t) * E + head * D;
        let mean = 0;
        for (let s = 0; s <= t; s++) {
          let sum = 0;
          for (let d = 0; d < D; d++) {
            sum += dy[found + d] * qkv[value(s) + d];
            dqkv[value(s) + d] += attention[row + s] * dy[found + d];
          }
          da[s] = sum;
          mean += attention[row + s] * sum;
        }
        for (let s = 0; s <= t; s++) {
          const dz = attention[row + s] * (da[s] - mean) * scale;
          for (let d = 0; d < D; d++) {
            dqkv[query(t) + d] += dz * qkv[key(s) + d];
            dqkv[key(s) + d] += dz * qkv[query(t) + d];
          }
        }
      }
    }
  }
  matmulTransposedB(dx.data, dqkv, Wqkv.data, B * T, 3 * E, E);
  matmulTransposedA(gradients.Wqkv.data, x.data, dqkv, E, B * T, 3 * E);
  if (gradients.bqkv !== null) sumOfRows(gradients.bqkv.data, dqkv);
}
