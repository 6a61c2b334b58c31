/**
 * The softmax of attention: of each row of a matrix [T, T] as far as the diagonal.
 *
 * Four rows are worked on in turn, so that none waits for the other, and their vectors only as far as the one that has
 * the diagonal.
 *
 * @module
 */
import type { Code, Definition, Local, Value } from "./assembler.ts";
import { padded } from "./causal_products.ts";
import { acrossLanes, clear } from "./rows.ts";
import { constants, prepareExp, prepareUnderflow } from "./vector_math.ts";

type Pointer = Local<"i32">;
type Vector = Local<"v128">;

/** A matrix [T, T] that is gone through. */
interface Matrix {
  /** Where the first of the four rows begins. */
  start: Pointer;
  /** Where its vector is. */
  at: Pointer;
  /** How many numbers apart rows are. */
  stride: number;
}

const matrixAt = (code: Code, start: Pointer, stride: number): Matrix => ({
  start: code.copy(start),
  at: code.local("i32"),
  stride,
});

const load = (code: Code, { at, stride }: Matrix, row: number) => code.load(at, 4 * row * stride);
const store = (code: Code, { at, stride }: Matrix, row: number, value: Vector, lanes = 4) =>
  code.store(at, 4 * row * stride, value, lanes);

/** A vector of each of the four rows. */
const four = (code: Code): Vector[] => [0, 1, 2, 3].map(() => code.local("v128"));

/**
 * Runs `body` for the vectors of four rows, one below the other, from the first ones to those that have the diagonal.
 * So many of their lanes lie within the matrix.
 */
type Pass = (body: (lanes: number, isDiagonal: boolean) => void) => void;

/** Runs `body` for each four rows of the matrices, and for those that are left. */
function forEachFour(
  code: Code,
  T: number,
  matrices: readonly Matrix[],
  body: (rows: number[], pass: Pass) => void,
): void {
  const [before, left] = [code.local("i32"), code.local("i32")];
  const rows = (count: number, isFirst: boolean) => {
    body([0, 1, 2, 3].slice(0, count), (vectors) => {
      for (const { at, start } of matrices) code.set(at, code.get(start));
      if (!isFirst) {
        code.set(left, code.get(before));
        code.countDown(left, () => {
          vectors(4, false);
          for (const { at } of matrices) code.advance(at, 16);
        });
      }
      vectors(count, true);
    });
    for (const { start, stride } of matrices) code.advance(start, 4 * count * stride);
    code.advance(before, 1);
  };
  code.set(before, code.int(0));
  rows(Math.min(T, 4), true);
  code.repeat(Math.floor(T / 4) - 1, () => rows(4, false));
  if (T > 4 && T % 4 > 0) rows(T % 4, false);
}

/**
 * a [T, T] = softmax(scale · z) of each row as far as the diagonal, and 0 behind it: parameters a, z, and weights, which
 * gets the same, but of which the vectors behind the diagonal's are not written. Rows of z and weights are of whole
 * vectors.
 */
export const softmaxOfPast = (T: number, scale: number): Definition => ({
  pointers: 3,
  build(code, a, z, weights) {
    const exp = prepareExp(code, 4);
    const rounded = prepareUnderflow(code);
    const c = constants(code, { zero: 0, lowest: -Infinity, scale });
    const [max, sum, v] = [four(code), four(code), four(code)];
    clear(code, T * T, a);
    const to = matrixAt(code, a, T);
    const [from, beside] = [z, weights].map((start) => matrixAt(code, start, padded(T)));
    forEachFour(code, T, [from, to, beside], (rows, pass) => {
      /** What lies behind the diagonal, which is lane r of row r's last vector, becomes what `otherwise` says. */
      const maskFuture = (otherwise: () => Value<"v128">) => {
        for (const r of rows.slice(0, 3)) {
          code.set(v[r], code.select(code.get(v[r]), otherwise(), code.mask(r + 1)));
        }
      };
      for (const r of rows) code.set(max[r], c.lowest());
      pass((_, isDiagonal) => {
        for (const r of rows) code.set(v[r], code.mul(load(code, from, r), c.scale()));
        for (const r of rows) code.set(v[r], rounded(v[r]));
        if (isDiagonal) maskFuture(c.lowest);
        for (const r of rows) code.set(max[r], code.max(code.get(max[r]), code.get(v[r])));
        for (const r of rows) store(code, from, r, v[r]);
      });
      for (const r of rows) acrossLanes(code, max[r], code.max);
      for (const r of rows) code.set(sum[r], c.zero());
      pass((_, isDiagonal) => {
        for (const r of rows) code.set(v[r], code.sub(load(code, from, r), code.get(max[r])));
        exp(...rows.map((r) => v[r]));
        if (isDiagonal) maskFuture(c.zero);
        for (const r of rows) code.set(sum[r], code.add(code.get(sum[r]), code.get(v[r])));
        for (const r of rows) store(code, from, r, v[r]);
      });
      for (const r of rows) acrossLanes(code, sum[r], code.add);
      pass((lanes, isDiagonal) => {
        for (const r of rows) code.set(v[r], code.div(load(code, from, r), code.get(sum[r])));
        for (const r of rows) code.set(v[r], rounded(v[r]));
        // A sum that is NaN has made NaN of these too.
        if (isDiagonal) maskFuture(c.zero);
        for (const r of rows) store(code, beside, r, v[r]);
        for (const r of rows) store(code, to, r, v[r], lanes);
      });
    });
  },
});

/**
 * dz [T, T] = a (da − Σ a da over the row) · scale as far as the diagonal: parameters dz, da, a. Rows of dz and da are
 * of whole vectors. In the diagonal's vector, what is behind the diagonal becomes 0; the vectors behind it are not
 * written.
 */
export const softmaxOfPastBackward = (T: number, scale: number): Definition => ({
  pointers: 3,
  build(code, dz, da, a) {
    const rounded = prepareUnderflow(code);
    const c = constants(code, { zero: 0, scale });
    const [mean, v, weight] = [four(code), four(code), four(code)];
    const [to, from] = [dz, da].map((start) => matrixAt(code, start, padded(T)));
    const weights = matrixAt(code, a, T);
    forEachFour(code, T, [to, from, weights], (rows, pass) => {
      /** What lies behind a row counts as 0. */
      const loadWeights = (lanes: number) => {
        for (const r of rows) code.set(weight[r], load(code, weights, r));
        if (lanes === 4) return;
        for (const r of rows) code.set(weight[r], code.and(code.get(weight[r]), code.mask(lanes)));
      };
      for (const r of rows) code.set(mean[r], c.zero());
      pass((lanes) => {
        loadWeights(lanes);
        for (const r of rows) code.set(v[r], code.mul(load(code, from, r), code.get(weight[r])));
        for (const r of rows) code.set(mean[r], code.add(code.get(mean[r]), code.get(v[r])));
      });
      for (const r of rows) acrossLanes(code, mean[r], code.add);
      for (const r of rows) code.set(mean[r], rounded(mean[r]));
      pass((lanes) => {
        loadWeights(lanes);
        for (const r of rows) code.set(v[r], code.sub(load(code, from, r), code.get(mean[r])));
        for (const r of rows) code.set(v[r], code.mul(code.get(weight[r]), code.get(v[r])));
        for (const r of rows) code.set(v[r], rounded(v[r]));
        for (const r of rows) code.set(v[r], code.mul(code.get(v[r]), c.scale()));
        for (const r of rows) code.set(v[r], rounded(v[r]));
        for (const r of rows) store(code, to, r, v[r]);
      });
    });
  },
});
