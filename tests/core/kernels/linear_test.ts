import { perform } from "../../../core/call.ts";
import { linearBackward, linearForward } from "../../../core/layers/linear.ts";
import { assertThrows } from "@std/assert";
import fc from "fast-check";
import { createArithmetic } from "../../../core/arithmetic.ts";
import { agree, forAll, Numbers, output, seed, size, testKernels } from "./twins.ts";

const shapes = fc.record({ B: size(40), K: size(70), N: size(70), bias: fc.boolean(), seed });

testKernels("x W + b agrees with its plain twin", (kernels) => {
  forAll(shapes, ({ B, K, N, bias, seed }) => {
    const numbers = new Numbers(seed);
    agree(kernels, {
      tensors: {
        x: numbers.normal(B, K),
        W: numbers.normal(K, N),
        b: numbers.normal(N),
        out: output(B, N),
      },
      writes: { out: Math.sqrt(K) },
      run: (arithmetic, { x, W, b, out }) =>
        perform(arithmetic, linearForward, out, x, W, bias ? b : null),
    });
  });
});

testKernels("the gradients of x W + b agree with their plain twins", (kernels) => {
  forAll(shapes, ({ B, K, N, bias, seed }) => {
    const numbers = new Numbers(seed);
    agree(kernels, {
      tensors: {
        x: numbers.normal(B, K),
        W: numbers.normal(K, N),
        dout: numbers.normal(B, N),
        dx: output(B, K),
        dW: output(K, N),
        db: output(N),
      },
      writes: { dx: Math.sqrt(N), dW: Math.sqrt(B), ...bias && { db: Math.sqrt(B) } },
      run: (arithmetic, { x, W, dout, dx, dW, db }) =>
        perform(arithmetic, linearBackward, dx, dW, bias ? db : null, dout, x, W),
    });
  });
});

testKernels("a product of sizes that do not fit is refused", (kernels) => {
  const arithmetic = createArithmetic(kernels, 2 ** 16);
  const [out, x, W] = [[2, 4], [2, 3], [5, 4]].map(arithmetic.allocate);
  assertThrows(
    () => perform(arithmetic, linearForward, out, x, W, null),
    TypeError,
    "W has shape [5, 4]",
  );
});
