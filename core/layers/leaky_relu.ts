/**
 * Relu that lets a little of what is negative through (Maas, Hannun & Ng 2013; PyTorch's nn.LeakyReLU), so that no unit
 * is dead.
 *
 * @module
 */
import type { LayerKind } from "../layer.ts";
import { placeOnInput } from "./elementwise.ts";
import type { Tensor } from "../tensor.ts";

/**
 * out = x where x > 0, else negativeSlope · x; NaN stays NaN. Both of any one shape.
 *
 * @param negativeSlope PyTorch's default: 0.01
 */
export function leakyReluForward(out: Tensor, x: Tensor, negativeSlope: number): void {
  for (let i = 0; i < out.data.length; i++) {
    out.data[i] = x.data[i] > 0 ? x.data[i] : negativeSlope * x.data[i];
  }
}

/** The slope is 1 where x > 0, else negativeSlope (at 0 too, as in PyTorch), so dx = slope · dout. */
export function leakyReluBackward(
  dx: Tensor,
  dout: Tensor,
  x: Tensor,
  negativeSlope: number,
): void {
  for (let i = 0; i < dx.data.length; i++) {
    dx.data[i] = x.data[i] > 0 ? dout.data[i] : negativeSlope * dout.data[i];
  }
}

/** Leaky ReLU as a layer. */
export const leakyRelu: LayerKind<{ negativeSlope: number }> = {
  type: "leakyRelu",
  module: "activation",
  about: "each number, but a small share of it where it is negative",
  options: {
    negativeSlope: { kind: "number", default: 0.01, about: "that share" },
  },
  isCausal: true,
  rows: "alike",
  shapes: (input) => ({ output: input }),
  place: placeOnInput(
    leakyReluForward,
    leakyReluBackward,
    ({ negativeSlope }) => [negativeSlope],
  ),
  // √(2 / (1 + negativeSlope²)) of the default's.
  activation: { gain: Math.sqrt(2 / (1 + 0.01 * 0.01)) },
  pytorch: ({ options: { negativeSlope } }) => ({ module: `nn.LeakyReLU(${negativeSlope})` }),
  lessons: [
    {
      forward: leakyReluForward,
      backward: leakyReluBackward,
      shapes: "x and out of any one shape; a is the negative slope",
      formulas: ["out = x, where x > 0", "out = a x, where it is not"],
      derivation: [
        ["∂out / ∂x = 1", "where x > 0"],
        [
          "∂out / ∂x = a",
          "where x < 0; at 0 itself there is no slope, and a is taken, as PyTorch does",
        ],
      ],
      gradients: ["dx = dout, where x > 0", "dx = a dout, where it is not"],
      tiny: { options: { negativeSlope: 0.1 } },
      exercises: [{
        right: "negativeSlope * dout.data[i]",
        wrong: "0",
        hints: [
          "This is the backward function of another layer. Which?",
          "Where x is negative, out is a x. So out moves by a for each unit of x.",
        ],
      }],
    },
  ],
};
