/**
 * Kernels of whole.ts: what is done with all elements of several tensors.
 *
 * @module
 */
import { checkSame, sizeOf, type Tensor } from "../tensor.ts";
import { toFloat32 } from "../underflow.ts";
import type { Multiple } from "../whole.ts";
import type { Definition } from "./assembler.ts";
import { forEachVector, ofElements } from "./elementwise.ts";
import type { KernelMemory } from "./memory.ts";
import { atOnce, divisible } from "./parts.ts";
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
const multiply = (size: number): Definition =>
  divisible({ size, unit: 16, work: 2 }, (size) => ({
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
  }), [4, 0]);

/** x ← its number within ±limit: parameter x. */
const clamp = (size: number, limit: number): Definition =>
  ofElements(size, (size) => ({
    pointers: 1,
    build(code, x) {
      const c = constants(code, { high: limit, low: -limit });
      const v = code.local("v128");
      forEachVector(code, size, [x], (offset) => {
        code.set(v, code.max(code.min(code.load(x, offset), c.high()), c.low()));
        code.store(x, offset, v);
      });
    },
  }));

/** y ← y + factor · x: parameters y, x. */
const addMultiple = (size: number, factor: number): Definition =>
  ofElements(size, (size) => ({
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
  }));

export function sumsOfSquares(memory: KernelMemory, tensors: readonly Tensor[]): () => number[] {
  const room = tensors.map(() => memory.allocate([4]));
  const find = memory.bind(
    atOnce(...tensors.map((x) => sumOfSquares(sizes(x)))),
    ...tensors.flatMap((x, i) => [room[i], x]),
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
  const products = memory.bind(
    atOnce(...tensors.map((x) => multiply(sizes(x)))),
    ...tensors.flatMap((x) => [x, factor]),
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
  memory.bind(atOnce(...tensors.map((x) => clamp(sizes(x), toFloat32(limit)))), ...tensors);

export function addMultiples(memory: KernelMemory, multiples: readonly Multiple[]): () => void {
  for (const { y, x } of multiples) checkSame({ y, x });
  return memory.bind(
    atOnce(...multiples.map(({ y, factor }) => addMultiple(sizes(y), toFloat32(factor)))),
    ...multiples.flatMap(({ y, x }) => [y, x]),
  );
}

const sizes = ({ shape }: Tensor) => sizeOf(shape);
