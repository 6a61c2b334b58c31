/**
 * The mean of what came so far: makemore's bag of words (CausalBoW). It is attention that heeds all of the past alike,
 * without parameters.
 *
 * @module
 */
import { call } from "../call.ts";
import type { LayerKind } from "../layer.ts";
import { positionsOf } from "./positions.ts";
import { checkShape, type Tensor } from "../tensor.ts";

/**
 * out[i, t] = (x[i, 0] + … + x[i, t]) / (t + 1)
 *
 * @param out [B, T, E]
 * @param x [B, T, E]
 * @throws TypeError where shapes do not fit
 */
export function causalMeanForward(out: Tensor, x: Tensor): void {
  const [B, T, E] = x.shape;
  checkShape("out", out, B, T, E);
  for (let i = 0; i < B; i++) {
    for (let e = 0; e < E; e++) {
      let sum = 0;
      for (let t = 0; t < T; t++) {
        const at = (i * T + t) * E + e;
        sum += x.data[at];
        out.data[at] = sum / (t + 1);
      }
    }
  }
}

/**
 * x[i, s] is a share 1 / (t + 1) of every out[i, t] with t ≥ s, so dx[i, s] = Σ dout[i, t] / (t + 1) over t = s … T −
 * 1: a sum that is taken from behind.
 *
 * @param dx [B, T, E]
 * @param dout [B, T, E]
 */
export function causalMeanBackward(dx: Tensor, dout: Tensor): void {
  const [B, T, E] = dout.shape;
  for (let i = 0; i < B; i++) {
    for (let e = 0; e < E; e++) {
      let sum = 0;
      for (let t = T - 1; t >= 0; t--) {
        const at = (i * T + t) * E + e;
        sum += dout.data[at] / (t + 1);
        dx.data[at] = sum;
      }
    }
  }
}

/** In PyTorch. */
const CAUSAL_MEAN = `class CausalMean(nn.Module):
    def forward(self, x):
        count = torch.arange(1, x.shape[1] + 1, device=x.device)
        return x.cumsum(1) / count[:, None]`;

/** The mean of the past as a layer. */
export const causalMean: LayerKind<Record<never, never>> = {
  type: "causalMean",
  module: "mean",
  about: "at each position the mean of what stands there and before",
  options: {},
  isCausal: true,
  shapes(input) {
    positionsOf(input);
    return { output: input };
  },
  place({ x, dx, output, allocate }) {
    const [out, dout] = [allocate(output), allocate(output)];
    return {
      out,
      dout,
      forward: [call([out], causalMeanForward, out, x)],
      backward: [call([dx], causalMeanBackward, dx, dout)],
    };
  },
  pytorch: () => ({ module: "CausalMean()", uses: [CAUSAL_MEAN] }),
  lessons: [
    {
      forward: causalMeanForward,
      backward: causalMeanBackward,
      shapes: "x and out [B, T, E]; positions t from 0",
      formulas: ["out[t] = Σ[s ≤ t] x[s] / (t + 1)"],
      derivation: [
        ["∂out[t] / ∂x[s] = 1 / (t + 1)", "for every t ≥ s; what comes before does not see x[s]"],
        [
          "dx[s] = Σ[t ≥ s] dout[t] / (t + 1)",
          "and their gradients are added, which is one sum taken from behind",
        ],
      ],
      gradients: ["dx[s] = Σ[t ≥ s] dout[t] / (t + 1)"],
      tiny: { B: 2, input: [3, 1] },
      exercises: [{
        right: "sum += dout.data[at] / (t + 1);",
        wrong: "sum += dout.data[at];",
        hints: [
          "The first position is right only by accident: what is its t + 1?",
          "out[t] is a mean over t + 1 positions.",
        ],
      }],
    },
  ],
};
