import { assertThrows } from "@std/assert";
import fc from "../../fast_check.ts";
import { createArithmetic } from "../../../core/arithmetic.ts";
import { call, perform } from "../../../core/call.ts";
import { causalMeanBackward, causalMeanForward } from "../../../core/layers/causal_mean.ts";
import { tapsBackward, tapsForward } from "../../../core/layers/conv1d.ts";
import { agree, forAll, Numbers, output, seed, size, testKernels } from "./twins.ts";

const setting = fc.record({
  B: size(5),
  T: size(9),
  K: size(18),
  S: size(4),
  dilation: size(5),
  seed,
});

testKernels("what a convolution's taps see, and the gradient, agree with plain code", (kernels) => {
  forAll(setting, ({ B, T, K, S, dilation, seed }) => {
    const numbers = new Numbers(seed);
    agree(kernels, {
      tensors: {
        ...{ x: numbers.normal(B, T, K), dseen: numbers.normal(B, T, S, K) },
        ...{ seen: output(B, T, S, K), dx: output(B, T, K) },
      },
      writes: { seen: 1, dx: 1 },
      run(arithmetic, { x, dseen, seen, dx }) {
        perform(arithmetic, tapsForward, seen, x, dilation);
        perform(arithmetic, tapsBackward, dx, dseen, dilation);
      },
    });
  });
});

testKernels("means of the past and their gradient agree with plain code", (kernels) => {
  forAll(setting, ({ B, T, K, seed }) => {
    const numbers = new Numbers(seed);
    agree(kernels, {
      tensors: {
        ...{ x: numbers.normal(B, T, K), dout: numbers.normal(B, T, K) },
        ...{ out: output(B, T, K), dx: output(B, T, K) },
      },
      writes: { out: 1, dx: 1 },
      run(arithmetic, { x, dout, out, dx }) {
        perform(arithmetic, causalMeanForward, out, x);
        perform(arithmetic, causalMeanBackward, dx, dout);
      },
    });
  });
});

testKernels("their shapes are checked when they are prepared", (kernels) => {
  const { allocate, prepare } = createArithmetic(kernels, 2 ** 16);
  const [seen, x] = [[2, 3, 2, 4], [2, 3, 5]].map(allocate);
  assertThrows(
    () => prepare(call([], tapsForward, seen, x, 1)),
    TypeError,
    "x has shape [2, 3, 5], wanted [2, 3, 4]",
  );
});
