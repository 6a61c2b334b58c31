/**
 * The gated recurrent unit (Cho et al. 2014, https://arxiv.org/abs/1406.1078), in the form of PyTorch's nn.GRU: what is
 * reset is the product with the state, not the state. Its gradients are by backpropagation through time, as in rnn.ts.
 *
 * @module
 */
import { tanh } from "../exact_math.ts";
import type { LayerKind } from "../layer.ts";
import { matmul, matmulTransposedA, matmulTransposedB } from "../matmul.ts";
import { checkShape, type Tensor } from "../tensor.ts";
import { gruBeforeBackward, gruBeforeCacheShapes, gruBeforeForward } from "./gru_before.ts";
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
 * What one forward pass leaves for the backward pass, and room for both. Positions are outermost; r, z and n stand side
 * by side, in PyTorch's order.
 */
export interface GruCache {
  /** [T + 1, B, H] the states; position t leads from h[t] to h[t + 1] */
  h: Tensor;
  /** [T, B, 3H] r, z and n */
  gates: Tensor;
  /** [T, B, 3H] h[t] Wh + bh; in the backward pass its gradient */
  zh: Tensor;
  /** [B, H] the gradient of h[t + 1] from later positions */
  dh: Tensor;
  /** [B, H] the part of it that goes through the product with Wh */
  dhProduct: Tensor;
}

/** The shapes of a cache. */
export const gruCacheShapes = (
  B: number,
  T: number,
  H: number,
): Record<keyof GruCache, number[]> => ({
  h: [T + 1, B, H],
  gates: [T, B, 3 * H],
  zh: [T, B, 3 * H],
  dh: [B, H],
  dhProduct: [B, H],
});

/**
 *     zh = h[t] Wh + bh
 *     r = σ(zxᵣ + zhᵣ)         what of the state is heeded
 *     z = σ(zx_z + zh_z)       what of the state stays
 *     n = tanh(zxₙ + r zhₙ)    the new
 *     h[t + 1] = (1 − z) n + z h[t]        out[t] = h[t + 1]
 *
 * @param out [B, T, H]
 * @param cache receives the states and gates
 * @param zx [B, T, 3H] x Wx + bx
 * @throws TypeError where shapes do not fit
 */
export function gruForward(
  out: Tensor,
  cache: GruCache,
  zx: Tensor,
  { Wh, bh, start }: RecurrenceParameters,
): void {
  const [B, T, H] = out.shape;
  checkShape("zx", zx, B, T, 3 * H);
  checkShape("Wh", Wh, H, 3 * H);
  checkShape("h", cache.h, T + 1, B, H);
  setStart(cache.h, start);
  for (let t = 0; t < T; t++) {
    const [zh, gates] = [position(cache.zh, t), position(cache.gates, t)];
    const [h, next] = [position(cache.h, t), position(cache.h, t + 1)];
    matmul(zh, h, Wh.data, bh && bh.data, B, H, 3 * H);
    for (let i = 0; i < B; i++) {
      const zxRow = zx.data.subarray((i * T + t) * 3 * H);
      for (let j = 0; j < H; j++) {
        const [at, atR] = [i * H + j, i * 3 * H + j];
        const [atZ, atN] = [atR + H, atR + 2 * H];
        const r = gates[atR] = sigmoid(zxRow[j] + zh[atR]);
        const z = gates[atZ] = sigmoid(zxRow[j + H] + zh[atZ]);
        const n = gates[atN] = tanh(zxRow[j + 2 * H] + r * zh[atN]);
        out.data[(i * T + t) * H + j] = next[at] = (1 - z) * n + z * h[at];
      }
    }
  }
}

/**
 * From the last position to the first, with dh the gradient of h[t + 1], from dout[t] and from position t + 1:
 *
 *     dn = (1 − z) dh        dz = (h[t] − n) dh        dr = zhₙ dzxₙ
 *     dzxₙ = (1 − n²) dn     dzx_z = z (1 − z) dz      dzxᵣ = r (1 − r) dr
 *     dzhₙ = r dzxₙ          dzh_z = dzx_z             dzhᵣ = dzxᵣ
 *     dh[t] = z dh + dzh Whᵀ
 *     dWh = Σₜ h[t]ᵀ dzh[t]        dbh = Σₜ Σᵢ dzh[t, i]        dstart = Σᵢ dh[0, i]
 *
 * @param dzx [B, T, 3H]
 * @param gradients receives those of the parameters
 * @param dout [B, T, H]
 * @param cache of the forward pass
 */
export function gruBackward(
  dzx: Tensor,
  gradients: RecurrenceParameters,
  dout: Tensor,
  cache: GruCache,
  { Wh }: RecurrenceParameters,
): void {
  // h[t + 1] = n + z (h[t] − n): n and h[t] have the shares 1 − z and z of it, and z moves it by h[t] − n. Then back
  // through tanh and σ, whose slopes are 1 − n² and σ (1 − σ). The old state is used four times: it stays by z, and zh
  // = h[t] Wh + bh goes into r, z and n.
  const [B, T, H] = dout.shape;
  const [dh, dhProduct] = [cache.dh.data, cache.dhProduct.data];
  dh.fill(0);
  for (let t = T - 1; t >= 0; t--) {
    const [zh, gates, h] = [cache.zh, cache.gates, cache.h].map((tensor) => position(tensor, t));
    for (let i = 0; i < B; i++) {
      const dzxRow = dzx.data.subarray((i * T + t) * 3 * H);
      for (let j = 0; j < H; j++) {
        const [at, atR] = [i * H + j, i * 3 * H + j];
        const [atZ, atN] = [atR + H, atR + 2 * H];
        const [r, z, n] = [gates[atR], gates[atZ], gates[atN]];
        const dnext = dout.data[(i * T + t) * H + j] + dh[at];
        const dn = (1 - z) * dnext;
        const dz = (h[at] - n) * dnext;
        const dzxN = (1 - n * n) * dn;
        const dr = zh[atN] * dzxN;
        dzxRow[j + 2 * H] = dzxN;
        zh[atN] = r * dzxN;
        dzxRow[j + H] = zh[atZ] = z * (1 - z) * dz;
        dzxRow[j] = zh[atR] = r * (1 - r) * dr;
        dh[at] = z * dnext;
      }
    }
    matmulTransposedB(dhProduct, zh, Wh.data, B, 3 * H, H);
    for (let at = 0; at < B * H; at++) dh[at] += dhProduct[at];
  }
  matmulTransposedA(gradients.Wh.data, cache.h.data, cache.zh.data, H, T * B, 3 * H);
  if (gradients.bh !== null) sumOfRows(gradients.bh.data, cache.zh.data);
  if (gradients.start !== null) sumOfRows(gradients.start.data, dh);
}

/** In PyTorch, as makemore's GRUCell. */
const RESET_STATE = `class GRUOfResetState(Recurrent):
    """Resets the state itself, where nn.GRU resets its product."""

    def forward(self, x):
        h, (Wx, Wh, bx, bh) = self.given(len(x))
        h, H, out = h[0], len(Wh) // 3, []
        for zx in F.linear(x, Wx, bx).unbind(1):
            r, z = (zx + F.linear(h, Wh, bh))[:, : 2 * H].sigmoid().split(H, dim=1)
            n = torch.tanh(zx[:, 2 * H :] + F.linear(r * h, Wh[2 * H :], bh[2 * H :]))
            h = (1 - z) * n + z * h
            out.append(h)
        return torch.stack(out, dim=1)`;

/** The GRU as a layer. */
export const gru: LayerKind<RecurrenceOptions & { reset: "product" | "state" }> = recurrentLayer<
  { reset: "product" | "state" },
  GruCache
>({
  type: "gru",
  about: "a state that each position changes as far as its gates let it: [T, K] becomes [T, H]",
  gates: 3,
  own: {
    reset: {
      kind: "choice",
      of: ["product", "state"],
      default: "product",
      about:
        "product: the state's product is reset, as in PyTorch; state: the state itself, as in makemore",
    },
  },
  torch: ({ reset }) =>
    reset === "product"
      ? { cell: "torch.gru", module: "GRU" }
      : { cell: "None", module: "GRUOfResetState", class: RESET_STATE },
  recurrence: ({ reset }) =>
    reset === "product"
      ? {
        cacheShapes: gruCacheShapes,
        inside: ["gates"],
        forward: gruForward,
        backward: gruBackward,
      }
      : {
        cacheShapes: gruBeforeCacheShapes,
        inside: ["gates"],
        forward: gruBeforeForward as typeof gruForward,
        backward: gruBeforeBackward as typeof gruBackward,
      },
  lessons: [
    {
      forward: gruForward,
      backward: gruBackward,
      shapes:
        "zx [B, T, 3H] is x Wx + bx, a linear layer; h[t] [B, H] the state before position t; Wh [H, 3H]; the columns of zx and zh are those of r, z and n",
      formulas: [
        "zh = h[t] Wh + bh",
        "r = σ(zx[r] + zh[r]): what of the state is heeded",
        "z = σ(zx[z] + zh[z]): what of the state stays",
        "n = tanh(zx[n] + r · zh[n]): the new",
        "h[t + 1] = (1 − z) · n + z · h[t]",
        "out[t] = h[t + 1]",
      ],
      derivation: [
        [
          "dh = dout[t] + dh[t + 1]",
          "h[t + 1] is put out, and goes into the next position; here dh[t + 1] is what came back from there",
        ],
        [
          "h[t + 1] = n + z · (h[t] − n)",
          "so n has the share 1 − z of it, h[t] the share z, and z moves it by h[t] − n:",
        ],
        ["dn = (1 − z) · dh", ""],
        ["dz = (h[t] − n) · dh", ""],
        ["dzx[n] = (1 − n²) · dn", "the slope of tanh"],
        ["dr = zh[n] · dzx[n]", "r is multiplied by zh[n]; and dzh[n] is r · dzx[n]"],
        [
          "dzx[z] = z · (1 − z) · dz",
          "the slope of σ; likewise of r. zh[z] and zh[r] are added, so their gradients are the same",
        ],
        [
          "dh[t] = z · dh + dzh Whᵀ",
          "the old state stays by z, and goes into r, z and n by the product",
        ],
        ["dWh = Σₜ h[t]ᵀ dzh[t]", "the same Wh is used at every position"],
      ],
      gradients: [
        "dzx[n] = (1 − n²) · (1 − z) · dh",
        "dzx[z] = z · (1 − z) · (h[t] − n) · dh",
        "dzx[r] = r · (1 − r) · zh[n] · dzx[n]",
        "dzh = dzx, but dzh[n] = r · dzx[n]",
        "dh[t] = z · dh + dzh Whᵀ",
        "dWh = Σₜ h[t]ᵀ dzh[t]",
        "dbh = Σₜ Σᵢ dzh[t, i]",
        "dstart = Σᵢ dh[0, i], where the start is learned",
      ],
      tiny: { B: 2, input: [3, 2], options: { size: 2, reset: "product" } },
      scope: { matmulTransposedA, matmulTransposedB, position, sumOfRows },
      exercises: [{
        right: "dh[at] = z * dnext;",
        wrong: "dh[at] = 0;",
        hints: [
          "The last position is right. What comes back from it to the state before?",
          "The old state is used four times: by r, z and n, through Wh, and once more, directly.",
          "h[t + 1] = (1 − z) n + z h[t]: what is the slope by h[t]?",
        ],
      }, {
        right: "const dz = (h[at] - n) * dnext;",
        wrong: "const dz = h[at] * dnext;",
        hints: [
          "Of the three gates look at z.",
          "It stands twice in h[t + 1] = (1 − z) n + z h[t].",
          "More of the old state is less of the new.",
        ],
      }],
    },
    {
      forward: gruBeforeForward,
      backward: gruBeforeBackward,
      shapes:
        "zx [B, T, 3H] is x Wx + bx, a linear layer; h[t] [B, H] the state before position t; Wh [H, 3H], its columns those of r, z and n",
      formulas: [
        "r = σ(zx[r] + h[t] Wh[r] + bh[r]): what of the state is heeded",
        "z = σ(zx[z] + h[t] Wh[z] + bh[z]): what of the state stays",
        "n = tanh(zx[n] + (r · h[t]) Wh[n] + bh[n]): the new",
        "h[t + 1] = (1 − z) · n + z · h[t]",
        "out[t] = h[t + 1]",
      ],
      derivation: [
        [
          "dh = dout[t] + dh[t + 1]",
          "h[t + 1] is put out, and goes into the next position; here dh[t + 1] is what came back from there",
        ],
        [
          "dzx[n] = (1 − n²) · (1 − z) · dh",
          "n has the share 1 − z of the new state; then the slope of tanh",
        ],
        [
          "drh = dzx[n] Wh[n]ᵀ",
          "back through the product with r · h[t], which is a product of two:",
        ],
        ["dr = h[t] · drh", "and h[t] collects r · drh"],
        [
          "dzx[z] = z · (1 − z) · (h[t] − n) · dh",
          "z moves the new state by h[t] − n; then the slope of σ, likewise of r",
        ],
      ],
      gradients: [
        "dzx[n] = (1 − n²) · (1 − z) · dh",
        "dzx[z] = z · (1 − z) · (h[t] − n) · dh",
        "dzx[r] = r · (1 − r) · h[t] · drh",
        "dh[t] = z · dh + r · drh + dzx[r] Wh[r]ᵀ + dzx[z] Wh[z]ᵀ",
        "dWh[n] = Σₜ (r · h[t])ᵀ dzx[n]",
        "dWh[r] = Σₜ h[t]ᵀ dzx[r]: and so of z",
        "dbh = Σₜ Σᵢ dzx[t, i]",
        "dstart = Σᵢ dh[0, i], where the start is learned",
      ],
      tiny: { B: 2, input: [3, 2], options: { size: 2, reset: "state" } },
      scope: { matmulTransposedA, matmulTransposedB, position, sumOfRows },
      exercises: [{
        right: "dh[at] += r * drh[at];",
        wrong: "",
        hints: [
          "drh is the gradient of a product, r · h[t]. Both of its factors have one.",
          "r has got its own in the line above. And h[t]?",
        ],
      }],
    },
  ],
});
