/**
 * A residual path (He et al. 2015, https://arxiv.org/abs/1512.03385): what layers make of x is added to x.
 *
 * @module
 */
import { call } from "../call.ts";
import { layer, type LayerSpec } from "../layer.ts";
import { checkSame, type Tensor } from "../tensor.ts";

/**
 * out = x + fx
 *
 * @param fx what the layers inside make of x; all of any one shape
 */
export function residualForward(out: Tensor, x: Tensor, fx: Tensor): void {
  checkSame({ out, x, fx });
  for (let i = 0; i < out.data.length; i++) out.data[i] = x.data[i] + fx.data[i];
}

/**
 * x reaches out by itself and through the layers inside, which are given dout as it is: dx = dout + dxInside.
 *
 * @param dxInside what comes back through the layers inside
 */
export function residualBackward(dx: Tensor, dout: Tensor, dxInside: Tensor): void {
  checkSame({ dx, dout, dxInside });
  for (let i = 0; i < dx.data.length; i++) dx.data[i] = dout.data[i] + dxInside.data[i];
}

export const residual = layer<{ layers: readonly LayerSpec[] }>({
  type: "residual",
  module: "residual",
  about: "what the layers inside make of their input, added to it",
  options: { layers: { kind: "layers", about: "the layers inside; they keep the shape" } },
  shapes(input, _options, _setting, inner = input) {
    const [comes, goes] = [input, inner].map((shape) => `[${shape.join(", ")}]`);
    if (comes !== goes) {
      throw new TypeError(`${comes} comes in, and the layers inside make ${goes} of it`);
    }
    return { output: input };
  },
  place({ x, dx, output, allocate, inner }) {
    const out = allocate(output);
    const dxInside = allocate(x.shape);
    // The gradient by what the layers inside put out is that by the sum: one tensor serves both.
    const { out: fx, dout, forward, backward, infer } = inner(x, dxInside);
    const sum = call([], residualForward, out, x, fx);
    return {
      out,
      dout,
      forward: [...forward, sum],
      infer: [...infer ?? forward, sum],
      backward: [...backward, call([], residualBackward, dx, dout, dxInside)],
    };
  },
  lessons: [
    {
      forward: residualForward,
      backward: residualBackward,
      shapes: "x, f and out of any one shape; f is what the layers inside make of x",
      formulas: ["out = x + f(x)"],
      derivation: [
        ["df = dout", "the layers inside are given the gradient as it is, and go back from there"],
        [
          "dx = dout + dinside",
          "x is used twice: as it is, and by the layers inside, whose gradient by x is dinside",
        ],
      ],
      gradients: ["dx = dout + dinside"],
    },
  ],
});
