/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997; with the forget gate of Gers, Schmidhuber & Cummins 2000;
 * PyTorch's nn.LSTM). Its gradients are by backpropagation through time, as in rnn.ts.
 *
 * @module
 */
import { tanh } from "../exact_math.ts";
import type { LayerKind } from "../layer.ts";
import { matmul, matmulTransposedA, matmulTransposedB } from "../matmul.ts";
import { checkShape, type Tensor } from "../tensor.ts";
import {
  position,
  type RecurrenceOptions,
  type RecurrenceParameters,
  recurrentLayer,
  setStart,
} from "./recurrence.ts";
import { sigmoid } from "./sigmoid.ts";
import { sumOfRows } from "./sums.ts";

/**
 * What one forward pass leaves for the backward pass, and room for both. Positions are outermost; i, f, g and o stand
 * side by side, in PyTorch's order.
 */
export interface LstmCache {
  /** [T + 1, B, H] the states; position t leads from h[t] to h[t + 1] */
  h: Tensor;
  /** [T + 1, B, H] the memory cells, likewise */
  c: Tensor;
  /** [T, B, H] tanh c[t + 1] */
  tanhC: Tensor;
  /** [T, B, 4H] i, f, g and o; in the backward pass the gradient of what they are taken of */
  gates: Tensor;
  /** [B, 4H] h[t] Wh + bh */
  zh: Tensor;
  /** [B, H] the gradient of h[t + 1] from later positions */
  dh: Tensor;
  /** [B, H] the gradient of c[t + 1] from later positions */
  dc: Tensor;
}

/** The shapes of a cache. */
export const lstmCacheShapes = (
  B: number,
  T: number,
  H: number,
): Record<keyof LstmCache, number[]> => ({
  h: [T + 1, B, H],
  c: [T + 1, B, H],
  tanhC: [T, B, H],
  gates: [T, B, 4 * H],
  zh: [B, 4 * H],
  dh: [B, H],
  dc: [B, H],
});

/**
 *     a = zx[t] + h[t] Wh + bh
 *     i = σ(aᵢ)    f = σ(a_f)    g = tanh(a_g)    o = σ(aₒ)
 *     c[t + 1] = f c[t] + i g        what stays of the memory, and what is new
 *     h[t + 1] = o tanh c[t + 1]     what is shown of it        out[t] = h[t + 1]
 *
 * The memory starts at 0.
 *
 * @param out [B, T, H]
 * @param cache receives the states, memories and gates
 * @param zx [B, T, 4H] x Wx + bx
 * @throws TypeError where shapes do not fit
 */
export function lstmForward(
  out: Tensor,
  cache: LstmCache,
  zx: Tensor,
  { Wh, bh, start }: RecurrenceParameters,
): void {
  const [B, T, H] = out.shape;
  checkShape("zx", zx, B, T, 4 * H);
  checkShape("Wh", Wh, H, 4 * H);
  checkShape("h", cache.h, T + 1, B, H);
  setStart(cache.h, start);
  setStart(cache.c, null);
  const zh = cache.zh.data;
  for (let t = 0; t < T; t++) {
    const [gates, tanhC] = [position(cache.gates, t), position(cache.tanhC, t)];
    const [c, nextC] = [position(cache.c, t), position(cache.c, t + 1)];
    const nextH = position(cache.h, t + 1);
    matmul(zh, position(cache.h, t), Wh.data, bh && bh.data, B, H, 4 * H);
    for (let b = 0; b < B; b++) {
      const zxRow = zx.data.subarray((b * T + t) * 4 * H);
      for (let j = 0; j < H; j++) {
        const [at, atI] = [b * H + j, b * 4 * H + j];
        const [atF, atG, atO] = [atI + H, atI + 2 * H, atI + 3 * H];
        const i = gates[atI] = sigmoid(zxRow[j] + zh[atI]);
        const f = gates[atF] = sigmoid(zxRow[j + H] + zh[atF]);
        const g = gates[atG] = tanh(zxRow[j + 2 * H] + zh[atG]);
        const o = gates[atO] = sigmoid(zxRow[j + 3 * H] + zh[atO]);
        nextC[at] = f * c[at] + i * g;
        tanhC[at] = tanh(nextC[at]);
        out.data[(b * T + t) * H + j] = nextH[at] = o * tanhC[at];
      }
    }
  }
}

/**
 * From the last position to the first, with dh and dc the gradients of h[t + 1] and c[t + 1], from what comes later
 * and, dh, from dout[t]:
 *
 *     do = tanh(c[t + 1]) dh        dc ← dc + o (1 − tanh² c[t + 1]) dh
 *     di = g dc                     df = c[t] dc                     dg = i dc
 *     daᵢ = i (1 − i) di     da_f = f (1 − f) df     da_g = (1 − g²) dg     daₒ = o (1 − o) do        dzx[t] = da
 *     dc[t] = f dc           dh[t] = da Whᵀ
 *     dWh = Σₜ h[t]ᵀ da[t]        dbh = Σₜ Σᵢ da[t, i]        dstart = Σᵢ dh[0, i]
 *
 * @param dzx [B, T, 4H]
 * @param gradients receives those of the parameters
 * @param dout [B, T, H]
 * @param cache of the forward pass
 */
export function lstmBackward(
  dzx: Tensor,
  gradients: RecurrenceParameters,
  dout: Tensor,
  cache: LstmCache,
  { Wh }: RecurrenceParameters,
): void {
  // The memory c[t + 1] is used twice: it is shown, as o tanh c, and it stays, by the next position's f. The second way
  // has no matrix and no tanh on it, which is why gradients come a long way back along it.
  const [B, T, H] = dout.shape;
  const [dh, dc] = [cache.dh.data, cache.dc.data];
  dh.fill(0);
  dc.fill(0);
  for (let t = T - 1; t >= 0; t--) {
    const [gates, tanhC, c] = [cache.gates, cache.tanhC, cache.c].map((tensor) =>
      position(tensor, t)
    );
    for (let b = 0; b < B; b++) {
      const dzxRow = dzx.data.subarray((b * T + t) * 4 * H);
      for (let j = 0; j < H; j++) {
        const [at, atI] = [b * H + j, b * 4 * H + j];
        const [atF, atG, atO] = [atI + H, atI + 2 * H, atI + 3 * H];
        const [i, f, g, o] = [gates[atI], gates[atF], gates[atG], gates[atO]];
        const dnextH = dout.data[(b * T + t) * H + j] + dh[at];
        const dnextC = dc[at] + o * (1 - tanhC[at] * tanhC[at]) * dnextH;
        dzxRow[j] = gates[atI] = i * (1 - i) * g * dnextC;
        dzxRow[j + H] = gates[atF] = f * (1 - f) * c[at] * dnextC;
        dzxRow[j + 2 * H] = gates[atG] = (1 - g * g) * i * dnextC;
        dzxRow[j + 3 * H] = gates[atO] = o * (1 - o) * tanhC[at] * dnextH;
        dc[at] = f * dnextC;
      }
    }
    matmulTransposedB(dh, gates, Wh.data, B, 4 * H, H);
  }
  matmulTransposedA(gradients.Wh.data, cache.h.data, cache.gates.data, H, T * B, 4 * H);
  if (gradients.bh !== null) sumOfRows(gradients.bh.data, cache.gates.data);
  if (gradients.start !== null) sumOfRows(gradients.start.data, dh);
}

/** The LSTM as a layer. */
export const lstm: LayerKind<RecurrenceOptions> = recurrentLayer<Record<never, never>, LstmCache>({
  type: "lstm",
  about: "a state and a memory behind it, with gates: [T, K] becomes [T, H]",
  gates: 4,
  own: {},
  torch: () => ({ cell: "torch.lstm", module: "LSTM" }),
  recurrence: () => ({
    cacheShapes: lstmCacheShapes,
    inside: ["gates", "c"],
    forward: lstmForward,
    backward: lstmBackward,
  }),
  lessons: [
    {
      forward: lstmForward,
      backward: lstmBackward,
      shapes:
        "zx [B, T, 4H] is x Wx + bx, a linear layer; h[t] and c[t] [B, H] the state and the memory before position t; Wh [H, 4H]; the columns of a are those of i, f, g and o",
      formulas: [
        "a = zx[t] + h[t] Wh + bh",
        "i = σ(a[i])",
        "f = σ(a[f])",
        "g = tanh(a[g])",
        "o = σ(a[o])",
        "c[t + 1] = f · c[t] + i · g: what stays of the memory, and what is new",
        "h[t + 1] = o · tanh(c[t + 1]): what is shown of it",
        "out[t] = h[t + 1]",
      ],
      derivation: [
        ["dh = dout[t] + da[t + 1] Whᵀ", "h[t + 1] is put out, and goes into the next position"],
        [
          "dc = dc[t + 1] + o · (1 − tanh(c[t + 1])²) · dh",
          "the memory is used twice: it stays, by the next position’s f, which brings dc[t + 1], and it is shown. The first way has no matrix and no tanh on it, so gradients come a long way back along it",
        ],
        ["do = tanh(c[t + 1]) · dh", "what is shown is a product of two"],
        ["di = g · dc", "and so is what is new: i · g"],
        ["dg = i · dc", ""],
        ["df = c[t] · dc", "and what stays: f · c[t]"],
        ["dWh = Σₜ h[t]ᵀ da[t]", "the same Wh is used at every position"],
      ],
      gradients: [
        "da[i] = i · (1 − i) · di",
        "da[f] = f · (1 − f) · df",
        "da[g] = (1 − g²) · dg",
        "da[o] = o · (1 − o) · do",
        "dzx[t] = da",
        "dc[t] = f · dc",
        "dh[t] = da Whᵀ",
        "dWh = Σₜ h[t]ᵀ da[t]",
        "dbh = Σₜ Σᵢ da[t, i]",
        "dstart = Σᵢ dh[0, i], where the start is learned",
      ],
      tiny: { B: 2, input: [3, 2], options: { size: 2 } },
      scope: { matmulTransposedA, matmulTransposedB, position, sumOfRows },
      exercises: [{
        right: "dc[at] + o * (1 - tanhC[at] * tanhC[at]) * dnextH",
        wrong: "o * (1 - tanhC[at] * tanhC[at]) * dnextH",
        hints: [
          "The memory is used twice: it is shown, and it stays.",
          "The way along the memory is why an LSTM remembers. Here its gradient ends after one position.",
          "`dc` holds what came back from the next position.",
        ],
      }, {
        right: "dzxRow[j + 2 * H] = gates[atG] = (1 - g * g) * i * dnextC;",
        wrong: "dzxRow[j + 2 * H] = gates[atG] = (1 - g * g) * dnextC;",
        hints: [
          "The gradient of one of the four gates lacks a factor.",
          "c[t + 1] = f c[t] + i g. What is the slope by g?",
        ],
      }],
    },
  ],
});
