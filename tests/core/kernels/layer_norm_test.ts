import { assertThrows } from "@std/assert";
import fc from "../../fast_check.ts";
import { createArithmetic } from "../../../core/arithmetic.ts";
import { call, perform } from "../../../core/call.ts";
import { layerNormBackward, layerNormForward } from "../../../core/layers/layer_norm.ts";
import { agree, forAll, Numbers, output, seed, size, testKernels } from "./twins.ts";

const setting = fc.record({
  B: size(9),
  T: size(5),
  // Two numbers that happen to be near to each other magnify how their mean is rounded.
  H: size(70, 3),
  hasBias: fc.boolean(),
  epsilon: fc.constantFrom(1e-5, 0.1),
  seed,
});

testKernels("layer norm and its gradients agree with their plain twins", (kernels) => {
  forAll(setting, ({ B, T, H, hasBias, epsilon, seed }) => {
    const numbers = new Numbers(seed);
    const x = numbers.normal(B, T, H);
    // Far enough apart, whatever is drawn.
    x.data.forEach((_, i) => x.data[i] += i % H % 3);
    agree(kernels, {
      tensors: {
        ...{ x, gain: numbers.normal(H), bias: numbers.normal(H), dout: numbers.normal(B, T, H) },
        ...{ out: output(B, T, H), xhat: output(B, T, H), invStd: output(B, T) },
        ...{ dx: output(B, T, H), dgain: output(H), dbias: output(H) },
      },
      writes: {
        ...{ out: 1, xhat: 1, invStd: 1, dx: 10, dgain: Math.sqrt(B * T) },
        ...hasBias && { dbias: Math.sqrt(B * T) },
      },
      run(arithmetic, { x, gain, bias, dout, out, xhat, invStd, dx, dgain, dbias }) {
        const [cache, b, db] = [{ xhat, invStd }, hasBias ? bias : null, hasBias ? dbias : null];
        perform(arithmetic, layerNormForward, out, cache, x, gain, b, epsilon);
        perform(arithmetic, layerNormBackward, dx, dgain, db, dout, cache, gain);
      },
    }, 5e-6);
  });
});

testKernels("rows of one number, or all alike, are normalized to 0", (kernels) => {
  for (const H of [1, 5]) {
    const x = output(3, H);
    agree(kernels, {
      tensors: {
        ...{ x, gain: new Numbers(1).normal(H), dout: new Numbers(2).normal(3, H) },
        ...{ out: output(3, H), xhat: output(3, H), invStd: output(3) },
        ...{ dx: output(3, H), dgain: output(H) },
      },
      writes: { out: 1, xhat: 1, invStd: 1, dx: 1000, dgain: 1 },
      run(arithmetic, { x, gain, dout, out, dx, dgain, ...cache }) {
        perform(arithmetic, layerNormForward, out, cache, x, gain, null, 1e-5);
        perform(arithmetic, layerNormBackward, dx, dgain, null, dout, cache, gain);
      },
    });
  }
});

testKernels("layer norm's shapes are checked when it is prepared", (kernels) => {
  const arithmetic = createArithmetic(kernels, 2 ** 16);
  const [out, xhat, x, short, gain] = [[3, 4], [3, 4], [3, 4], [2], [4]].map(arithmetic.allocate);
  const prepare = () =>
    arithmetic.prepare(
      call([], layerNormForward, out, { xhat, invStd: short }, x, gain, null, 0.1),
    );
  assertThrows(prepare, TypeError, "invStd has shape [2], wanted 3 numbers");
});
