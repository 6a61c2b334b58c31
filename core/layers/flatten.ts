/**
 * Rows side by side: the same numbers in another shape, and so there is nothing to compute.
 *
 * @module
 */
import type { LayerKind } from "../layer.ts";
import { sizeOf } from "../tensor.ts";
import { placeView } from "./view.ts";

/** The numbers of all positions side by side: a layer that computes nothing. */
export const flatten: LayerKind<Record<never, never>> = {
  type: "flatten",
  module: "flatten",
  isNumbered: false,
  about: "all numbers of an example side by side: [T, E] becomes [T·E]",
  options: {},
  rows: "view",
  shapes: (input) => ({ output: [sizeOf(input)] }),
  place: placeView,
  pytorch: () => ({ module: "nn.Flatten()" }),
  lessons: [
    {
      shapes: "x [B, T, E], out [B, T·E]",
      formulas: ["out = x, all positions of an example in one row"],
      derivation: [[
        "",
        "No number changes or moves: out is x, seen in another shape. So there is no code to derive.",
      ]],
      gradients: ["dx = dout, in the shape of x"],
    },
  ],
};
