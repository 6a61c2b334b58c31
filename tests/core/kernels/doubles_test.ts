import { assert, assertEquals } from "@std/assert";
import fc from "../../fast_check.ts";
import { createArithmetic, plainArithmetic } from "../../../core/arithmetic.ts";
import { type Arithmetic, call, perform } from "../../../core/call.ts";
import { deviations } from "../../../core/deviations.ts";
import { logTotals } from "../../../core/log_totals.ts";
import { allocate, type Tensor } from "../../../core/tensor.ts";
import { forAll, Guards, Numbers, seed, size, testKernels } from "./twins.ts";

/** The bits of numbers, all NaN alike. */
const bitsOf = ({ data }: Tensor) => Array.from(data, (x) => Object.is(x, -0) ? "-0" : String(x));

/** A tensor with the same numbers in another memory. */
function within(memory: Pick<Arithmetic, "allocate">, { data, shape }: Tensor): Tensor {
  const own = memory.allocate(shape);
  own.data.set(data);
  return own;
}

/** Both twins' results, the kernel's between guards. */
function twins(
  kernels: "exact" | "fused",
  count: number,
  inputs: Tensor[],
  prepare: (arithmetic: Arithmetic, out: Tensor, inputs: Tensor[]) => () => void,
): [Tensor, Tensor] {
  const [plain, found] = [allocate([count], "float64"), allocate([count], "float64")];
  const arithmetic = createArithmetic(kernels, 2 ** 20);
  const guards = new Guards(arithmetic);
  const own = inputs.map((tensor) => within(guards, tensor));
  const run = prepare(arithmetic, found, own);
  guards.close();
  run();
  guards.check();
  prepare(plainArithmetic(), plain, inputs)();
  return [found, plain];
}

const totalsOf = (kernels: "exact" | "fused", logits: Tensor) =>
  twins(
    kernels,
    logits.shape[0],
    [logits],
    (arithmetic, out, [logits]) => arithmetic.prepare(call([], logTotals, out, logits)),
  );

testKernels("rows' ln Σ exp have the plain twin's bits, at any size of the logits", (kernels) => {
  const draws = fc.record({
    N: size(9),
    V: size(40),
    seed,
    scale: fc.integer({ min: -20, max: 9 }),
  });
  forAll(draws, ({ N, V, seed, scale }) => {
    const logits = new Numbers(seed).normal(N, V);
    for (let i = 0; i < N * V; i++) logits.data[i] *= 2 ** scale;
    const [found, wanted] = totalsOf(kernels, logits);
    assertEquals(bitsOf(found), bitsOf(wanted));
  });
});

testKernels(
  "rows with infinite logits, NaN, or far apart are those of the plain twin too",
  (kernels) => {
    const rows = [
      [Infinity, 0, 1],
      [-Infinity, -Infinity, -Infinity],
      [-Infinity, 0, 3],
      [NaN, 0, 1],
      [1, 0, NaN],
      [-700.25, 0, -699.75],
      [0, -745, -746],
      [3e38, -3e38, 1e-45],
      [-0, 0, -0],
    ];
    const logits = { data: Float32Array.from(rows.flat()), shape: [rows.length, 3] };
    const [found, wanted] = totalsOf(kernels, logits);
    assertEquals(bitsOf(found), bitsOf(wanted));
  },
);

testKernels("sizes of updates have the plain twin's bits", (kernels) => {
  const draws = fc.record({ sizes: fc.array(size(50), { minLength: 1, maxLength: 3 }), seed });
  forAll(draws, ({ sizes, seed }) => {
    const numbers = new Numbers(seed);
    const tensors = sizes.flatMap((size) => [1, 2, 3].map(() => numbers.normal(size)));
    if (seed % 5 === 0) tensors[0].data[0] = [NaN, Infinity, 1e-44][seed % 3];
    const [found, wanted] = twins(
      kernels,
      3 * sizes.length,
      tensors,
      (arithmetic, out, all) => {
        const updated = sizes.map((_, i) => {
          const [before, grad, after] = all.slice(3 * i, 3 * i + 3);
          return { before, grad, after };
        });
        return arithmetic.prepare(call([], deviations, out, updated));
      },
    );
    assertEquals(bitsOf(found), bitsOf(wanted));
  });
});

testKernels(
  "another bit of one number shows in the sizes of updates and the rows' sums",
  (kernels) => {
    const arithmetic = createArithmetic(kernels, 2 ** 16);
    const make = (...numbers: number[]): Tensor =>
      within(arithmetic, { data: Float32Array.from(numbers), shape: [numbers.length] });
    const [before, grad, after] = [make(1, 2, 3), make(1, 0, 1), make(1, 3, 3)];
    const [first, second] = [allocate([3], "float64"), allocate([3], "float64")];
    perform(arithmetic, deviations, first, [{ before, grad, after }]);
    after.data[1] += 2 ** -22;
    perform(arithmetic, deviations, second, [{ before, grad, after }]);
    assertEquals(second.data.subarray(0, 2), first.data.subarray(0, 2));
    assert(second.data[2] !== first.data[2]);
  },
);
