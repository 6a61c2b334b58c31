/**
 * x times its own gate (Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415, there SiLU; also called swish;
 * PyTorch's nn.SiLU).
 *
 * @module
 */
import type { LayerKind } from "../layer.ts";
import { placeOnInput } from "./elementwise.ts";
import type { Tensor } from "../tensor.ts";
import { sigmoid } from "./sigmoid.ts";

/** out = x σ(x); both of any one shape. */
export function siluForward(out: Tensor, x: Tensor): void {
  for (let i = 0; i < out.data.length; i++) out.data[i] = x.data[i] * sigmoid(x.data[i]);
}

/** d(x σ)/dx = σ + x σ (1 − σ), so dx = σ(x) (1 + x (1 − σ(x))) dout. */
export function siluBackward(dx: Tensor, dout: Tensor, x: Tensor): void {
  for (let i = 0; i < dx.data.length; i++) {
    const gate = sigmoid(x.data[i]);
    dx.data[i] = gate * (1 + x.data[i] * (1 - gate)) * dout.data[i];
  }
}

/** SiLU as a layer. */
export const silu: LayerKind<Record<never, never>> = {
  type: "silu",
  module: "activation",
  about: "x σ(x) of each number",
  options: {},
  isCausal: true,
  rows: "alike",
  shapes: (input) => ({ output: input }),
  place: placeOnInput(siluForward, siluBackward, () => []),
  activation: { gain: 1 },
  pytorch: () => ({ module: "nn.SiLU()" }),
  lessons: [
    {
      forward: siluForward,
      backward: siluBackward,
      shapes: "x and out of any one shape",
      formulas: ["out = x σ(x)", "σ(x) = 1 / (1 + exp(−x))"],
      derivation: [
        ["∂σ / ∂x = σ(x) (1 − σ(x))", "the slope of the sigmoid"],
        ["∂out / ∂x = σ(x) + x σ(x) (1 − σ(x))", "the product rule"],
      ],
      gradients: ["dx = σ(x) (1 + x (1 − σ(x))) dout"],
      scope: { sigmoid },
      exercises: [{
        right: "gate * (1 + x.data[i] * (1 - gate)) * dout.data[i]",
        wrong: "gate * dout.data[i]",
        hints: [
          "out = x σ(x) is a product, and both depend on x.",
          "σ(x) · 1 is there. The other term is x times the slope of σ, which is σ (1 − σ).",
        ],
      }],
    },
  ],
};
