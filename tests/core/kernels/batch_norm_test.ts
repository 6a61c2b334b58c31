import { call, perform } from "../../../core/call.ts";
import {
  batchNormBackward,
  batchNormForward,
  batchNormInference,
} from "../../../core/layers/batch_norm.ts";
import { assertThrows } from "@std/assert";
import fc from "../../fast_check.ts";
import { createArithmetic, plainArithmetic } from "../../../core/arithmetic.ts";
import { allocateBatchNormCache, type BatchNormCache } from "../../../core/layers/batch_norm.ts";
import type { Tensor } from "../../../core/tensor.ts";
import { agree, forAll, Numbers, output, seed, size, testKernels } from "./twins.ts";

const setting = fc.record({
  B: size(40, 2),
  H: size(70),
  unbiased: fc.boolean(),
  epsilon: fc.constantFrom(0, 1e-5, 0.1),
  seed,
});
const CONVENTIONS = { momentum: 0.1, running: "var", start: 1 } as const;

/** [B, H] whose columns vary: where one hardly does, 1 / √variance magnifies how its mean is rounded. */
function varied(numbers: Numbers, B: number, H: number): Tensor {
  const x = numbers.normal(B, H);
  for (let i = 0; i < x.data.length; i++) {
    const side = Math.floor(i / H) % 2 === 0 ? 1 : -1;
    x.data[i] = side * (0.5 + Math.abs(x.data[i])) + 0.1 * (i % H % 9);
  }
  return x;
}

testKernels("batch norm agrees with its plain twin", (kernels) => {
  forAll(setting, ({ B, H, seed, ...options }) => {
    const numbers = new Numbers(seed);
    agree(kernels, {
      tensors: {
        x: varied(numbers, B, H),
        gain: numbers.normal(H),
        bias: numbers.normal(H),
        out: output(B, H),
        xhat: output(B, H),
        mean: output(H),
        variance: output(H),
        invStd: output(H),
      },
      writes: { out: 1, xhat: 1, mean: 1, variance: 1, invStd: 1 },
      run: (arithmetic, { out, x, gain, bias, ...cache }) =>
        perform(arithmetic, batchNormForward, out, cache, x, gain, bias, {
          ...CONVENTIONS,
          ...options,
        }),
    });
  });
});

testKernels("batch norm's gradients agree with their plain twins", (kernels) => {
  forAll(setting, ({ B, H, seed, ...options }) => {
    const numbers = new Numbers(seed);
    const conventions = { ...CONVENTIONS, ...options };
    const [gain, dout] = [numbers.normal(H), numbers.normal(B, H)];
    const plain = plainArithmetic();
    const cache = allocateBatchNormCache(B, H, plain.allocate);
    const x = varied(numbers, B, H);
    perform(plain, batchNormForward, output(B, H), cache, x, gain, gain, conventions);
    agree(kernels, {
      tensors: {
        gain,
        dout,
        xhat: cache.xhat,
        invStd: cache.invStd,
        dx: output(B, H),
        dgain: output(H),
        dbias: output(H),
      },
      writes: { dx: 1, dgain: Math.sqrt(B), dbias: Math.sqrt(B) },
      run: (arithmetic, { dx, dgain, dbias, dout, gain, ...used }) => {
        const own: BatchNormCache = { ...cache, ...used };
        perform(arithmetic, batchNormBackward, dx, dgain, dbias, dout, own, gain, conventions);
      },
    });
  });
});

testKernels("batch norm by fixed statistics agrees with its plain twin", (kernels) => {
  const shapes = fc.record({ B: size(40), H: size(70), seed });
  forAll(shapes, ({ B, H, seed }) => {
    const numbers = new Numbers(seed);
    agree(kernels, {
      tensors: {
        mean: numbers.normal(H),
        invStd: numbers.normal(H),
        x: numbers.normal(B, H),
        gain: numbers.normal(H),
        bias: numbers.normal(H),
        out: output(B, H),
      },
      writes: { out: 1 },
      run: (arithmetic, { out, x, gain, bias, mean, invStd }) =>
        perform(arithmetic, batchNormInference, out, x, { mean, invStd }, gain, bias),
    });
  });
});

testKernels("fixed statistics that change are noticed", (kernels) => {
  const numbers = new Numbers(1);
  const [gain, bias] = [numbers.normal(5), numbers.normal(5)];
  agree(kernels, {
    tensors: {
      x: numbers.normal(3, 5),
      gain,
      bias,
      mean: numbers.normal(5),
      invStd: numbers.normal(5),
      first: output(3, 5),
      out: output(3, 5),
    },
    writes: { first: 1, out: 1, mean: 1 },
    run: (arithmetic, { x, gain, bias, mean, invStd, first, out }) => {
      const args = [out, x, { mean, invStd }, gain, bias] as const;
      const infer = arithmetic.prepare(call([], batchNormInference, ...args));
      infer();
      first.data.set(out.data);
      mean.data.set(bias.data);
      infer();
    },
  });
});

testKernels("batch norm refuses a batch of one", (kernels) => {
  const arithmetic = createArithmetic(kernels, 2 ** 16);
  const [x, out] = [[1, 3], [1, 3]].map(arithmetic.allocate);
  const [gain, bias] = [[3], [3]].map(arithmetic.allocate);
  const cache = allocateBatchNormCache(1, 3, arithmetic.allocate);
  const options = { ...CONVENTIONS, epsilon: 1e-5, unbiased: false };
  assertThrows(
    () => perform(arithmetic, batchNormForward, out, cache, x, gain, bias, options),
    RangeError,
    "at least 2, found 1",
  );
});
