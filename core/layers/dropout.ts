/**
 * Dropout (Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html; PyTorch's nn.Dropout): in training,
 * each number is set to 0 with probability p, and what is left is made larger so that the mean stays. In evaluation it
 * does nothing.
 *
 * @module
 */
import { call } from "../call.ts";
import { identity } from "./identity.ts";
import type { LayerKind } from "../layer.ts";
import type { TorchGenerator } from "../random/torch.ts";
import { roundingOf, type Tensor } from "../tensor.ts";

/**
 * Draws which numbers stay: mask = 1 / (1 − p) with probability 1 − p, else 0.
 *
 * The stream is that of PyTorch's `bernoulli_` on the CPU: a uniform float64 a number, in float32 too, however many
 * there are; p of 0 or 1 draws nothing. (A PyTorch that is built with Intel's MKL and runs on an Intel processor seeds
 * MKL's own stream from the generator instead.)
 *
 * @param mask of any shape
 * @param p the probability of 0, from 0 to 1; PyTorch's default: 0.5
 */
export function drawDropoutMask(mask: Tensor, p: number, generator: TorchGenerator): void {
  if (p === 0 || p === 1) {
    mask.data.fill(1 - p);
    return;
  }
  const kept = roundingOf(mask.data)(1 / roundingOf(mask.data)(1 - p));
  for (let i = 0; i < mask.data.length; i++) {
    mask.data[i] = generator.uniformFloat64() < 1 - p ? kept : 0;
  }
}

/** out = mask · x, all of any one shape. */
export function dropoutForward(out: Tensor, mask: Tensor, x: Tensor): void {
  for (let i = 0; i < out.data.length; i++) out.data[i] = mask.data[i] * x.data[i];
}

/** dx = mask · dout: what was dropped reaches nothing. */
export function dropoutBackward(dx: Tensor, dout: Tensor, mask: Tensor): void {
  for (let i = 0; i < dx.data.length; i++) dx.data[i] = mask.data[i] * dout.data[i];
}

/** Dropout as a layer. */
export const dropout: LayerKind<{ p: number }> = {
  type: "dropout",
  module: "dropout",
  about: "in training, each number is 0 with probability p, and the others are larger for it",
  options: {
    p: { kind: "number", default: 0.5, min: 0, max: 1, about: "the probability of 0" },
  },
  title: ({ p }) => `dropout of ${p}`,
  shapes: (input) => ({ output: input }),
  place({ x, dx, output, options: { p }, allocate }) {
    const [out, dout, mask] = [allocate(output), allocate(output), allocate(output)];
    mask.data.fill(1);
    return {
      out,
      dout,
      cache: { mask },
      draw: (generator) => drawDropoutMask(mask, p, generator),
      forward: [call([out], dropoutForward, out, mask, x)],
      infer: [call([], identity, out, x)],
      backward: [call([dx], dropoutBackward, dx, dout, mask)],
    };
  },
  pytorch: ({ options: { p } }) => ({ module: `nn.Dropout(${p})` }),
  lessons: [
    {
      forward: dropoutForward,
      backward: dropoutBackward,
      shapes: "x, mask and out of any one shape",
      formulas: [
        "mask = 1 / (1 − p), with probability 1 − p",
        "mask = 0, with probability p",
        "out = mask · x",
      ],
      derivation: [
        [
          "∂out / ∂x = mask",
          "the mask is drawn, and does not depend on x: what was dropped reaches nothing",
        ],
      ],
      gradients: ["dx = mask · dout"],
      exercises: [{
        right: "mask.data[i] * dout.data[i]",
        wrong: "dout.data[i]",
        hints: [
          "What was dropped in the forward pass: how much does it move out?",
          "What was kept was made larger. So is its gradient.",
        ],
      }],
    },
  ],
};
