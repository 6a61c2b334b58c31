import { assert } from "@std/assert";
import fc from "../../fast_check.ts";
import { type Arithmetic, createArithmetic, plainArithmetic } from "../../../core/arithmetic.ts";
import { perform } from "../../../core/call.ts";
import { dropoutBackward, dropoutForward } from "../../../core/layers/dropout.ts";
import { identity } from "../../../core/layers/identity.ts";
import { geluBackward, geluForward } from "../../../core/layers/gelu.ts";
import { leakyReluBackward, leakyReluForward } from "../../../core/layers/leaky_relu.ts";
import { reluBackward, reluForward } from "../../../core/layers/relu.ts";
import { sigmoidBackward, sigmoidForward } from "../../../core/layers/sigmoid.ts";
import { siluBackward, siluForward } from "../../../core/layers/silu.ts";
import { tanhBackward, tanhForward } from "../../../core/layers/tanh.ts";
import type { Tensor } from "../../../core/tensor.ts";
import {
  agree,
  forAll,
  type KernelName,
  Numbers,
  output,
  seed,
  size,
  testKernels,
  times,
} from "./twins.ts";

const shapes = fc.record({ B: size(40), H: size(70), scale: fc.constantFrom(0.01, 1, 10), seed });

const PAIRS = {
  tanh: [tanhForward, tanhBackward],
  relu: [reluForward, reluBackward],
  sigmoid: [sigmoidForward, sigmoidBackward],
} as const;

function check(kernels: KernelName, activation: keyof typeof PAIRS, tolerance: number) {
  const [forward, backward] = PAIRS[activation];
  forAll(shapes, ({ B, H, scale, seed }) => {
    const numbers = new Numbers(seed);
    const x = times(scale, numbers.normal(B, H));
    agree(
      kernels,
      {
        tensors: { x, out: output(B, H), dout: numbers.normal(B, H), dx: output(B, H) },
        writes: { out: Math.min(scale, 1), dx: 1 },
        run: (arithmetic, { x, out, dout, dx }) => {
          perform(arithmetic, forward, out, x);
          perform(arithmetic, backward, dx, dout, out);
        },
      },
      tolerance,
    );
  });
}

testKernels("tanh and its gradient agree with their plain twins", (kernels) => {
  check(kernels, "tanh", 1e-6);
});

testKernels("relu and its gradient are those of their plain twins", (kernels) => {
  check(kernels, "relu", 0);
});

testKernels("the logistic function and its gradient agree with their plain twins", (kernels) => {
  check(kernels, "sigmoid", 1e-6);
});

/** The same of an activation whose backward pass needs what came in. */
function checkOnInput<Given extends unknown[]>(
  kernels: KernelName,
  forward: (out: Tensor, x: Tensor, ...given: Given) => void,
  backward: (dx: Tensor, dout: Tensor, x: Tensor, ...given: Given) => void,
  ...given: Given
) {
  forAll(shapes, ({ B, H, scale, seed }) => {
    const numbers = new Numbers(seed);
    const x = times(scale, numbers.normal(B, H));
    agree(kernels, {
      tensors: { x, out: output(B, H), dout: numbers.normal(B, H), dx: output(B, H) },
      writes: { out: Math.min(scale, 1), dx: 1 },
      run: (arithmetic, { x, out, dout, dx }) => {
        perform<[Tensor, Tensor, ...Given], void>(arithmetic, forward, out, x, ...given);
        perform<[Tensor, Tensor, Tensor, ...Given], void>(
          arithmetic,
          backward,
          dx,
          dout,
          x,
          ...given,
        );
      },
    });
  });
}

testKernels("silu and its gradient agree with their plain twins", (kernels) => {
  checkOnInput(kernels, siluForward, siluBackward);
});

for (const approximate of ["none", "tanh"] as const) {
  testKernels(`gelu (${approximate}) and its gradient agree with their plain twins`, (kernels) => {
    checkOnInput(kernels, geluForward, geluBackward, approximate);
  });
}

testKernels("leaky relu and its gradient agree with their plain twins", (kernels) => {
  for (const slope of [0, 0.01, -1.5]) {
    checkOnInput(kernels, leakyReluForward, leakyReluBackward, slope);
  }
});

testKernels("dropout and its gradient are those of their plain twins", (kernels) => {
  forAll(shapes, ({ B, H, scale, seed }) => {
    const numbers = new Numbers(seed);
    const [x, mask] = [times(scale, numbers.normal(B, H)), numbers.normal(B, H)];
    mask.data.forEach((x, i) => mask.data[i] = x > 0 ? 1.25 : 0);
    agree(kernels, {
      tensors: {
        ...{ x, mask, out: output(B, H), same: output(B, H) },
        ...{ dout: numbers.normal(B, H), dx: output(B, H) },
      },
      writes: { out: 1, same: 1, dx: 1 },
      run: (arithmetic, { x, mask, out, same, dout, dx }) => {
        perform(arithmetic, dropoutForward, out, mask, x);
        perform(arithmetic, identity, same, x);
        perform(arithmetic, dropoutBackward, dx, dout, mask);
      },
    }, 0);
  });
});

testKernels("activations of what is no ordinary number are those of plain code", (kernels) => {
  const points = [0, -0, 1e-30, -1e-30, 20, -20, 1e20, -1e20, 3e38, -3e38];
  const special = [...points, Infinity, -Infinity, NaN];
  const of = (arithmetic: Arithmetic) => {
    const make = () => arithmetic.allocate([special.length]);
    const [x, dout] = [make(), make()];
    x.data.set(special);
    dout.data.fill(0.5);
    const outs = Array.from({ length: 10 }, make);
    const [a, b, c, d, e, f, g, h, i, j] = outs;
    perform(arithmetic, sigmoidForward, a, x);
    perform(arithmetic, sigmoidBackward, b, dout, a);
    perform(arithmetic, siluForward, c, x);
    perform(arithmetic, siluBackward, d, dout, x);
    perform(arithmetic, geluForward, e, x, "none");
    perform(arithmetic, geluBackward, f, dout, x, "none");
    perform(arithmetic, geluForward, g, x, "tanh");
    perform(arithmetic, geluBackward, h, dout, x, "tanh");
    perform(arithmetic, leakyReluForward, i, x, 0.01);
    perform(arithmetic, leakyReluBackward, j, dout, x, 0.01);
    return outs.map(({ data }) => Array.from(data, (x) => x + 0));
  };
  const wanted = of(plainArithmetic());
  of(createArithmetic(kernels, 2 ** 16)).forEach((found, layer) =>
    found.forEach((y, i) => {
      const plain = wanted[layer][i];
      const isSame = Object.is(y, plain) || Math.abs(y - plain) <= 2e-7 * Math.abs(plain) + 1e-15;
      assert(isSame, `${layer}: ${special[i]} becomes ${y}, and ${plain} in plain code`);
    })
  );
});
