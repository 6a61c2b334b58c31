/**
 * Kernels that go through a [B, N] matrix column by column, a few vectors of four at a time: batch norm both ways, and
 * sums over the batch.
 *
 * @module
 */
import type { Code, Definition, Local } from "./assembler.ts";
import { divisible } from "./parts.ts";
import { constants, prepareUnderflow } from "./vector_math.ts";

type Pointer = Local<"i32">;

/** A vector of columns: where it begins, in bytes behind the pointers, and how many of its lanes are columns. */
interface Columns {
  offset: number;
  lanes: number;
}

/**
 * Runs `body` for all columns, so many vectors of them at a time: sums that do not wait for each other keep the
 * processor busy. The pointers move along. Each vector has variables of its own, by these names.
 */
function forEachColumns<Name extends string>(
  code: Code,
  N: number,
  together: number,
  pointers: Pointer[],
  names: readonly Name[],
  body: (vectors: (Columns & Record<Name, Local<"v128">>)[]) => void,
): void {
  const variables = Array.from({ length: together }, () => {
    const made = names.map((name) => [name, code.local("v128")]);
    return Object.fromEntries(made) as Record<Name, Local<"v128">>;
  });
  const bodyOf = (...lanes: number[]) =>
    body(lanes.map((count, v) => ({ offset: 16 * v, lanes: count, ...variables[v] })));
  const whole = Math.floor(N / 4);
  code.repeat(Math.floor(whole / together), () => {
    bodyOf(...Array(together).fill(4));
    for (const pointer of pointers) code.advance(pointer, 16 * together);
  });
  const rest: number[] = Array(whole % together).fill(4);
  if (N % 4 > 0) rest.push(N % 4);
  if (rest.length > 0) bodyOf(...rest);
}

/** Runs `body` for each of B rows, so many numbers apart, with pointers into it that start from `starts`. */
function forEachRow(
  code: Code,
  B: number,
  stride: number,
  starts: Pointer[],
  body: (...pointers: Pointer[]) => void,
): void {
  const pointers = starts.map((start) => {
    const pointer = code.local("i32");
    code.set(pointer, code.get(start));
    return pointer;
  });
  code.repeat(B, () => {
    body(...pointers);
    for (const pointer of pointers) code.advance(pointer, 4 * stride);
  });
}

/**
 * What is done with each of the N columns of [B, N] matrices, in parts of whole vectors.
 *
 * @param work about how many operations a vector takes
 */
const ofColumns = (
  B: number,
  N: number,
  define: (columns: number) => Definition,
  work: number,
): Definition =>
  divisible(
    { size: N, unit: 16, work: B * work / 4 },
    define,
    Array(define(N).pointers).fill(4),
  );

/** out [N] = Σ over the rows of x [B, N]: parameters out, x. */
export const sumOverBatch = (B: number, N: number): Definition =>
  ofColumns(B, N, (columns) => ({
    pointers: 2,
    build(code, out, x) {
      const c = constants(code, { zero: 0 });
      forEachColumns(code, columns, 4, [out, x], ["sum"], (vectors) => {
        for (const { sum } of vectors) code.set(sum, c.zero());
        forEachRow(code, B, N, [x], (row) => {
          for (const { sum, offset } of vectors) {
            code.set(sum, code.add(code.get(sum), code.load(row, offset)));
          }
        });
        for (const { sum, offset } of vectors) code.store(out, offset, sum);
      });
    },
  }), 2);

/** out [N] = Σ over the rows of a b, both [B, N]: parameters out, a, b. */
export const sumProducts = (B: number, N: number): Definition =>
  ofColumns(B, N, (columns) => ({
    pointers: 3,
    build(code, out, a, b) {
      const c = constants(code, { zero: 0 });
      forEachColumns(code, columns, 4, [out, a, b], ["sum"], (vectors) => {
        for (const { sum } of vectors) code.set(sum, c.zero());
        forEachRow(code, B, N, [a, b], (rowOfA, rowOfB) => {
          for (const { sum, offset } of vectors) {
            const [x, y] = [() => code.load(rowOfA, offset), () => code.load(rowOfB, offset)];
            code.set(sum, code.madd(x, y, () => code.get(sum)));
          }
        });
        for (const { sum, offset } of vectors) code.store(out, offset, sum);
      });
    },
  }), 3);

/** batchNormForward: parameters out, xhat, mean, variance, invStd, x, gain, bias. */
export const batchNormForward = (
  B: number,
  N: number,
  { epsilon, unbiased }: { epsilon: number; unbiased: boolean },
): Definition =>
  ofColumns(B, N, (columns) => ({
    pointers: 8,
    build(code, out, xhat, mean, variance, invStd, x, gain, bias) {
      const c = constants(code, {
        zero: 0,
        one: 1,
        n: B,
        divisor: unbiased ? B - 1 : B,
        besselsDivisor: B - 1,
        // Both may be anything but so small that a quotient, or the number itself, is subnormal.
        epsilon: epsilon < 2 ** -126 ? 0 : epsilon,
        leastSquares: 2 ** -100,
      });
      const rounded = prepareUnderflow(code);
      const all = [out, xhat, mean, variance, invStd, x, gain, bias];
      const v = code.local("v128");
      forEachColumns(code, columns, 4, all, ["m", "squares", "inv", "g", "b"], (vectors) => {
        for (const { m, squares } of vectors) {
          code.set(m, c.zero());
          code.set(squares, c.zero());
        }
        forEachRow(code, B, N, [x], (row) => {
          for (const { offset, m } of vectors) {
            code.set(m, code.add(code.get(m), code.load(row, offset)));
          }
        });
        for (const { m } of vectors) {
          code.set(m, code.div(code.get(m), c.n()));
          code.set(m, rounded(m));
        }
        forEachRow(code, B, N, [x], (row) => {
          for (const { offset, m, squares } of vectors) {
            code.set(v, code.sub(code.load(row, offset), code.get(m)));
            const difference = () => code.get(v);
            code.set(squares, code.madd(difference, difference, () => code.get(squares)));
          }
        });
        for (const { offset, m, squares, inv, g, b } of vectors) {
          const areTooSmall = () => code.less(code.get(squares), c.leastSquares());
          code.set(squares, code.andNot(code.get(squares), areTooSmall()));
          code.set(inv, code.add(code.div(code.get(squares), c.divisor()), c.epsilon()));
          code.set(inv, code.div(c.one(), code.sqrt(code.get(inv))));
          code.set(inv, rounded(inv));
          code.set(squares, code.div(code.get(squares), c.besselsDivisor()));
          code.set(squares, rounded(squares));
          code.store(mean, offset, m);
          code.store(variance, offset, squares);
          code.store(invStd, offset, inv);
          code.set(g, code.load(gain, offset));
          code.set(b, code.load(bias, offset));
        }
        forEachRow(code, B, N, [x, xhat, out], (row, rowOfXhat, rowOfOut) => {
          for (const { offset, lanes, m, inv, g, b } of vectors) {
            code.set(v, code.mul(code.sub(code.load(row, offset), code.get(m)), code.get(inv)));
            code.set(v, rounded(v));
            code.store(rowOfXhat, offset, v, lanes);
            code.set(v, code.madd(() => code.get(g), () => code.get(v), () => code.get(b)));
            code.set(v, rounded(v));
            code.store(rowOfOut, offset, v, lanes);
          }
        });
      });
    },
  }), 16);

/** batchNormBackward: parameters dx, dgain, dbias, dout, xhat, invStd, gain. */
export const batchNormBackward = (B: number, N: number, unbiased: boolean): Definition =>
  ofColumns(B, N, (columns) => ({
    pointers: 7,
    build(code, dx, dgain, dbias, dout, xhat, invStd, gain) {
      const c = constants(code, { zero: 0, n: B, divisor: unbiased ? B - 1 : B });
      const all = [dx, dgain, dbias, dout, xhat, invStd, gain];
      const rounded = prepareUnderflow(code);
      const [d, h] = [code.local("v128"), code.local("v128")];
      forEachColumns(code, columns, 4, all, ["sum", "sumXhat", "scale"], (vectors) => {
        for (const { sum, sumXhat } of vectors) {
          code.set(sum, c.zero());
          code.set(sumXhat, c.zero());
        }
        forEachRow(code, B, N, [dout, xhat], (rowOfDout, rowOfXhat) => {
          for (const { offset, sum, sumXhat } of vectors) {
            code.set(d, code.load(rowOfDout, offset));
            code.set(sum, code.add(code.get(sum), code.get(d)));
            const x = () => code.load(rowOfXhat, offset);
            code.set(sumXhat, code.madd(() => code.get(d), x, () => code.get(sumXhat)));
          }
        });
        for (const { offset, sum, sumXhat, scale } of vectors) {
          code.store(dgain, offset, sumXhat);
          code.store(dbias, offset, sum);
          code.set(scale, code.mul(code.load(gain, offset), code.load(invStd, offset)));
          code.set(scale, rounded(scale));
          code.set(sum, code.div(code.get(sum), c.n()));
          code.set(sum, rounded(sum));
          // Before it is divided too, or the quotient might be subnormal.
          code.set(sumXhat, rounded(sumXhat));
          code.set(sumXhat, code.div(code.get(sumXhat), c.divisor()));
          code.set(sumXhat, rounded(sumXhat));
        }
        forEachRow(code, B, N, [dx, dout, xhat], (rowOfDx, rowOfDout, rowOfXhat) => {
          for (const { offset, lanes, sum, sumXhat, scale } of vectors) {
            code.set(h, code.mul(code.load(rowOfXhat, offset), code.get(sumXhat)));
            code.set(
              d,
              code.sub(code.sub(code.load(rowOfDout, offset), code.get(sum)), code.get(h)),
            );
            code.set(d, rounded(d));
            code.set(d, code.mul(code.get(scale), code.get(d)));
            code.set(d, rounded(d));
            code.store(rowOfDx, offset, d, lanes);
          }
        });
      });
    },
  }), 16);

/** batchNormInference: parameters out, x, mean, invStd, gain, bias. */
export const batchNormInference = (B: number, N: number): Definition =>
  ofColumns(B, N, (columns) => ({
    pointers: 6,
    build(code, out, x, mean, invStd, gain, bias) {
      const all = [out, x, mean, invStd, gain, bias];
      const rounded = prepareUnderflow(code);
      const v = code.local("v128");
      forEachColumns(code, columns, 2, all, ["m", "inv", "g", "b"], (vectors) => {
        for (const { offset, m, inv, g, b } of vectors) {
          code.set(m, code.load(mean, offset));
          code.set(inv, code.load(invStd, offset));
          code.set(g, code.load(gain, offset));
          code.set(b, code.load(bias, offset));
        }
        forEachRow(code, B, N, [out, x], (rowOfOut, row) => {
          for (const { offset, lanes, m, inv, g, b } of vectors) {
            code.set(v, code.mul(code.get(g), code.sub(code.load(row, offset), code.get(m))));
            code.set(v, rounded(v));
            code.set(v, code.madd(() => code.get(v), () => code.get(inv), () => code.get(b)));
            code.set(v, rounded(v));
            code.store(rowOfOut, offset, v, lanes);
          }
        });
      });
    },
  }), 8);
