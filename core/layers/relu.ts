/**
 * The rectified linear unit, element by element.
 *
 * @module
 */
import type { LayerKind } from "../layer.ts";
import { checkSame, type Tensor } from "../tensor.ts";
import { placeElementwise } from "./elementwise.ts";

/** out = max(0, x); NaN stays NaN. */
export function reluForward(out: Tensor, x: Tensor): void {
  checkSame({ out, x });
  for (let i = 0; i < out.data.length; i++) out.data[i] = x.data[i] < 0 ? 0 : x.data[i];
}

/** d relu(x)/dx is 1 where x > 0, which is where out > 0, else 0 (at 0 too, as in PyTorch). */
export function reluBackward(dx: Tensor, dout: Tensor, out: Tensor): void {
  for (let i = 0; i < dx.data.length; i++) dx.data[i] = out.data[i] > 0 ? dout.data[i] : 0;
}

/** ReLU as a layer. */
export const relu: LayerKind<Record<never, never>> = {
  type: "relu",
  module: "activation",
  about: "0 for each negative number",
  options: {},
  isCausal: true,
  rows: "alike",
  shapes: (input) => ({ output: input }),
  place: placeElementwise(reluForward, reluBackward),
  activation: { gain: Math.sqrt(2), isFlat: (h) => h === 0 },
  pytorch: () => ({ module: "nn.ReLU()" }),
  lessons: [
    {
      forward: reluForward,
      backward: reluBackward,
      shapes: "x and out of any one shape",
      formulas: ["out = x, where x > 0", "out = 0, where it is not"],
      derivation: [
        ["∂out / ∂x = 1", "where x > 0, which is where out > 0"],
        [
          "∂out / ∂x = 0",
          "where x < 0; at 0 itself there is no slope, and 0 is taken, as PyTorch does",
        ],
      ],
      gradients: ["dx = dout, where out > 0", "dx = 0, where it is not"],
      exercises: [{
        right: "out.data[i] > 0 ? dout.data[i] : 0",
        wrong: "dout.data[i]",
        hints: [
          "Look where out is 0. How much does out move there when x moves a little?",
          "A unit that is off passes nothing on, and nothing back.",
        ],
      }],
    },
  ],
};
