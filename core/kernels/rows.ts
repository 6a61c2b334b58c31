/**
 * Kernels that go through a matrix row by row: softmax, and rows that are looked up, added and spread by index.
 *
 * @module
 */
import type { Code, Definition, Local, Value } from "./assembler.ts";
import { forEachVector } from "./elementwise.ts";
import { divisible } from "./parts.ts";
import { constants, prepareExp, prepareUnderflow } from "./vector_math.ts";

/**
 * probs [B, V] = softmax(logits [B, V]): parameters probs, logits, and where each row's maximum and Σ exp(logit −
 * maximum) go, four numbers of each side by side.
 */
export const softmax = (B: number, V: number): Definition =>
  divisible({ size: B, unit: 1, work: 10 * V }, (rows) => softmaxOf(rows, V), [4 * V, 4 * V, 32]);

const softmaxOf = (B: number, V: number): Definition => ({
  pointers: 3,
  build(code, probs, logits, statistics) {
    const exp = prepareExp(code);
    const rounded = prepareUnderflow(code);
    const c = constants(code, { zero: 0, lowest: -Infinity });
    const mask = code.local("v128");
    code.set(mask, code.mask(V % 4 === 0 ? 4 : V % 4));
    const [max, sum, v] = [0, 1, 2].map(() => code.local("v128"));
    const pointer = code.local("i32");

    /** Runs `body` for each vector of the row; the last one's lanes behind the row are masked by `body` itself. */
    const forEach = (start: Local<"i32">, body: (at: Local<"i32">, isLast: boolean) => void) => {
      code.set(pointer, code.get(start));
      code.repeat(Math.ceil(V / 4) - 1, () => {
        body(pointer, false);
        code.advance(pointer, 16);
      });
      body(pointer, true);
    };
    code.repeat(B, () => {
      code.set(max, c.lowest());
      forEach(logits, (at, isLast) => {
        code.set(v, code.load(at));
        if (isLast) code.set(v, code.select(code.get(v), c.lowest(), code.get(mask)));
        code.set(max, code.max(code.get(max), code.get(v)));
      });
      acrossLanes(code, max, code.max);
      code.store(statistics, 0, max);

      // Nothing is stored behind the row, which may be another thread's.
      const lanesOf = (isLast: boolean) => isLast && V % 4 > 0 ? V % 4 : 4;
      const offset = code.local("i32");
      code.set(offset, code.addInt(code.get(probs), code.mulInt(code.get(logits), code.int(-1))));
      code.set(sum, c.zero());
      forEach(logits, (at, isLast) => {
        code.set(v, code.sub(code.load(at), code.get(max)));
        // Of what lies behind the row, exp might be anything.
        if (isLast) code.set(v, code.and(code.get(v), code.get(mask)));
        exp(v);
        if (isLast) code.set(v, code.and(code.get(v), code.get(mask)));
        code.set(sum, code.add(code.get(sum), code.get(v)));
        const target = code.local("i32");
        code.set(target, code.addInt(code.get(at), code.get(offset)));
        code.store(target, 0, v, lanesOf(isLast));
      });
      acrossLanes(code, sum, code.add);
      code.store(statistics, 16, sum);
      forEach(probs, (at, isLast) => {
        code.set(v, code.div(code.load(at), code.get(sum)));
        code.set(v, rounded(v));
        code.store(at, 0, v, lanesOf(isLast));
      });
      code.advance(probs, 4 * V);
      code.advance(logits, 4 * V);
      code.advance(statistics, 32);
    });
  },
});

/**
 * out [N, V] = x [N, V], each row divided by its own number, and 0 where that is 0: parameters out, x, divisors [N].
 */
export const divideRows = (N: number, V: number): Definition =>
  divisible({ size: N, unit: 1, work: 2 * V }, (rows) => divideRowsOf(rows, V), [4 * V, 4 * V, 4]);

const divideRowsOf = (N: number, V: number): Definition => ({
  pointers: 3,
  build(code, out, x, divisors) {
    const c = constants(code, { zero: 0 });
    const rounded = prepareUnderflow(code);
    const [divisor, counts, v] = [0, 1, 2].map(() => code.local("v128"));
    const [to, from] = [code.local("i32"), code.local("i32")];
    code.repeat(N, () => {
      code.set(divisor, code.load(divisors));
      code.set(divisor, code.broadcast(divisor, 0));
      code.set(counts, code.greater(code.get(divisor), c.zero()));
      code.set(to, code.get(out));
      code.set(from, code.get(x));
      forEachVector(code, V, [to, from], (offset, lanes) => {
        code.set(v, code.div(code.load(from, offset), code.get(divisor)));
        code.set(v, rounded(v));
        code.set(v, code.and(code.get(v), code.get(counts)));
        code.store(to, offset, v, lanes);
      });
      code.advance(out, 4 * V);
      code.advance(x, 4 * V);
      code.advance(divisors, 4);
    });
  },
});

/**
 * out [B, N] = x [B, N] + row [N]: parameters out, x, row. Of multiples of 2⁻⁶² the sum is one, as in elementwise.ts.
 */
export const addRow = (B: number, N: number): Definition =>
  divisible({ size: B, unit: 1, work: N }, (rows) => addRowTo(rows, N), [4 * N, 4 * N, 0]);

const addRowTo = (B: number, N: number): Definition => ({
  pointers: 3,
  build(code, out, x, row) {
    const v = code.local("v128");
    const [to, from, added] = [0, 1, 2].map(() => code.local("i32"));
    code.repeat(B, () => {
      code.set(to, code.get(out));
      code.set(from, code.get(x));
      code.set(added, code.get(row));
      forEachVector(code, N, [to, from, added], (offset, lanes) => {
        code.set(v, code.add(code.load(from, offset), code.load(added, offset)));
        code.store(to, offset, v, lanes);
      });
      code.advance(out, 4 * N);
      code.advance(x, 4 * N);
    });
  },
});

/** A pointer and how many numbers apart the rows are that it goes through. */
export type Walk = [pointer: Local<"i32">, step: number];

/**
 * Runs `body` for each vector of N numbers of `count` rows, with a pointer into each of the matrices that begin there,
 * and with how many of its lanes are in the row.
 */
export function forEachInRows(
  code: Code,
  count: number,
  N: number,
  walks: Walk[],
  body: (at: Local<"i32">[], lanes: number) => void,
): void {
  const rows = walks.map(([start]) => code.copy(start));
  const at = rows.map(() => code.local("i32"));
  code.repeat(count, () => {
    rows.forEach((row, i) => code.set(at[i], code.get(row)));
    code.repeat(Math.floor(N / 4), () => {
      body(at, 4);
      for (const pointer of at) code.advance(pointer, 16);
    });
    if (N % 4 > 0) body(at, N % 4);
    rows.forEach((row, i) => code.advance(row, 4 * walks[i][1]));
  });
}

/** A pointer to so many numbers behind another. */
export function behind(code: Code, pointer: Local<"i32">, numbers: number): Local<"i32"> {
  const made = code.copy(pointer);
  code.advance(made, 4 * numbers);
  return made;
}

/** Combines a vector's four lanes, in a fixed order; the result is in all of them. */
export function acrossLanes(
  code: Code,
  vector: Local<"v128">,
  combine: (a: Value<"v128">, b: Value<"v128">) => Value<"v128">,
): void {
  for (const lanes of [[2, 3, 0, 1], [1, 0, 3, 2]]) {
    code.set(vector, combine(code.get(vector), code.shuffle(vector, vector, lanes)));
  }
}

/** out[p] = table[index[p]] for rows of N numbers: parameters out, table, index, count (at least 1). */
export const gatherRows = (N: number): Definition => ({
  pointers: 4,
  build(code, out, table, index, count) {
    const row = code.local("i32");
    const v = code.local("v128");
    code.countDown(count, () => {
      pointAt(code, row, table, index, 0, N);
      // The last vector spills into the next row, which is written after it.
      for (let n = 0; n < N; n += 4) {
        code.set(v, code.load(row, 4 * n));
        code.store(out, 4 * n, v);
      }
      code.advance(out, 4 * N);
      code.advance(index, 4);
    });
  },
});

/** table [V, N] = 0, then table[index[p]] += x[p]: parameters table, x, index, count (at least 1). */
export const scatterRows = (V: number, N: number): Definition => ({
  pointers: 4,
  build(code, table, x, index, count) {
    const row = code.local("i32");
    const v = code.local("v128");
    clear(code, V * N, table);
    code.countDown(count, () => {
      pointAt(code, row, table, index, 0, N);
      for (let n = 0; n < N; n += 4) {
        code.set(v, code.add(code.load(row, 4 * n), code.load(x, 4 * n)));
        code.store(row, 4 * n, v, Math.min(4, N - n));
      }
      code.advance(x, 4 * N);
      code.advance(index, 4);
    });
  },
});

/**
 * out[i] = bias + Σₜ table[index[i, t]] for i < B, t < T and rows of N numbers: parameters out, table, index and the
 * bias if there is one.
 *
 * The sum goes from the last t to the first. Any order is as good; after 200,000 steps they differ by 1e-5, and in this
 * one, whatever the arithmetic, two running means that lie that near to the middle between two digits are rounded as
 * the notebook printed them.
 *
 * The table's numbers are sums of products; they are only added here, and the sum is rounded.
 *
 * @param stride how many numbers apart the table's rows are, and those of out
 */
export const sumRows = (
  B: number,
  T: number,
  N: number,
  bias: boolean,
  stride = N,
  strideOfOut = N,
): Definition => ({
  pointers: bias ? 4 : 3,
  build(code, out, table, index, ...biases) {
    const rows = Array.from({ length: T }, () => code.local("i32"));
    const to = code.local("i32");
    const from = biases.map(() => code.local("i32"));
    const sum = code.local("v128");
    const rounded = prepareUnderflow(code);
    const [first, ...others] = [...from, ...rows.toReversed()];
    code.repeat(B, () => {
      rows.forEach((row, t) => pointAt(code, row, table, index, t, stride));
      code.set(to, code.get(out));
      from.forEach((pointer, i) => code.set(pointer, code.get(biases[i])));
      forEachVector(code, N, [to, first, ...others], (offset, lanes) => {
        code.set(sum, code.load(first, offset));
        for (const row of others) {
          code.set(sum, code.add(code.get(sum), code.load(row, offset)));
        }
        code.set(sum, rounded(sum));
        code.store(to, offset, sum, lanes);
      });
      code.advance(out, 4 * strideOfOut);
      code.advance(index, 4 * T);
    });
  },
});

/**
 * table = 0, then table[index[i, t]] += x[i] for i < B, t < T and rows of N numbers: parameters table, x, index, count
 * of the table's rows (at least 1). The table has room for a row more, which becomes 0: whoever reads whole vectors
 * reads on into it.
 *
 * @param stride how many numbers apart the table's rows are, and those of x
 */
export const spreadRows = (
  B: number,
  T: number,
  N: number,
  stride = N,
  strideOfX = N,
): Definition => ({
  pointers: 4,
  build(code, table, x, index, count) {
    const rows = Array.from({ length: T }, () => code.local("i32"));
    const [to, from] = [code.local("i32"), code.local("i32")];
    const [v, sum] = [code.local("v128"), code.local("v128")];
    code.set(to, code.get(table));
    code.countDown(count, () => {
      clear(code, N, to);
      code.advance(to, 4 * stride);
    });
    clear(code, N, to);
    code.repeat(B, () => {
      rows.forEach((row, t) => pointAt(code, row, table, index, t, stride));
      code.set(from, code.get(x));
      forEachVector(code, N, [from, ...rows], (offset, lanes) => {
        code.set(v, code.load(from, offset));
        for (const row of rows) {
          code.set(sum, code.add(code.get(v), code.load(row, offset)));
          code.store(row, offset, sum, lanes);
        }
      });
      code.advance(x, 4 * strideOfX);
      code.advance(index, 4 * T);
    });
  },
});

/** row = where the table's row index[place] begins. */
function pointAt(
  code: Code,
  row: Local<"i32">,
  table: Local<"i32">,
  index: Local<"i32">,
  place: number,
  N: number,
) {
  code.set(
    row,
    code.addInt(code.get(table), code.mulInt(code.loadInt(index, 4 * place), code.int(4 * N))),
  );
}

/** Writes `size` zeros. */
export function clear(code: Code, size: number, start: Local<"i32">): void {
  const [pointer, zero] = [code.local("i32"), code.local("v128")];
  code.set(zero, code.splat(code.float(0)));
  code.set(pointer, code.get(start));
  forEachVector(code, size, [pointer], (offset, lanes) => code.store(pointer, offset, zero, lanes));
}
