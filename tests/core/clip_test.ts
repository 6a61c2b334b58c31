import { assertAlmostEquals, assertEquals } from "@std/assert";
import { plainArithmetic } from "../../core/arithmetic.ts";
import { prepareClip } from "../../core/clip.ts";
import { agree, forAll, Numbers, output, seed, size, testKernels, times } from "./kernels/twins.ts";
import { createArithmetic } from "../../core/arithmetic.ts";
import { perform } from "../../core/call.ts";
import { addMultiples } from "../../core/whole.ts";
import fc from "../fast_check.ts";

const arithmetic = plainArithmetic("float64");
const of = (...data: number[]) => ({ shape: [data.length], data: Float64Array.from(data) });

Deno.test("clipping by norm makes all gradients smaller together, and only where they are too large", () => {
  const gradients = [of(3), of(0, 4)];
  assertEquals(prepareClip(arithmetic, gradients, { norm: 6 })(), 5);
  assertEquals(gradients, [of(3), of(0, 4)]);
  prepareClip(arithmetic, gradients, { norm: 1 })();
  assertAlmostEquals(gradients[0].data[0], 0.6, 1e-6);
  assertAlmostEquals(gradients[1].data[1], 0.8, 1e-6);
});

Deno.test("clipping by value keeps each number within its bounds", () => {
  const gradients = [of(3, -0.5), of(-7)];
  prepareClip(arithmetic, gradients, { value: 1 })();
  assertEquals(gradients, [of(1, -0.5), of(-1)]);
});

const setting = fc.record({ rows: size(70), columns: size(70), seed });

testKernels("clipping agrees with its plain twin", (kernels) => {
  const options = fc.constantFrom({ norm: 0.5 }, { norm: 1000 }, { value: 0.3 });
  forAll(fc.tuple(setting, options), ([{ rows, columns, seed }, options]) => {
    const numbers = new Numbers(seed);
    agree(kernels, {
      tensors: { W: numbers.normal(rows, columns), b: numbers.normal(columns), norm: output(1) },
      writes: { W: 1, b: 1, norm: 1 },
      run(arithmetic, { W, b, norm }) {
        norm.data[0] = prepareClip(arithmetic, [W, b], options)();
      },
    });
  });
});

testKernels("a penalty's gradient agrees with its plain twin", (kernels) => {
  forAll(setting, ({ rows, columns, seed }) => {
    const numbers = new Numbers(seed);
    agree(kernels, {
      tensors: { W: numbers.normal(rows, columns), dW: numbers.normal(rows, columns) },
      writes: { dW: 1 },
      run: (arithmetic, { W, dW }) =>
        perform(arithmetic, addMultiples, [{ y: dW, x: W, factor: 0.3 }]),
    });
  });
});

testKernels(
  "tiny gradients are clipped without subnormal numbers, huge ones have no finite norm",
  (kernels) => {
    const kernel = createArithmetic(kernels, 2 ** 20);
    const gradients = [kernel.allocate([9])];
    times(1e-30, new Numbers(1).normal(9)).data.forEach((x, i) => gradients[0].data[i] = x);
    assertEquals(prepareClip(kernel, gradients, { norm: 1 })(), 0);
    gradients[0].data.fill(1e30);
    assertEquals(prepareClip(kernel, gradients, { norm: 1 })(), Infinity);
  },
);
