/**
 * Kernels that go through a [B, N] matrix column by column, four at a time: batch norm both ways, and sums over the batch.
 *
 * @module
 */
import type { Code, Definition, Local } from "./assembler.ts";
import { constants } from "./vector_math.ts";

type Pointer = Local<"i32">;

/**
 * Runs `body` for each vector of columns, with how many of its lanes are columns. `rows` move along in the matrices, `vectors` in the tensors
 * of one number a column.
 */
function forEachColumns(
  code: Code,
  N: number,
  pointers: Pointer[],
  body: (lanes: number) => void,
): void {
  code.repeat(Math.floor(N / 4), () => {
    body(4);
    for (const pointer of pointers) code.advance(pointer, 16);
  });
  if (N % 4 > 0) body(N % 4);
}

/** Runs `body` for each of B rows with pointers into it that start from `starts`. */
function forEachRow(
  code: Code,
  B: number,
  N: number,
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
    for (const pointer of pointers) code.advance(pointer, 4 * N);
  });
}

/** out [N] = Σ over the rows of x [B, N]: parameters out, x. */
export const sumOverBatch = (B: number, N: number): Definition => ({
  pointers: 2,
  build(code, out, x) {
    const c = constants(code, { zero: 0 });
    const sum = code.local("v128");
    forEachColumns(code, N, [out, x], () => {
      code.set(sum, c.zero());
      forEachRow(code, B, N, [x], (row) => code.set(sum, code.add(code.get(sum), code.load(row))));
      code.store(out, 0, sum);
    });
  },
});

/** batchNormForward: parameters out, xhat, mean, variance, invStd, x, gain, bias. */
export const batchNormForward = (
  B: number,
  N: number,
  { epsilon, unbiased }: { epsilon: number; unbiased: boolean },
): Definition => ({
  pointers: 8,
  build(code, out, xhat, mean, variance, invStd, x, gain, bias) {
    const c = constants(code, {
      zero: 0,
      one: 1,
      n: B,
      divisor: unbiased ? B - 1 : B,
      besselsDivisor: B - 1,
      epsilon,
    });
    const [m, squares, inv, g, b, v] = Array.from({ length: 6 }, () => code.local("v128"));
    const all = [out, xhat, mean, variance, invStd, x, gain, bias];
    forEachColumns(code, N, all, (lanes) => {
      code.set(m, c.zero());
      forEachRow(code, B, N, [x], (row) => code.set(m, code.add(code.get(m), code.load(row))));
      code.set(m, code.div(code.get(m), c.n()));
      code.set(squares, c.zero());
      forEachRow(code, B, N, [x], (row) => {
        code.set(v, code.sub(code.load(row), code.get(m)));
        const difference = () => code.get(v);
        code.set(squares, code.madd(difference, difference, () => code.get(squares)));
      });
      code.set(inv, code.add(code.div(code.get(squares), c.divisor()), c.epsilon()));
      code.set(inv, code.div(c.one(), code.sqrt(code.get(inv))));
      code.set(squares, code.div(code.get(squares), c.besselsDivisor()));
      code.store(mean, 0, m);
      code.store(variance, 0, squares);
      code.store(invStd, 0, inv);
      code.set(g, code.load(gain));
      code.set(b, code.load(bias));
      forEachRow(code, B, N, [x, xhat, out], (row, rowOfXhat, rowOfOut) => {
        code.set(v, code.mul(code.sub(code.load(row), code.get(m)), code.get(inv)));
        code.store(rowOfXhat, 0, v, lanes);
        code.set(v, code.madd(() => code.get(g), () => code.get(v), () => code.get(b)));
        code.store(rowOfOut, 0, v, lanes);
      });
    });
  },
});

/** batchNormBackward: parameters dx, dgain, dbias, dout, xhat, invStd, gain. */
export const batchNormBackward = (B: number, N: number, unbiased: boolean): Definition => ({
  pointers: 7,
  build(code, dx, dgain, dbias, dout, xhat, invStd, gain) {
    const c = constants(code, { zero: 0, n: B, divisor: unbiased ? B - 1 : B });
    const [sum, sumXhat, scale, d, h] = Array.from({ length: 5 }, () => code.local("v128"));
    forEachColumns(code, N, [dx, dgain, dbias, dout, xhat, invStd, gain], (lanes) => {
      code.set(sum, c.zero());
      code.set(sumXhat, c.zero());
      forEachRow(code, B, N, [dout, xhat], (rowOfDout, rowOfXhat) => {
        code.set(d, code.load(rowOfDout));
        code.set(sum, code.add(code.get(sum), code.get(d)));
        const x = () => code.load(rowOfXhat);
        code.set(sumXhat, code.madd(() => code.get(d), x, () => code.get(sumXhat)));
      });
      code.store(dgain, 0, sumXhat);
      code.store(dbias, 0, sum);
      code.set(scale, code.mul(code.load(gain), code.load(invStd)));
      code.set(sum, code.div(code.get(sum), c.n()));
      code.set(sumXhat, code.div(code.get(sumXhat), c.divisor()));
      forEachRow(code, B, N, [dx, dout, xhat], (rowOfDx, rowOfDout, rowOfXhat) => {
        code.set(h, code.mul(code.load(rowOfXhat), code.get(sumXhat)));
        code.set(d, code.sub(code.sub(code.load(rowOfDout), code.get(sum)), code.get(h)));
        code.set(d, code.mul(code.get(scale), code.get(d)));
        code.store(rowOfDx, 0, d, lanes);
      });
    });
  },
});

/** batchNormInference: parameters out, x, mean, invStd, gain, bias. */
export const batchNormInference = (B: number, N: number): Definition => ({
  pointers: 6,
  build(code, out, x, mean, invStd, gain, bias) {
    const [m, inv, g, b, v] = Array.from({ length: 5 }, () => code.local("v128"));
    forEachColumns(code, N, [out, x, mean, invStd, gain, bias], (lanes) => {
      code.set(m, code.load(mean));
      code.set(inv, code.load(invStd));
      code.set(g, code.load(gain));
      code.set(b, code.load(bias));
      forEachRow(code, B, N, [out, x], (rowOfOut, row) => {
        code.set(v, code.mul(code.get(g), code.sub(code.load(row), code.get(m))));
        code.set(v, code.madd(() => code.get(v), () => code.get(inv), () => code.get(b)));
        code.store(rowOfOut, 0, v, lanes);
      });
    });
  },
});
