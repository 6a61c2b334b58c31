/**
 * Convolution over time that sees only the past, with holes if asked: the layer of WaveNet (van den Oord et al. 2016,
 * https://arxiv.org/abs/1609.03499). What each position sees is laid side by side here, and a linear layer does the
 * rest. PyTorch says the whole as F.conv1d(F.pad(x, [dilation · (kernelSize − 1), 0]), weight, bias,
 * dilation=dilation).
 *
 * @module
 */
import { call } from "../call.ts";
import type { LayerKind } from "../layer.ts";
import { linearBackward, linearForward } from "./linear.ts";
import { rowsOf, view } from "../tensor.ts";
import { positionsOf } from "./positions.ts";
import { checkShape, type Tensor } from "../tensor.ts";

/**
 *     seen[i, t, j] = x[i, t − dilation · (S − 1 − j)], j = 0 … S − 1; what lies before the first position is 0
 *
 * The last of the S taps sees the position itself, so that nothing sees what is to be predicted from it.
 *
 * @param seen [B, T, S, K], S the kernel's size
 * @param x [B, T, K]
 * @param dilation how many positions the taps are apart; PyTorch's default: 1
 * @throws TypeError where shapes do not fit
 */
export function tapsForward(seen: Tensor, x: Tensor, dilation: number): void {
  const [B, T, S, K] = seen.shape;
  checkShape("x", x, B, T, K);
  for (let i = 0; i < B; i++) {
    for (let t = 0; t < T; t++) {
      for (let j = 0; j < S; j++) {
        const at = t - dilation * (S - 1 - j);
        for (let k = 0; k < K; k++) {
          seen.data[((i * T + t) * S + j) * K + k] = at < 0 ? 0 : x.data[(i * T + at) * K + k];
        }
      }
    }
  }
}

/**
 * Each position is seen by up to S others, by tap j of the one that is dilation · (S − 1 − j) later, and collects the
 * gradients of all of them:
 *
 *     dx[i, t] = Σⱼ dseen[i, t + dilation · (S − 1 − j), j], where there is such a position
 *
 * @param dx [B, T, K]
 * @param dseen [B, T, S, K]
 */
export function tapsBackward(dx: Tensor, dseen: Tensor, dilation: number): void {
  const [B, T, S, K] = dseen.shape;
  for (let i = 0; i < B; i++) {
    for (let t = 0; t < T; t++) {
      for (let k = 0; k < K; k++) {
        let sum = 0;
        for (let j = 0; j < S; j++) {
          const at = t + dilation * (S - 1 - j);
          if (at < T) sum += dseen.data[((i * T + at) * S + j) * K + k];
        }
        dx.data[(i * T + t) * K + k] = sum;
      }
    }
  }
}

/** In PyTorch. */
const CAUSAL_CONV = `class CausalConv1d(nn.Conv1d):
    """Sees what stands at a position and before it. What comes in is [B, T, K]."""

    def forward(self, x):
        before = self.dilation[0] * (self.kernel_size[0] - 1)
        return super().forward(F.pad(x.transpose(1, 2), (before, 0))).transpose(1, 2)`;

/** The convolution as a layer. */
export const conv1d: LayerKind<
  { size: number; kernelSize: number; dilation: number; bias: boolean }
> = {
  type: "conv1d",
  module: "conv",
  absorbs: true,
  about: "a linear layer on what stands at a position and at some before it: [T, K] becomes [T, N]",
  options: {
    size: { kind: "size", default: 64, about: "N" },
    kernelSize: { kind: "size", default: 2, about: "how many positions it sees" },
    dilation: { kind: "size", default: 1, about: "how far these are apart" },
    bias: { kind: "flag", default: true, about: "whether it has b" },
  },
  parameters: {
    weight: {
      role: "matrix",
      alias: "W",
      init: { scheme: "pytorch", scale: 1 },
    },
    bias: { role: "vector", alias: "b", init: { scheme: "pytorch", scale: 1 } },
  },
  title: ({ size, kernelSize, dilation }) =>
    `conv1d of ${size}, kernel ${kernelSize}, dilation ${dilation}`,
  isCausal: true,
  shapes(input, { size: N, kernelSize, bias }) {
    const [T, K] = positionsOf(input);
    return {
      output: [T, N],
      parameters: { weight: [kernelSize, K, N], bias: bias ? [N] : null },
    };
  },
  place(
    { B, x, dx, output, options: { kernelSize: S, dilation }, parameters, gradients, allocate },
  ) {
    const [, T, K] = x.shape;
    const [out, dout] = [allocate(output), allocate(output)];
    const [seen, dseen] = [allocate([B, T, S, K]), allocate([B, T, S, K])];
    const asRows = (tensor: Tensor) => view(tensor, B * T, S * K);
    const asMatrix = (tensor: Tensor) => view(tensor, S * K, output[2]);
    const [W, dW] = [asMatrix(parameters.weight!), asMatrix(gradients.weight!)];
    const [outs, douts, seens, dseens] = [rowsOf(out), rowsOf(dout), asRows(seen), asRows(dseen)];
    return {
      out,
      dout,
      forward: [
        call([], tapsForward, seen, x, dilation),
        call([out], linearForward, outs, seens, W, parameters.bias),
      ],
      backward: [
        call([dseen], linearBackward, dseens, dW, gradients.bias, douts, seens, W),
        call([dx], tapsBackward, dx, dseen, dilation),
      ],
    };
  },
  pytorch: ({ input: [, K], options: { size, kernelSize, dilation, bias } }) => ({
    module: `CausalConv1d(${K}, ${size}, ${kernelSize}, dilation=${dilation}${
      bias ? "" : ", bias=False"
    })`,
    uses: [CAUSAL_CONV],
  }),
  lessons: [
    {
      forward: tapsForward,
      backward: tapsBackward,
      shapes: "x [B, T, K], seen [B, T, S, K], S the kernel’s size, δ the dilation",
      formulas: [
        "seen[i, t, j] = x[i, t − δ (S − 1 − j)], and zero before the first position",
        "out = seen W + b, where the S taps of a position are one row",
      ],
      derivation: [
        ["dseen = dout Wᵀ", "the linear layer on what is seen"],
        [
          "t′ = t + δ (S − 1 − j)",
          "x[i, t] is seen by tap j of the position t′, for each j that has one",
        ],
        ["dx[i, t] = Σⱼ dseen[i, t′, j]", "and collects the gradients of all of them"],
      ],
      gradients: ["dx[i, t] = Σⱼ dseen[i, t + δ (S − 1 − j), j], where there is such a position"],
      tiny: { B: 2, input: [4, 1], options: { size: 2, dilation: 2 } },
      exercises: [{
        right: "sum += dseen.data[((i * T + at) * S + j) * K + k]",
        wrong: "sum = dseen.data[((i * T + at) * S + j) * K + k]",
        hints: [
          "A position is seen by up to S taps of later positions.",
          "dx is the sum of what all these taps bring back. What does this line keep of it?",
        ],
      }, {
        right: "const at = t + dilation * (S - 1 - j);",
        wrong: "const at = t + (S - 1 - j);",
        hints: [
          "Which positions see x[t]? In the picture of a kernel with holes, how far apart are they?",
          "Compare with the forward function: there at = t − dilation · (S − 1 − j). The way back is the same way, the other way round.",
        ],
      }],
    },
  ],
};
