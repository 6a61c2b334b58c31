/**
 * Kernels of whole.ts: what is done with all elements of several tensors.
 *
 * @module
 */
import { checkSame, sizeOf, type Tensor } from "../tensor.ts";
import { toFloat32 } from "../underflow.ts";
import type { Multiple } from "../whole.ts";
import { bind, type Definition, sequence } from "./assembler.ts";
import { forEachVector } from "./elementwise.ts";
import type { KernelMemory } from "./memory.ts";
import { constants, prepareUnderflow } from "./vector_math.ts";

/** Squares of less are not subnormal, but too small to count. */
const LEAST = 2 ** -62;

/** out [4] = four numbers whose sum is Σ x²: parameters out, x. */
const sumOfSquares = (size: number): Definition => ({
  pointers: 2,
  build(code, out, x) {
    const c = constants(code, { least: LEAST });
    const sums = [0, 1, 2, 3].map(() => code.local("v128"));
    for (const sum of sums) code.set(sum, code.mask(0));
    const v = code.local("v128");
    forEachVector(code, size, [x], (offset, lanes) => {
      const sum = sums[offset / 16];
      code.set(v, code.load(x, offset));
      if (lanes < 4) code.set(v, code.and(code.get(v), code.mask(lanes)));
      code.set(v, code.andNot(code.get(v), code.less(code.abs(code.get(v)), c.least())));
      code.set(sum, code.add(code.get(sum), code.mul(code.get(v), code.get(v))));
    });
    const [all, ...others] = sums;
    for (const sum of others) code.set(all, code.add(code.get(all), code.get(sum)));
    code.store(out, 0, all);
  },
});

/** x ← factor · x: parameters x, and where the factor is, four times over. */
const multiply = (size: number): Definition => ({
  pointers: 2,
  build(code, x, factor) {
    const rounded = prepareUnderflow(code);
    const [by, v] = [code.local("v128"), code.local("v128")];
    code.set(by, code.load(factor));
    forEachVector(code, size, [x], (offset) => {
      code.set(v, code.load(x, offset));
      code.set(v, rounded(v));
      code.set(v, code.mul(code.get(by), code.get(v)));
      code.set(v, rounded(v));
      code.store(x, offset, v);
    });
  },
});

/** x ← its number within ±limit: parameter x. */
const clamp = (size: number, limit: number): Definition => ({
  pointers: 1,
  build(code, x) {
    const c = constants(code, { high: limit, low: -limit });
    const v = code.local("v128");
    forEachVector(code, size, [x], (offset) => {
      code.set(v, code.max(code.min(code.load(x, offset), c.high()), c.low()));
      code.store(x, offset, v);
    });
  },
});

/** y ← y + factor · x: parameters y, x. */
const addMultiple = (size: number, factor: number): Definition => ({
  pointers: 2,
  build(code, y, x) {
    const c = constants(code, { factor });
    const v = code.local("v128");
    forEachVector(code, size, [y, x], (offset) => {
      code.set(v, code.mul(c.factor(), code.load(x, offset)));
      code.set(v, code.add(code.load(y, offset), code.get(v)));
      code.store(y, offset, v);
    });
  },
});

export function sumsOfSquares(memory: KernelMemory, tensors: readonly Tensor[]): () => number[] {
  const room = tensors.map(() => memory.allocate([4]));
  const find = memory.compile(
    sequence(
      ...tensors.map((x, i) =>
        bind(sumOfSquares(sizes(x)), memory.addressOf(room[i]), memory.addressOf(x))
      ),
    ),
  );
  return () => {
    find();
    return room.map(({ data }) => data[0] + data[1] + data[2] + data[3]);
  };
}

export function multiplyAll(
  memory: KernelMemory,
  tensors: readonly Tensor[],
): (factor: number) => void {
  const factor = memory.allocate([4]);
  const products = memory.compile(
    sequence(
      ...tensors.map((x) =>
        bind(multiply(sizes(x)), memory.addressOf(x), memory.addressOf(factor))
      ),
    ),
  );
  return (by) => {
    factor.data.fill(toFloat32(by));
    products();
  };
}

export const clampAll = (
  memory: KernelMemory,
  tensors: readonly Tensor[],
  limit: number,
): () => void =>
  memory.compile(
    sequence(...tensors.map((x) => bind(clamp(sizes(x), toFloat32(limit)), memory.addressOf(x)))),
  );

export const addMultiples = (
  memory: KernelMemory,
  multiples: readonly Multiple[],
): () => void =>
  memory.compile(sequence(...multiples.map(({ y, x, factor }) => {
    checkSame({ y, x });
    const addition = addMultiple(sizes(y), toFloat32(factor));
    return bind(addition, memory.addressOf(y), memory.addressOf(x));
  })));

const sizes = ({ shape }: Tensor) => sizeOf(shape);
