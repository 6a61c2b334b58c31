/**
 * Kernels that go through tensors element by element: activations and the like.
 *
 * @module
 */
import type { Code, Definition, Local, Value } from "./assembler.ts";
import { divisible } from "./parts.ts";
import { constants, prepareTanh, prepareUnderflow } from "./vector_math.ts";

type Pointer = Local<"i32">;

/**
 * Runs `body` for each vector of `size` elements, which lies `offset` bytes behind the pointers, with how many of its
 * lanes are elements. The pointers move along, four vectors at a time. The lanes behind the last element lie in the
 * next row, or in the padding behind the tensor.
 */
export function forEachVector(
  code: Code,
  size: number,
  pointers: Pointer[],
  body: (offset: number, lanes: number) => void,
): void {
  const whole = Math.floor(size / 4);
  code.repeat(Math.floor(whole / 4), () => {
    for (let v = 0; v < 4; v++) body(16 * v, 4);
    for (const pointer of pointers) code.advance(pointer, 64);
  });
  for (let v = 0; v < whole % 4; v++) body(16 * v, 4);
  if (size % 4 > 0) body(16 * (whole % 4), size % 4);
}

/**
 * What is done with each of `size` elements, in parts of whole vectors.
 *
 * @param work about how many operations a vector takes
 */
export const ofElements = (
  size: number,
  define: (size: number) => Definition,
  work = 8,
): Definition =>
  divisible(
    { size, unit: 16, work: work / 4 },
    define,
    Array(define(size).pointers).fill(4),
  );

/** out = f(inputs), element by element: parameters out, then the inputs. */
export const elementwise = (
  size: number,
  inputs: number,
  prepare: (code: Code) => (...inputs: Local<"v128">[]) => Value<"v128">,
): Definition =>
  ofElements(size, (size) => ({
    pointers: 1 + inputs,
    build(code, out, ...pointers) {
      const f = prepare(code);
      const values = pointers.map(() => code.local("v128"));
      const result = code.local("v128");
      forEachVector(code, size, [out, ...pointers], (offset) => {
        values.forEach((value, i) => code.set(value, code.load(pointers[i], offset)));
        code.set(result, f(...values));
        code.store(out, offset, result);
      });
    },
  }));

/** out = tanh x, four vectors at a time: parameters out, x. */
export const tanhForward = (size: number): Definition => ofElements(size, tanhOf, 32);

const tanhOf = (size: number): Definition => ({
  pointers: 2,
  build(code, out, x) {
    const count = Math.ceil(size / 4);
    /** Goes on through so many times `together` vectors. */
    const pass = (times: number, together: number) => {
      const vectors = Array.from({ length: together }, () => code.local("v128"));
      const tanh = prepareTanh(code, vectors);
      code.repeat(times, () => {
        vectors.forEach((vector, v) => code.set(vector, code.load(x, 16 * v)));
        tanh();
        vectors.forEach((vector, v) => code.store(out, 16 * v, vector));
        code.advance(out, 16 * together);
        code.advance(x, 16 * together);
      });
    };
    pass(Math.floor(count / 4), 4);
    pass(count % 4, 1);
  },
});

/** dx = (1 − out²) dout: parameters dx, dout, out. */
export const tanhBackward = (size: number): Definition =>
  elementwise(size, 2, (code) => {
    const { one } = constants(code, { one: 1 });
    const rounded = prepareUnderflow(code);
    const dx = code.local("v128");
    return (dout, out) => {
      const slope = () => code.sub(one(), code.mul(code.get(out), code.get(out)));
      code.set(dx, code.mul(slope(), code.get(dout)));
      return rounded(dx);
    };
  });

/** out = max(0, x); NaN stays NaN. */
export const reluForward = (size: number): Definition =>
  elementwise(size, 1, (code) => {
    const { zero } = constants(code, { zero: 0 });
    return (x) => code.andNot(code.get(x), code.less(code.get(x), zero()));
  });

/** dx = dout where out > 0: parameters dx, dout, out. */
export const reluBackward = (size: number): Definition =>
  elementwise(size, 2, (code) => {
    const { zero } = constants(code, { zero: 0 });
    return (dout, out) => code.and(code.get(dout), code.greater(code.get(out), zero()));
  });

/** out = a + b: parameters out, a, b. Of multiples of 2⁻⁶² the sum is one (underflow.ts), so nothing is rounded. */
export const add = (size: number): Definition =>
  elementwise(size, 2, (code) => (a, b) => code.add(code.get(a), code.get(b)));

/** out = a · b: parameters out, a, b. */
export const multiply = (size: number): Definition =>
  elementwise(size, 2, (code) => {
    const rounded = prepareUnderflow(code);
    const product = code.local("v128");
    return (a, b) => {
      code.set(product, code.mul(code.get(a), code.get(b)));
      return rounded(product);
    };
  });

/** out = x: parameters out, x. */
export const copy = (size: number): Definition =>
  elementwise(size, 1, (code) => (x) => code.get(x));

/** out = x / divisor: parameters out, x. */
export const divideBy = (divisor: number, size: number): Definition =>
  elementwise(size, 1, (code) => {
    const c = constants(code, { divisor });
    const rounded = prepareUnderflow(code);
    const quotient = code.local("v128");
    return (x) => {
      code.set(quotient, code.div(code.get(x), c.divisor()));
      return rounded(quotient);
    };
  });

const TOGETHER = 8;

/**
 * out [parts, 4] = four numbers for each part of x, of which the largest is max |x|: parameters out, x. As integers,
 * the bits of |x| are in the order of the numbers, with infinity after all of these and NaN after infinity; so NaN is
 * kept, and one instruction does.
 */
export function largest(size: number): Definition {
  const whole = divisible({ size, unit: 4 * TOGETHER, work: 1 }, largestOf, [0, 4]);
  const { parts } = whole;
  if (parts === undefined) return whole;
  return {
    ...whole,
    parts: () => parts().map((part, i) => ({ ...part, offsets: [16 * i, part.offsets[1]] })),
  };
}

const largestOf = (size: number): Definition => ({
  pointers: 2,
  build(code, out, x) {
    const maxima = Array.from({ length: TOGETHER }, () => code.local("v128"));
    const v = code.local("v128");
    const take = (max: Local<"v128">, x: Pointer, offset: number, lanes = 4) => {
      code.set(v, code.abs(code.load(x, offset)));
      if (lanes < 4) code.set(v, code.and(code.get(v), code.mask(lanes)));
      code.set(max, code.maxInts(code.get(max), code.get(v)));
    };
    const whole = Math.floor(size / 4);
    code.repeat(Math.floor(whole / TOGETHER), () => {
      maxima.forEach((max, i) => take(max, x, 16 * i));
      code.advance(x, 16 * TOGETHER);
    });
    const rest = whole % TOGETHER;
    for (let i = 0; i < rest; i++) take(maxima[i], x, 16 * i);
    if (size % 4 > 0) take(maxima[0], x, 16 * rest, size % 4);
    const [all, ...others] = maxima;
    for (const max of others) code.set(all, code.maxInts(code.get(all), code.get(max)));
    code.store(out, 0, all);
  },
});
