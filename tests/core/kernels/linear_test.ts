import { perform } from "../../../core/call.ts";
import { linearBackward, linearForward } from "../../../core/layers/linear.ts";
import { assertEquals, assertThrows } from "@std/assert";
import fc from "../../fast_check.ts";
import { createArithmetic } from "../../../core/arithmetic.ts";
import { hasSimd } from "../../../core/kernels/availability.ts";
import { needs } from "../../permissions.ts";
import { agree, forAll, Numbers, output, seed, size, testKernels } from "./twins.ts";

const simd = { what: "WebAssembly SIMD", isThere: hasSimd() };

const shapes = fc.record({ B: size(40), K: size(70), N: size(70), bias: fc.boolean(), seed });
/** Rows that lie 4 kB apart, more of them than find room in the cache. */
const WIDE = { B: 12, K: 13, N: 1024, bias: true, seed: 1 };

testKernels("x W + b agrees with its plain twin", (kernels) => {
  const check = ({ B, K, N, bias, seed }: typeof WIDE) => {
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
  };
  forAll(shapes, check);
  check(WIDE);
});

testKernels("the gradients of x W + b agree with their plain twins", (kernels) => {
  const check = ({ B, K, N, bias, seed }: typeof WIDE) => {
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
  };
  forAll(shapes, check);
  check(WIDE);
});

/** A sum in float32, term after term. */
const sumOf = (K: number, start: number, term: (k: number) => number) => {
  let sum = start;
  for (let k = 0; k < K; k++) sum = Math.fround(sum + Math.fround(term(k)));
  return sum;
};

for (const K of [95, 96, 128, 200, 300, 1001]) {
  Deno.test(
    needs(`exact: sums of ${K} terms are added up in order, to the last bit`, { other: simd }),
    () => {
      const [B, N] = [6, 11];
      const arithmetic = createArithmetic("exact", 2 ** 20);
      const numbers = new Numbers(K);
      const filled = (...shape: number[]) => {
        const tensor = arithmetic.allocate(shape);
        tensor.data.set(numbers.normal(...shape).data);
        return tensor;
      };
      const [x, W, b] = [filled(B, K), filled(K, N), filled(N)];
      const out = arithmetic.allocate([B, N]);
      perform(arithmetic, linearForward, out, x, W, b);
      const at = (m: number, n: number) =>
        sumOf(K, b.data[n], (k) => x.data[m * K + k] * W.data[k * N + n]);
      assertEquals([...out.data], Array.from(out.data, (_, i) => at(Math.floor(i / N), i % N)));

      // As many examples as there were terms: xᵀ dout.
      const [dout, xs, dW] = [filled(K, N), filled(K, B), arithmetic.allocate([B, N])];
      const [dx, W2] = [arithmetic.allocate([K, B]), filled(B, N)];
      perform(arithmetic, linearBackward, dx, dW, null, dout, xs, W2);
      const ofW = (m: number, n: number) =>
        sumOf(K, 0, (k) => xs.data[k * B + m] * dout.data[k * N + n]);
      assertEquals([...dW.data], Array.from(dW.data, (_, i) => ofW(Math.floor(i / N), i % N)));
    },
  );
}

testKernels("a row alone comes to the bits that it comes to among others", (kernels) => {
  for (const [K, N] of [[1, 1], [10, 27], [200, 27], [70, 16], [130, 33], [13, 640]]) {
    const B = 5;
    const arithmetic = createArithmetic(kernels, 2 ** 21);
    const numbers = new Numbers(N);
    const [x, W, b] = [[B, K], [K, N], [N]].map((shape) => {
      const tensor = arithmetic.allocate(shape);
      tensor.data.set(numbers.normal(...shape).data);
      return tensor;
    });
    const [out, row, outOfRow] = [[B, N], [1, K], [1, N]].map(arithmetic.allocate);
    perform(arithmetic, linearForward, out, x, W, b);
    for (let i = 0; i < B; i++) {
      row.data.set(x.data.subarray(i * K, (i + 1) * K));
      perform(arithmetic, linearForward, outOfRow, row, W, b);
      assertEquals(outOfRow.data, out.data.slice(i * N, (i + 1) * N), `${K} × ${N}, row ${i}`);
    }
  }
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
