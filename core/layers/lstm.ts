/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997; with the forget gate of Gers, Schmidhuber & Cummins 2000; PyTorch's nn.LSTM). Its
 * gradients are by backpropagation through time, as in rnn.ts.
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
 * The parameters, and in the same form their gradients. In the columns come i, f, g and o side by side, in PyTorch's order; PyTorch's weights
 * are [4H, K] and [4H, H].
 */
export interface LstmParameters {
  /** [K, 4H] on what comes in */
  Wx: Tensor;
  /** [H, 4H] on the state before */
  Wh: Tensor;
  /** [4H], or null for a layer without it */
  bx: Tensor | null;
  /** [4H], or null. It does what bx does; PyTorch has both. */
  bh: Tensor | null;
}

/** What one forward pass leaves for the backward pass, and room for both. Positions are outermost. */
export interface LstmCache {
  /** [T, B, K] what comes in */
  x: Tensor;
  /** [T + 1, B, H] the states; position t leads from h[t] to h[t + 1] */
  h: Tensor;
  /** [T + 1, B, H] the memory cells, likewise */
  c: Tensor;
  /** [T, B, H] tanh c[t + 1] */
  tanhC: Tensor;
  /** [T, B, 4H] i, f, g and o; in the backward pass the gradient of what they are taken of */
  gates: Tensor;
  /** [B, 4H] the state's share of what the gates are taken of */
  recurrent: Tensor;
  /** [B, H] the gradient of h[t + 1] from later positions */
  dh: Tensor;
  /** [B, H] the gradient of c[t + 1] from later positions */
  dc: Tensor;
  /** [T, B, K] the gradient of x */
  dx: Tensor;
}

/** The shapes of a cache. */
export const lstmCacheShapes = (B: number, T: number, K: number, H: number) => ({
  x: [T, B, K],
  h: [T + 1, B, H],
  c: [T + 1, B, H],
  tanhC: [T, B, H],
  gates: [T, B, 4 * H],
  recurrent: [B, 4 * H],
  dh: [B, H],
  dc: [B, H],
  dx: [T, B, K],
});

/**
 *     a = x[t] Wx + bx + h[t] Wh + bh
 *     i = σ(aᵢ)    f = σ(a_f)    g = tanh(a_g)    o = σ(aₒ)
 *     c[t + 1] = f c[t] + i g        what stays of the memory, and what is new
 *     h[t + 1] = o tanh c[t + 1]     what is shown of it        out[t] = h[t + 1]
 *
 * State and memory start at 0.
 *
 * @param out [B, T, H]
 * @param cache receives the states, memories and gates
 * @param x [B, T, K]
 * @throws TypeError where shapes do not fit
 */
export function lstmForward(
  out: Tensor,
  cache: LstmCache,
  x: Tensor,
  { Wx, Wh, bx, bh }: LstmParameters,
): void {
  const [B, T, K] = x.shape;
  const H = Wh.shape[0];
  checkShape("Wx", Wx, K, 4 * H);
  checkShape("Wh", Wh, H, 4 * H);
  checkShape("out", out, B, T, H);
  swapAxes(cache.x.data, x.data, B, T, K);
  matmul(cache.gates.data, cache.x.data, Wx.data, bx && bx.data, T * B, K, 4 * H);
  setStart(cache.h, null);
  setStart(cache.c, null);
  const recurrent = cache.recurrent.data;
  for (let t = 0; t < T; t++) {
    const [gates, tanhC] = [position(cache.gates, t), position(cache.tanhC, t)];
    const [c, nextC] = [position(cache.c, t), position(cache.c, t + 1)];
    const nextH = position(cache.h, t + 1);
    matmul(recurrent, position(cache.h, t), Wh.data, bh && bh.data, B, H, 4 * H);
    for (let b = 0; b < B; b++) {
      for (let j = 0; j < H; j++) {
        const [at, atI] = [b * H + j, b * 4 * H + j];
        const [atF, atG, atO] = [atI + H, atI + 2 * H, atI + 3 * H];
        const i = gates[atI] = sigmoid(gates[atI] + recurrent[atI]);
        const f = gates[atF] = sigmoid(gates[atF] + recurrent[atF]);
        const g = gates[atG] = tanh(gates[atG] + recurrent[atG]);
        const o = gates[atO] = sigmoid(gates[atO] + recurrent[atO]);
        nextC[at] = f * c[at] + i * g;
        tanhC[at] = tanh(nextC[at]);
        nextH[at] = o * tanhC[at];
      }
    }
  }
  swapAxes(out.data, cache.h.data.subarray(B * H), T, B, H);
}

/**
 * From the last position to the first, with dh and dc the gradients of h[t + 1] and c[t + 1], from what comes later and, dh, from dout[t]:
 *
 *     do = tanh(c[t + 1]) dh        dc ← dc + o (1 − tanh² c[t + 1]) dh
 *     di = g dc                     df = c[t] dc                     dg = i dc
 *     daᵢ = i (1 − i) di     da_f = f (1 − f) df     da_g = (1 − g²) dg     daₒ = o (1 − o) do
 *     dc[t] = f dc           dh[t] = da Whᵀ          dx[t] = da Wxᵀ
 *     dWx = Σₜ x[t]ᵀ da      dWh = Σₜ h[t]ᵀ da       dbx = dbh = Σₜ Σᵢ da
 *
 * @param dx [B, T, K]
 * @param gradients receives those of the parameters
 * @param dout [B, T, H]
 * @param cache of the forward pass
 */
export function lstmBackward(
  dx: Tensor,
  gradients: LstmParameters,
  dout: Tensor,
  cache: LstmCache,
  { Wx, Wh }: LstmParameters,
): void {
  // The memory c[t + 1] is used twice: it is shown, as o tanh c, and it stays, by the next position's f. The second way has no matrix and no tanh
  // on it, which is why gradients come a long way back along it.
  const [B, T, H] = dout.shape;
  const K = Wx.shape[0];
  const [dh, dc] = [cache.dh.data, cache.dc.data];
  dh.fill(0);
  dc.fill(0);
  for (let t = T - 1; t >= 0; t--) {
    const [gates, tanhC, c] = [cache.gates, cache.tanhC, cache.c].map((s) => position(s, t));
    for (let b = 0; b < B; b++) {
      for (let j = 0; j < H; j++) {
        const [at, atI] = [b * H + j, b * 4 * H + j];
        const [atF, atG, atO] = [atI + H, atI + 2 * H, atI + 3 * H];
        const [i, f, g, o] = [gates[atI], gates[atF], gates[atG], gates[atO]];
        const dnextH = dout.data[(b * T + t) * H + j] + dh[at];
        const dnextC = dc[at] + o * (1 - tanhC[at] * tanhC[at]) * dnextH;
        gates[atI] = i * (1 - i) * g * dnextC;
        gates[atF] = f * (1 - f) * c[at] * dnextC;
        gates[atG] = (1 - g * g) * i * dnextC;
        gates[atO] = o * (1 - o) * tanhC[at] * dnextH;
        dc[at] = f * dnextC;
      }
    }
    matmulTransposedB(dh, gates, Wh.data, B, 4 * H, H);
  }
  const da = cache.gates.data;
  matmulTransposedB(cache.dx.data, da, Wx.data, T * B, 4 * H, K);
  swapAxes(dx.data, cache.dx.data, T, B, K);
  matmulTransposedA(gradients.Wx.data, cache.x.data, da, K, T * B, 4 * H);
  matmulTransposedA(gradients.Wh.data, cache.h.data, da, H, T * B, 4 * H);
  for (const db of [gradients.bx, gradients.bh]) if (db !== null) sumOfRows(db.data, da);
}
