/**
 * The hyperbolic tangent, element by element.
 *
 * @module
 */
import { tanh as exactTanh } from "../exact_math.ts";
import type { LayerKind } from "../layer.ts";
import { checkSame, type Tensor } from "../tensor.ts";
import { placeElementwise } from "./elementwise.ts";

/** out = tanh x; both of any one shape. */
export function tanhForward(out: Tensor, x: Tensor): void {
  checkSame({ out, x });
  for (let i = 0; i < out.data.length; i++) out.data[i] = exactTanh(x.data[i]);
}

/** d tanh(x)/dx = 1 − tanh² x, so dx = (1 − out²) dout. */
export function tanhBackward(dx: Tensor, dout: Tensor, out: Tensor): void {
  for (let i = 0; i < dx.data.length; i++) {
    dx.data[i] = (1 - out.data[i] * out.data[i]) * dout.data[i];
  }
}

/** tanh as a layer. */
export const tanh: LayerKind<Record<never, never>> = {
  type: "tanh",
  module: "activation",
  about: "tanh of each number",
  options: {},
  isCausal: true,
  rows: "alike",
  shapes: (input) => ({ output: input }),
  place: placeElementwise(tanhForward, tanhBackward),
  activation: { gain: 5 / 3, range: [-1, 1], isFlat: (h) => Math.abs(h) > 0.97 },
  pytorch: () => ({ module: "nn.Tanh()" }),
  lessons: [
    {
      forward: tanhForward,
      backward: tanhBackward,
      shapes: "x and out of any one shape",
      formulas: ["out = tanh x", "tanh x = (exp(2 x) − 1) / (exp(2 x) + 1)"],
      derivation: [
        ["e = exp(2 x)", "whose slope is 2 e"],
        ["∂out / ∂x = 2 e ((e + 1) − (e − 1)) / (e + 1)²", "the quotient rule"],
        ["∂out / ∂x = 4 e / (e + 1)²", ""],
        ["1 − out² = ((e + 1)² − (e − 1)²) / (e + 1)²", "which is the same: 4 e above the line"],
      ],
      gradients: ["dx = (1 − out²) dout"],
      exercises: [{
        right: "(1 - out.data[i] * out.data[i])",
        wrong: "(1 - out.data[i])",
        hints: [
          "What is the slope of tanh at 0, where out is 0? And at out = −0.9: can it be larger than 1?",
          "The slope is 1 − tanh² x.",
        ],
      }],
    },
  ],
};
