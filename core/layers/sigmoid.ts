/**
 * The logistic function (PyTorch's nn.Sigmoid), which the gates of gru.ts and lstm.ts are made of.
 *
 * @module
 */
import type { LayerKind } from "../layer.ts";
import { placeElementwise } from "./elementwise.ts";
import { exp } from "../exact_math.ts";
import type { Tensor } from "../tensor.ts";

/** σ(x) = 1 / (1 + exp(−x)) */
export function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}

/** out = σ(x); both of any one shape. */
export function sigmoidForward(out: Tensor, x: Tensor): void {
  for (let i = 0; i < out.data.length; i++) out.data[i] = sigmoid(x.data[i]);
}

/** dσ(x)/dx = exp(−x) / (1 + exp(−x))² = σ(x) (1 − σ(x)), so dx = out (1 − out) dout. */
export function sigmoidBackward(dx: Tensor, dout: Tensor, out: Tensor): void {
  for (let i = 0; i < dx.data.length; i++) {
    dx.data[i] = out.data[i] * (1 - out.data[i]) * dout.data[i];
  }
}

/** The sigmoid as a layer. */
export const sigmoidLayer: LayerKind<Record<never, never>> = {
  type: "sigmoid",
  module: "activation",
  about: "1 / (1 + exp(−x)) of each number",
  options: {},
  isCausal: true,
  rows: "alike",
  shapes: (input) => ({ output: input }),
  place: placeElementwise(sigmoidForward, sigmoidBackward, { isRounded: true }),
  activation: { gain: 1, range: [0, 1], isFlat: (h) => h < 0.015 || h > 0.985 },
  pytorch: () => ({ module: "nn.Sigmoid()" }),
  lessons: [
    {
      forward: sigmoidForward,
      backward: sigmoidBackward,
      shapes: "x and out of any one shape",
      formulas: ["out = 1 / (1 + exp(−x))"],
      derivation: [
        [
          "∂out / ∂x = exp(−x) / (1 + exp(−x))²",
          "the chain rule: −1 from the quotient, −1 from −x",
        ],
        ["1 − out = exp(−x) / (1 + exp(−x))", "so that it is out times this"],
      ],
      gradients: ["dx = out (1 − out) dout"],
      exercises: [{
        right: "out.data[i] * (1 - out.data[i]) * dout.data[i]",
        wrong: "out.data[i] * dout.data[i]",
        hints: [
          "Where x is large, σ(x) is 1 and flat. What does this line give there?",
          "The slope of σ is largest in the middle, ¼, and goes to 0 at both ends.",
        ],
      }],
    },
  ],
};
