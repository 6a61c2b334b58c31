/**
 * Products of matrices [T, T] that are 0 above the diagonal, in bands of rows that leave out most of what is 0.
 *
 * A sum without its terms 0 has the same bits: it starts from +0, and so never is −0.
 *
 * @module
 */
import type { Definition } from "./assembler.ts";
import { matmul } from "./matmul.ts";

/** So many bands at most: each is code of its own, and with four, 3/8 are left out of what is multiplied. */
const BANDS = 4;

/** Rows from `first` on, before `end`. */
interface Band {
  first: number;
  end: number;
  rows: number;
}

function bandsOf(T: number): Band[] {
  const height = 4 * Math.ceil(T / 4 / BANDS);
  return Array.from({ length: Math.ceil(T / height) }, (_, i) => {
    const [first, end] = [i * height, Math.min(T, (i + 1) * height)];
    return { first, end, rows: end - first };
  });
}

/** The size of a row of whole vectors. */
export const padded = (T: number): number => 4 * Math.ceil(T / 4);

/** How many numbers apart rows are. */
interface Strides {
  a: number;
  b: number;
  out: number;
}

const PRODUCT = { transposedA: false, bias: false, rounded: true };

/**
 * out [T, T] = A B of A [T, D] and B [D, T], at least as far as the vector that has the diagonal; the other vectors are
 * arbitrary: parameters out, A, B. Rows of B and out are of whole vectors. Moves out and A on by T rows.
 */
export const productToDiagonal = (T: number, D: number, stride: number): Definition => ({
  pointers: 3,
  build(code, out, a, b) {
    const strides = { a: stride, b: padded(T), out: padded(T) };
    for (const { rows, end } of bandsOf(T)) {
      matmul({ ...PRODUCT, M: rows, K: D, N: padded(end), strides }).build(code, out, a, b);
    }
  },
});

/** out [T, D] = A B of A [T, T] and B [T, D]: parameters out, A, B. Moves out and A on by T rows. */
export const productOfPast = (T: number, D: number, strides: Strides): Definition => ({
  pointers: 3,
  build(code, out, a, b) {
    for (const { rows, end } of bandsOf(T)) {
      matmul({ ...PRODUCT, M: rows, K: end, N: D, strides }).build(code, out, a, b);
    }
  },
});

/** out [T, D] = Aᵀ B of A [T, T] and B [T, D]: parameters out, A, B. Moves out and B on by T rows. */
export const productOfFuture = (T: number, D: number, strides: Strides): Definition => ({
  pointers: 3,
  build(code, out, a, b) {
    for (const { first, rows } of bandsOf(T)) {
      matmul({ ...PRODUCT, transposedA: true, M: rows, K: T - first, N: D, strides })
        .build(code, out, a, b);
      // On to the next rows of A, whose columns `matmul` has moved on to.
      code.advance(a, 4 * rows * strides.a);
      code.advance(b, 4 * rows * strides.b);
    }
  },
});
