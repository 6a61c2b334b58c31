/**
 * The three matrix products that a linear layer and its backward pass are made of. One loop nest serves them all: a
 * transposed matrix is the same memory read with its two strides exchanged.
 *
 * @module
 */
import type { FloatArray } from "./tensor.ts";

/** out = A B + bias: out [M, N], A [M, K], B [K, N], bias [N] or null. */
export function matmul(
  out: FloatArray,
  A: FloatArray,
  B: FloatArray,
  bias: FloatArray | null,
  M: number,
  K: number,
  N: number,
): void {
  product(out, A, K, 1, B, N, 1, bias, M, K, N);
}

/** out = A Bᵀ: out [M, N], A [M, K], B [N, K]. */
export function matmulTransposedB(
  out: FloatArray,
  A: FloatArray,
  B: FloatArray,
  M: number,
  K: number,
  N: number,
): void {
  product(out, A, K, 1, B, 1, K, null, M, K, N);
}

/** out = Aᵀ B: out [M, N], A [K, M], B [K, N]. */
export function matmulTransposedA(
  out: FloatArray,
  A: FloatArray,
  B: FloatArray,
  M: number,
  K: number,
  N: number,
): void {
  product(out, A, 1, M, B, N, 1, null, M, K, N);
}

/**
 * out[m, n] = bias[n] + Σₖ A[m, k] B[k, n], where A[m, k] is at `m * am + k * ak` and B[k, n] at `k * bk + n * bn`.
 * Sums are kept in double precision and rounded once, when they are stored.
 *
 * Tiles of 4 × 4 sums stay in registers: 8 loads for 16 multiplications, some four times as fast as one sum at a time.
 */
function product(
  out: FloatArray,
  A: FloatArray,
  am: number,
  ak: number,
  B: FloatArray,
  bk: number,
  bn: number,
  bias: FloatArray | null,
  M: number,
  K: number,
  N: number,
): void {
  // Sizes that V8 holds as floating-point numbers, as tensor.ts tells, would make the loops 1.5 times slower.
  M |= 0, K |= 0, N |= 0, am |= 0, ak |= 0, bk |= 0, bn |= 0;
  const tiledM = M - M % 4;
  const tiledN = N - N % 4;
  for (let m = 0; m < tiledM; m += 4) {
    for (let n = 0; n < tiledN; n += 4) {
      let c00 = 0, c01 = 0, c02 = 0, c03 = 0;
      if (bias !== null) c00 = bias[n], c01 = bias[n + 1], c02 = bias[n + 2], c03 = bias[n + 3];
      let c10 = c00, c11 = c01, c12 = c02, c13 = c03;
      let c20 = c00, c21 = c01, c22 = c02, c23 = c03;
      let c30 = c00, c31 = c01, c32 = c02, c33 = c03;
      for (let k = 0, a = m * am, b = n * bn; k < K; k++, a += ak, b += bk) {
        const a0 = A[a], a1 = A[a + am], a2 = A[a + 2 * am], a3 = A[a + 3 * am];
        const b0 = B[b], b1 = B[b + bn], b2 = B[b + 2 * bn], b3 = B[b + 3 * bn];
        c00 += a0 * b0, c01 += a0 * b1, c02 += a0 * b2, c03 += a0 * b3;
        c10 += a1 * b0, c11 += a1 * b1, c12 += a1 * b2, c13 += a1 * b3;
        c20 += a2 * b0, c21 += a2 * b1, c22 += a2 * b2, c23 += a2 * b3;
        c30 += a3 * b0, c31 += a3 * b1, c32 += a3 * b2, c33 += a3 * b3;
      }
      const o0 = m * N + n, o1 = o0 + N, o2 = o1 + N, o3 = o2 + N;
      out[o0] = c00, out[o0 + 1] = c01, out[o0 + 2] = c02, out[o0 + 3] = c03;
      out[o1] = c10, out[o1 + 1] = c11, out[o1 + 2] = c12, out[o1 + 3] = c13;
      out[o2] = c20, out[o2 + 1] = c21, out[o2 + 2] = c22, out[o2 + 3] = c23;
      out[o3] = c30, out[o3 + 1] = c31, out[o3 + 2] = c32, out[o3 + 3] = c33;
    }
  }
  // What the tiles leave at the right and at the bottom, one sum at a time.
  for (let m = 0; m < M; m++) {
    for (let n = m < tiledM ? tiledN : 0; n < N; n++) {
      let c = bias === null ? 0 : bias[n];
      for (let k = 0, a = m * am, b = n * bn; k < K; k++, a += ak, b += bk) c += A[a] * B[b];
      out[m * N + n] = c;
    }
  }
}
