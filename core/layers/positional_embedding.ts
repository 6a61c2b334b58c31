/**
 * Learned vectors that tell positions apart (Gehring et al. 2017, https://arxiv.org/abs/1705.03122; makemore's and
 * GPT's `wpe`, an nn.Embedding of 0 … T − 1 whose vectors are added).
 *
 * @module
 */
import { call } from "../call.ts";
import type { LayerKind } from "../layer.ts";
import { positionsOf } from "./positions.ts";
import { checkShape, type Tensor } from "../tensor.ts";

/**
 * out[i, t] = x[i, t] + P[t]
 *
 * @param out [B, T, E]
 * @param x [B, T, E]
 * @param P [T, E], or more positions than T, whose vectors then wait for longer contexts
 * @throws TypeError where shapes do not fit
 */
export function positionalEmbeddingForward(out: Tensor, x: Tensor, P: Tensor): void {
  const [B, T, E] = x.shape;
  checkShape("out", out, B, T, E);
  checkShape("P", P, Math.max(T, P.shape[0]), E);
  for (let i = 0; i < B; i++) {
    for (let p = 0; p < T * E; p++) out.data[i * T * E + p] = x.data[i * T * E + p] + P.data[p];
  }
}

/**
 * dx = dout        dP[t] = Σᵢ dout[i, t]: a position's vector is added to every example
 *
 * @param dx [B, T, E]
 * @param dP as P
 * @param dout [B, T, E]
 */
export function positionalEmbeddingBackward(dx: Tensor, dP: Tensor, dout: Tensor): void {
  const [B, T, E] = dout.shape;
  dx.data.set(dout.data);
  dP.data.fill(0);
  for (let p = 0; p < T * E; p++) {
    let sum = 0;
    for (let i = 0; i < B; i++) sum += dout.data[i * T * E + p];
    dP.data[p] = sum;
  }
}

/** In PyTorch. */
const POSITIONS = `class PositionalEmbedding(nn.Embedding):
    def forward(self, x):
        return x + self.weight`;

/** A vector for each position, added to what comes in, as a layer. */
export const positionalEmbedding: LayerKind<Record<never, never>> = {
  type: "positionalEmbedding",
  module: "position",
  isNumbered: false,
  about: "a learned vector for each position, added to what stands there",
  options: {},
  parameters: {
    weight: {
      role: "table",
      alias: "P",
      init: { scheme: "normal", mean: 0, std: 1, scale: 1 },
    },
  },
  isCausal: true,
  shapes: (input) => ({ output: input, parameters: { weight: positionsOf(input) } }),
  place({ x, dx, output, parameters, gradients, allocate }) {
    const [out, dout] = [allocate(output), allocate(output)];
    return {
      out,
      dout,
      forward: [call([out], positionalEmbeddingForward, out, x, parameters.weight!)],
      backward: [call([], positionalEmbeddingBackward, dx, gradients.weight!, dout)],
    };
  },
  pytorch: ({ input: [T, E] }) => ({
    module: `PositionalEmbedding(${T}, ${E})`,
    uses: [POSITIONS],
  }),
  lessons: [
    {
      forward: positionalEmbeddingForward,
      backward: positionalEmbeddingBackward,
      shapes: "x [B, T, E], P [T, E], out [B, T, E]",
      formulas: ["out[i, t] = x[i, t] + P[t]"],
      derivation: [
        ["dx[i, t] = dout[i, t]", "x[i, t] reaches out[i, t] alone, and as it is"],
        ["dP[t] = Σᵢ dout[i, t]", "P[t] is added to every example i"],
      ],
      gradients: ["dx = dout", "dP = Σᵢ dout[i]"],
      tiny: { B: 2, input: [2, 2] },
      exercises: [{
        right: "sum += dout.data[i * T * E + p]",
        wrong: "sum = dout.data[i * T * E + p]",
        hints: [
          "dx is right and dP is not. P[t] is added to every example.",
          "Which gradients does dP[t] have to collect, and which one is left of them at the end of the loop over i?",
        ],
      }],
    },
  ],
};
