import { perform } from "../../../core/call.ts";
import { tanhForward } from "../../../core/layers/tanh.ts";
import { assert, assertEquals } from "@std/assert";
import { createArithmetic } from "../../../core/arithmetic.ts";
import { exp, tanh } from "../../../core/exact_math.ts";
import { KernelMemory } from "../../../core/kernels/memory.ts";
import { prepareExp } from "../../../core/kernels/vector_math.ts";

import { TorchGenerator } from "../../../core/random/torch.ts";
import { toFloat32 } from "../../../core/underflow.ts";
import { type KernelName, testKernels } from "./twins.ts";

/** The float32 number with these bits. */
const ofBits = (bits: number): number => {
  view.setInt32(0, bits);
  return view.getFloat32(0);
};
const view = new DataView(new ArrayBuffer(8));

/**
 * Float32 numbers of every exponent, subnormal ones too, with random mantissas and the outermost ones, and both signs.
 */
function ofEveryExponent(mantissas: number): number[] {
  const generator = new TorchGenerator(11);
  const points: number[] = [];
  for (let exponent = 0; exponent < 255; exponent++) {
    const chosen = Array.from({ length: mantissas }, () => generator.randint(2 ** 23));
    for (const mantissa of [0, 1, 2, 2 ** 23 - 2, 2 ** 23 - 1, ...chosen]) {
      const x = ofBits(exponent << 23 | mantissa);
      points.push(x, -x);
    }
  }
  return points;
}

/** Evenly spaced float32 numbers. */
const grid = (from: number, to: number, count: number) =>
  Array.from({ length: count + 1 }, (_, i) => Math.fround(from + i * (to - from) / count));

/** x and the float32 numbers next to it. */
function around(x: number, steps = 50): number[] {
  view.setFloat32(0, x);
  const bits = view.getInt32(0);
  return Array.from({ length: 2 * steps + 1 }, (_, i) => ofBits(bits + i - steps));
}

/** The distance between `found` and `wanted` in units of the distance between float32 numbers at `wanted`. */
function ulps(found: number, wanted: number): number {
  view.setFloat64(0, wanted);
  const exponent = (view.getInt32(0) >> 20 & 0x7ff) - 1023;
  return Math.abs(found - wanted) / 2 ** Math.max(exponent - 23, -149);
}

/** Makes sure that f is within 2 ulp of the true function. */
function checkAccuracy(points: number[], f: (x: Float32Array) => Float32Array, truth: typeof exp) {
  const results = f(Float32Array.from(points));
  points.forEach((x, i) => {
    const error = ulps(results[i], truth(x));
    assert(error <= 2, `at ${x}: ${results[i]} is off by ${error} ulp`);
  });
}

/** tanh as the arithmetic's layers have it. */
function kernelTanh(kernels: KernelName, points: Float32Array): Float32Array {
  const arithmetic = createArithmetic(kernels, 8 * points.length + 2 ** 16);
  const [out, x] = [[points.length], [points.length]].map(arithmetic.allocate);
  x.data.set(points);
  perform(arithmetic, tanhForward, out, x);
  return out.data as Float32Array;
}

/** exp as softmax uses it. */
function kernelExp(kernels: KernelName, points: Float32Array): Float32Array {
  const memory = new KernelMemory(4 * points.length + 2 ** 16, kernels === "fused");
  const { data } = memory.allocate([points.length]);
  data.set(points);
  memory.compile({
    pointers: 1,
    build(code, pointer) {
      const exp = prepareExp(code);
      const x = code.local("v128");
      code.repeat(Math.ceil(points.length / 4), () => {
        code.set(x, code.load(pointer));
        exp(x);
        code.store(pointer, 0, x);
        code.advance(pointer, 16);
      });
    },
  })(data.byteOffset);
  return data as Float32Array;
}

const special = (f: (x: Float32Array) => Float32Array, ...points: number[]) =>
  Array.from(f(Float32Array.from(points)));

testKernels("tanh is within 2 ulp everywhere", (kernels) => {
  const points = [
    ...ofEveryExponent(200),
    ...grid(-10, 10, 100_000),
    // Where formulas may change, and where 2|x| is an odd multiple of ln 2 / 2.
    ...[0.25, 0.5, 0.55, 0.6, 0.625, 1, 9, 9.01, 9.1].flatMap((x) => around(x)),
    ...Array.from({ length: 26 }, (_, n) => around((n + 0.5) * Math.LN2 / 2)).flat(),
  ];
  checkAccuracy(points, (x) => kernelTanh(kernels, x), tanh);
});

testKernels("exp is within 2 ulp from −44 to 88, the range that it is made for", (kernels) => {
  const points = [
    ...ofEveryExponent(200),
    ...grid(-44, 88, 200_000),
    ...Array.from({ length: 190 }, (_, n) => around((n - 63.5) * Math.LN2)).flat(),
  ].filter((x) => x >= -44 && x <= 88);
  checkAccuracy(points, (x) => kernelExp(kernels, x), exp);
});

testKernels("exp below −44 is exp −44, which a probability rounds to 0", (kernels) => {
  const points = ofEveryExponent(5).filter((x) => x < -44);
  checkAccuracy(points, (x) => kernelExp(kernels, x), () => exp(-44));
  assertEquals(toFloat32(exp(-44)), 0);
});

testKernels("tanh is odd, grows, and stays within ±1", (kernels) => {
  const points = grid(0, 10, 50_000);
  const positive = kernelTanh(kernels, Float32Array.from(points));
  const negative = kernelTanh(kernels, Float32Array.from(points, (x) => -x));
  points.forEach((x, i) => {
    assert(positive[i] <= 1, `tanh ${x} is ${positive[i]}`);
    assertEquals(negative[i], -positive[i]);
    // It may waver by its error, no more.
    if (i > 0) assert(positive[i] >= positive[i - 1] * (1 - 2 ** -22), `tanh falls at ${x}`);
  });
});

testKernels("tanh and exp of what is no finite number", (kernels) => {
  const ofTanh = special((x) => kernelTanh(kernels, x), 0, -0, Infinity, -Infinity, NaN);
  assertEquals(ofTanh, [0, -0, 1, -1, NaN]);
  const [one, alsoOne, least, none] = special((x) => kernelExp(kernels, x), 0, -0, -Infinity, NaN);
  assertEquals([one, alsoOne, none], [1, 1, NaN]);
  assert(least < 8e-20);
});

Deno.test("a result that is off by 3 ulp is found to be", () => {
  const [below, , , exact] = around(1.5, 3);
  assertEquals([ulps(below, exact), ulps(exact, exact)], [3, 0]);
  assertEquals(ulps(2 ** -149, 0), 1);
});
