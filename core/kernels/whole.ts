/**
 * Kernels of whole.ts: what is done with all elements of several tensors.
 *
 * @module
 */
import { sizeOf, type Tensor } from "../tensor.ts";
import { toFloat32 } from "../underflow.ts";
import type * as whole from "../whole.ts";
import { bind, type Definition, sequence } from "./assembler.ts";
import { forEachVector } from "./elementwise.ts";
import { address, type Kernel, type KernelMemory } from "./memory.ts";
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

/** These functions; a kernel is made for each list that they are called with, and for the limit that comes with it. */
export function createWhole(memory: KernelMemory): typeof whole {
  const made = <L extends readonly unknown[], M>(make: (list: L) => M) => {
    const all = new Map<L, M>();
    return (list: L): M => {
      let one = all.get(list);
      if (one === undefined) all.set(list, one = make(list));
      return one;
    };
  };
  const sizes = ({ shape }: Tensor) => sizeOf(shape);
  const squares = made((tensors: readonly Tensor[]) => {
    const room = tensors.map(() => memory.allocate([4]));
    const kernel = memory.compile(sequence(
      ...tensors.map((x, i) => bind(sumOfSquares(sizes(x)), address(room[i]), address(x))),
    ));
    return { kernel, room };
  });
  const factor = memory.allocate([4]);
  const products = made((tensors: readonly Tensor[]) =>
    memory.compile(sequence(
      ...tensors.map((x) => bind(multiply(sizes(x)), address(x), address(factor))),
    ))
  );
  const clamps = made((_: readonly Tensor[]) => new Map<number, Kernel>());
  const additions = made((multiples: readonly whole.Multiple[]) =>
    memory.compile(sequence(
      ...multiples.map(({ y, x, factor }) =>
        bind(addMultiple(sizes(y), toFloat32(factor)), address(y), address(x))
      ),
    ))
  );
  return {
    sumsOfSquares(tensors) {
      const { kernel, room } = squares(tensors);
      kernel();
      return room.map(({ data }) => data[0] + data[1] + data[2] + data[3]);
    },
    multiplyAll(tensors, by) {
      factor.data.fill(toFloat32(by));
      products(tensors)();
    },
    clampAll(tensors, limit) {
      const byLimit = clamps(tensors);
      let kernel = byLimit.get(limit);
      if (kernel === undefined) {
        const parts = tensors.map((x) => bind(clamp(sizes(x), toFloat32(limit)), address(x)));
        byLimit.set(limit, kernel = memory.compile(sequence(...parts)));
      }
      kernel();
    },
    addMultiples: (multiples) => additions(multiples)(),
  };
}
