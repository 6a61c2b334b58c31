import { call, perform } from "../../../core/call.ts";
import { assertEquals } from "@std/assert";
import fc from "../../fast_check.ts";
import { createArithmetic } from "../../../core/arithmetic.ts";
import { largest } from "../../../core/largest.ts";
import { allocate } from "../../../core/tensor.ts";
import { agree, forAll, Numbers, output, seed, size, testKernels } from "./twins.ts";

testKernels("the largest number is that of the plain twin, to the last bit", (kernels) => {
  forAll(fc.record({ a: size(150), b: size(150), seed }), ({ a, b, seed }) => {
    const numbers = new Numbers(seed);
    agree(kernels, {
      tensors: { x: numbers.normal(a), y: numbers.normal(b), out: output(1) },
      writes: { out: 1 },
      run: (arithmetic, { x, y, out }) => out.data[0] = perform(arithmetic, largest, [x, y]),
    }, 0);
  });
});

testKernels(
  "a number is found wherever it lies: ∞, −∞, NaN of any form, before and after ∞",
  (kernels) => {
    const arithmetic = createArithmetic(kernels, 2 ** 20);
    for (const size of [1, 3, 4, 31, 32, 33, 67, 100]) {
      const x = arithmetic.allocate([size]);
      const tensors = [arithmetic.allocate([5]), x, arithmetic.allocate([1])];
      const find = arithmetic.prepare(call([], largest, tensors));
      const bits = new Uint32Array(x.data.buffer, x.data.byteOffset, size);
      for (let i = 0; i < size; i++) {
        for (
          const [form, wanted] of [[0x7f800000, Infinity], [0xff800000, Infinity], [0xc0400000, 3]]
        ) {
          x.data.fill(-2);
          bits[i] = form;
          assertEquals(
            [find(), largest(tensors)],
            [wanted, wanted],
            `${i} of ${size}`,
          );
        }
        for (const form of [0x7fc00000, 0xffc00000, 0x7f800001]) {
          x.data.fill(Infinity);
          bits[i] = form;
          assertEquals(
            [find(), largest(tensors)],
            [NaN, NaN],
            `${i} of ${size}`,
          );
        }
      }
    }
  },
);

Deno.test("the largest of no numbers is 0", () => {
  assertEquals(largest([allocate([0], "float64")]), 0);
  assertEquals(largest([]), 0);
});

testKernels("so it is by the kernels", (kernels) => {
  assertEquals(perform(createArithmetic(kernels, 2 ** 16), largest, []), 0);
});
