/**
 * x times the probability that a standard normal number is below it (Hendrycks & Gimpel 2016,
 * https://arxiv.org/abs/1606.08415; PyTorch's nn.GELU), and the approximation by tanh that makemore's and GPT-2's
 * NewGELU is.
 *
 * @module
 */
import type { LayerKind } from "../layer.ts";
import { placeOnInput } from "./elementwise.ts";
import { erf, exp, tanh } from "../exact_math.ts";
import type { Tensor } from "../tensor.ts";

/** PyTorch's `approximate`. */
export type GeluApproximation = "none" | "tanh";

/** √(2/π), and the share of x³ that fits tanh to erf. */
const [SCALE, CUBIC] = [Math.sqrt(2 / Math.PI), 0.044715];

/**
 *     none: out = x Φ(x), Φ(x) = ½ (1 + erf(x / √2))
 *     tanh: out = ½ x (1 + tanh u), u = √(2/π) (x + 0.044715 x³)
 *
 * Both of any one shape.
 */
export function geluForward(out: Tensor, x: Tensor, approximate: GeluApproximation): void {
  for (let i = 0; i < out.data.length; i++) {
    const z = x.data[i];
    out.data[i] = approximate === "none"
      ? z * 0.5 * (1 + erf(z * Math.SQRT1_2))
      : 0.5 * z * (1 + tanh(SCALE * (z + CUBIC * z * z * z)));
  }
}

/**
 *     none: dx = (Φ(x) + x φ(x)) dout, φ(x) = dΦ(x)/dx = exp(−x²/2) / √(2π)
 *     tanh: dx = ½ (1 + tanh u + x (1 − tanh² u) du/dx) dout, du/dx = √(2/π) (1 + 3 · 0.044715 x²)
 */
export function geluBackward(
  dx: Tensor,
  dout: Tensor,
  x: Tensor,
  approximate: GeluApproximation,
): void {
  for (let i = 0; i < dx.data.length; i++) {
    const z = x.data[i];
    if (approximate === "none") {
      const below = 0.5 * (1 + erf(z * Math.SQRT1_2));
      const density = 0.5 * SCALE * exp(-0.5 * z * z);
      dx.data[i] = (below + z * density) * dout.data[i];
    } else {
      const t = tanh(SCALE * (z + CUBIC * z * z * z));
      const slope = SCALE * (1 + 3 * CUBIC * z * z);
      dx.data[i] = 0.5 * (1 + t + z * (1 - t * t) * slope) * dout.data[i];
    }
  }
}

/** GELU as a layer. */
export const gelu: LayerKind<{ approximate: GeluApproximation }> = {
  type: "gelu",
  module: "activation",
  about: "each number times the probability that a standard normal one is below it",
  options: {
    approximate: {
      kind: "choice",
      of: ["none", "tanh"],
      default: "none",
      about: "tanh: the approximation of GPT-2 and makemore's NewGELU",
    },
  },
  isCausal: true,
  rows: "alike",
  shapes: (input) => ({ output: input }),
  place: placeOnInput(geluForward, geluBackward, ({ approximate }) => [approximate]),
  activation: { gain: 1 },
  pytorch: ({ options: { approximate } }) => ({
    module: `nn.GELU(approximate="${approximate}")`,
  }),
  lessons: [
    {
      forward: geluForward,
      backward: geluBackward,
      shapes: "x and out of any one shape",
      formulas: [
        "out = x Φ(x), with “none”: Φ(x) is the probability that a standard normal number is below x",
        "out = ½ x (1 + tanh(u)), with “tanh”",
        "u = √(2 / π) (x + 0.044715 x³)",
      ],
      derivation: [
        [
          "∂out / ∂x = Φ(x) + x φ(x)",
          "“none”: the product rule, with the slope of Φ, the normal density",
        ],
        ["φ(x) = exp(−x² / 2) / √(2 π)", ""],
        [
          "∂out / ∂x = ½ (1 + tanh(u)) + ½ x (1 − tanh(u)²) ∂u / ∂x",
          "“tanh”: the product rule, the slope of tanh, and the chain rule",
        ],
        ["∂u / ∂x = √(2 / π) (1 + 3 · 0.044715 x²)", ""],
      ],
      gradients: [
        "dx = (Φ(x) + x φ(x)) dout, with “none”",
        "dx = ½ (1 + tanh(u) + x (1 − tanh(u)²) ∂u / ∂x) dout, with “tanh”",
      ],
      scope: { SCALE, CUBIC, erf, exp, tanh },
      exercises: [{
        right: "(below + z * density) * dout.data[i]",
        wrong: "below * dout.data[i]",
        hints: [
          "out is a product of two that both depend on x.",
          "The product rule has two terms. Φ(x) · 1 is there.",
          "The other is x times the slope of Φ, and that slope is the density.",
        ],
      }, {
        right: "(1 + t + z * (1 - t * t) * slope)",
        wrong: "(1 + t + z * (1 - t * t))",
        options: { approximate: "tanh" },
        hints: [
          "This one is in the other branch: choose “tanh” above.",
          "tanh u, and u depends on x: the chain rule has a factor that is missing.",
          "∂u / ∂x is called `slope` here.",
        ],
      }],
    },
  ],
};
