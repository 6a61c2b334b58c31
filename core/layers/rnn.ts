/**
 * The recurrent layer of Elman 1990 ("Finding structure in time"; PyTorch's nn.RNN with tanh), its gradients by
 * backpropagation through time (Rumelhart, Hinton & Williams 1986; Werbos 1990).
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
import { sumOfRows } from "./sums.ts";

/** What one forward pass leaves for the backward pass, and room for both. Positions are outermost. */
export interface RnnCache {
  /** [T + 1, B, H] the states; position t leads from h[t] to h[t + 1] */
  h: Tensor;
  /** [B, H] h[t] Wh + bh */
  zh: Tensor;
  /** [T, B, H] the gradient of what tanh is taken of */
  dz: Tensor;
  /** [B, H] the gradient of h[t + 1] from later positions */
  dh: Tensor;
}

/** The shapes of a cache. */
export const rnnCacheShapes = (
  B: number,
  T: number,
  H: number,
): Record<keyof RnnCache, number[]> => ({
  h: [T + 1, B, H],
  zh: [B, H],
  dz: [T, B, H],
  dh: [B, H],
});

/**
 *     h[t + 1] = tanh(zx[t] + h[t] Wh + bh)        out[t] = h[t + 1]
 *
 * @param out [B, T, H]
 * @param cache receives the states
 * @param zx [B, T, H] x Wx + bx
 * @throws TypeError where shapes do not fit
 */
export function rnnForward(
  out: Tensor,
  cache: RnnCache,
  zx: Tensor,
  { Wh, bh, start }: RecurrenceParameters,
): void {
  const [B, T, H] = out.shape;
  checkShape("zx", zx, B, T, H);
  checkShape("Wh", Wh, H, H);
  checkShape("h", cache.h, T + 1, B, H);
  const zh = cache.zh.data;
  setStart(cache.h, start);
  for (let t = 0; t < T; t++) {
    matmul(zh, position(cache.h, t), Wh.data, bh && bh.data, B, H, H);
    const next = position(cache.h, t + 1);
    for (let i = 0; i < B; i++) {
      for (let j = 0; j < H; j++) {
        const at = (i * T + t) * H + j;
        out.data[at] = next[i * H + j] = tanh(zx.data[at] + zh[i * H + j]);
      }
    }
  }
}

/**
 * From the last position to the first, dz being the gradient of what tanh is taken of:
 *
 *     dz[t] = (1 − h[t + 1]²) (dout[t] + dz[t + 1] Whᵀ)        dzx[t] = dz[t]
 *     dWh = Σₜ h[t]ᵀ dz[t]        dbh = Σₜ Σᵢ dz[t, i]        dstart = Σᵢ (dz[0] Whᵀ)[i]
 *
 * @param dzx [B, T, H]
 * @param gradients receives those of the parameters
 * @param dout [B, T, H]
 * @param cache of the forward pass
 */
export function rnnBackward(
  dzx: Tensor,
  gradients: RecurrenceParameters,
  dout: Tensor,
  cache: RnnCache,
  { Wh }: RecurrenceParameters,
): void {
  // The same Wh is used at every position, so it collects the gradients of all of them. A state h[t + 1] is used twice:
  // it is the output of position t, which brings dout[t], and it goes into position t + 1, which brings dz[t + 1] Whᵀ.
  // After the last there is none.
  const [B, T, H] = dout.shape;
  const dh = cache.dh.data;
  dh.fill(0);
  for (let t = T - 1; t >= 0; t--) {
    const [dz, h] = [position(cache.dz, t), position(cache.h, t + 1)];
    for (let i = 0; i < B; i++) {
      for (let j = 0; j < H; j++) {
        const [at, here] = [i * H + j, (i * T + t) * H + j];
        dz[at] = (1 - h[at] * h[at]) * (dout.data[here] + dh[at]);
        dzx.data[here] = dz[at];
      }
    }
    matmulTransposedB(dh, dz, Wh.data, B, H, H);
  }
  matmulTransposedA(gradients.Wh.data, cache.h.data, cache.dz.data, H, T * B, H);
  if (gradients.bh !== null) sumOfRows(gradients.bh.data, cache.dz.data);
  if (gradients.start !== null) sumOfRows(gradients.start.data, dh);
}

/** Elman's recurrent network as a layer. */
export const rnn: LayerKind<RecurrenceOptions> = recurrentLayer<Record<never, never>, RnnCache>({
  type: "rnn",
  about: "a state that each position changes, by tanh: [T, K] becomes [T, H]",
  gates: 1,
  own: {},
  torch: () => ({ cell: "torch.rnn_tanh", module: "RNN" }),
  recurrence: () => ({
    cacheShapes: rnnCacheShapes,
    inside: ["h"],
    forward: rnnForward,
    backward: rnnBackward,
  }),
  lessons: [
    {
      forward: rnnForward,
      backward: rnnBackward,
      shapes:
        "zx [B, T, H] is x Wx + bx, a linear layer; h[t] [B, H] the state before position t; Wh [H, H]",
      formulas: [
        "a[t] = zx[t] + h[t] Wh + bh",
        "h[t + 1] = tanh(a[t])",
        "out[t] = h[t + 1]",
      ],
      derivation: [
        [
          "dh[t + 1] = dout[t] + da[t + 1] Whᵀ",
          "a state is used twice: it is put out, and it goes into the next position. After the last position there is none, so the way back starts there",
        ],
        ["da[t] = (1 − h[t + 1]²) · dh[t + 1]", "the slope of tanh, from its value"],
        [
          "dWh = Σₜ h[t]ᵀ da[t]",
          "the same Wh is used at every position, and collects the gradients of all of them",
        ],
      ],
      gradients: [
        "da[t] = (1 − h[t + 1]²) · (dout[t] + da[t + 1] Whᵀ)",
        "dzx = da",
        "dWh = Σₜ h[t]ᵀ da[t]",
        "dbh = Σₜ Σᵢ da[t, i]",
        "dstart = Σᵢ (da[0] Whᵀ)[i], where the start is learned",
      ],
      tiny: { B: 2, input: [3, 2], options: { size: 2 } },
      scope: { matmulTransposedA, matmulTransposedB, position, sumOfRows },
      exercises: [{
        right: "(dout.data[here] + dh[at])",
        wrong: "dout.data[here]",
        hints: [
          "The last position is right, the earlier ones are not.",
          "A state is used twice: it is put out, and it goes into the next position.",
          "`dh` holds what came back from the next position. It is computed for nothing.",
        ],
      }, {
        right: "(1 - h[at] * h[at]) *",
        wrong: "",
        hints: [
          "Every position is off. The state is tanh of something.",
          "dz is the gradient of what tanh is taken of. What is the slope of tanh, from its value h?",
        ],
      }],
    },
  ],
});
