/**
 * Element-wise steps with broadcasting, and the sums that are its backward pass: a number that is used in many places
 * collects the gradients of all of them. These allocate their results; they serve reading and checking (chain.ts), not
 * training.
 *
 * @module
 */
import type { Indices } from "./examples.ts";
import { pow } from "./exact_math.ts";
import * as products from "./matmul.ts";
import { allocate, type Dtype, type FloatArray, type Tensor } from "./tensor.ts";

/** float32 or float64, as a tensor's numbers are. */
export const dtypeOf = ({ data }: Tensor): Dtype =>
  data instanceof Float32Array ? "float32" : "float64";

/** f of every element. */
export function map(x: Tensor, f: (x: number) => number): Tensor {
  const out = allocate(x.shape, dtypeOf(x));
  for (let i = 0; i < out.data.length; i++) out.data[i] = f(x.data[i]);
  return out;
}

/**
 * f of every pair of elements. A dimension of length 1 is repeated to the other's length: [B, H] with [1, H], or with
 * [B, 1].
 *
 * @throws TypeError where two dimensions differ and neither is 1
 */
function zip(a: Tensor, b: Tensor | number, f: (a: number, b: number) => number): Tensor {
  if (typeof b === "number") {
    const scalar = allocate([1, 1], dtypeOf(a));
    scalar.data[0] = b;
    return zip(a, scalar, f);
  }
  const [rowsA, columnsA] = a.shape;
  const [rowsB, columnsB] = b.shape;
  const rows = Math.max(rowsA, rowsB);
  const columns = Math.max(columnsA, columnsB);
  for (
    const [found, wanted] of [[rowsA, rows], [rowsB, rows], [columnsA, columns], [
      columnsB,
      columns,
    ]]
  ) {
    if (found !== 1 && found !== wanted) {
      throw new TypeError(`Cannot broadcast [${a.shape.join(", ")}] with [${b.shape.join(", ")}]`);
    }
  }
  const out = allocate([rows, columns], dtypeOf(a));
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const x = a.data[(rowsA === 1 ? 0 : i) * columnsA + (columnsA === 1 ? 0 : j)];
      const y = b.data[(rowsB === 1 ? 0 : i) * columnsB + (columnsB === 1 ? 0 : j)];
      out.data[i * columns + j] = f(x, y);
    }
  }
  return out;
}

export const add = (a: Tensor, b: Tensor | number): Tensor => zip(a, b, (x, y) => x + y);
export const subtract = (a: Tensor, b: Tensor | number): Tensor => zip(a, b, (x, y) => x - y);
export const multiply = (a: Tensor, b: Tensor | number): Tensor => zip(a, b, (x, y) => x * y);
export const divide = (a: Tensor, b: Tensor | number): Tensor => zip(a, b, (x, y) => x / y);
export const negate = (x: Tensor): Tensor => map(x, (x) => -x);

/** x to a power; −1, −½ and −2 as PyTorch computes them, by a reciprocal, so that they round as there. */
export function power(x: Tensor, exponent: number): Tensor {
  if (exponent === -1) return map(x, (x) => 1 / x);
  if (exponent === -0.5) return power(map(x, Math.sqrt), -1);
  if (exponent === -2) return power(multiply(x, x), -1);
  return map(x, (x) => pow(x, exponent));
}

/** Σ over the batch: [B, N] → [1, N]. Backward of broadcasting [1, N] over the batch. */
export function sumOverBatch(x: Tensor): Tensor {
  const [B, N] = x.shape;
  const out = allocate([1, N], dtypeOf(x));
  for (let j = 0; j < N; j++) out.data[j] = sum(x.data, j, B, N);
  return out;
}

/** Σ over each row: [B, N] → [B, 1]. Backward of broadcasting [B, 1] over a row. */
export function sumOverRow(x: Tensor): Tensor {
  const [B, N] = x.shape;
  const out = allocate([B, 1], dtypeOf(x));
  for (let i = 0; i < B; i++) out.data[i] = sum(x.data, i * N, N, 1);
  return out;
}

function sum(data: FloatArray, start: number, count: number, stride: number): number {
  let total = 0;
  for (let k = 0; k < count; k++) total += data[start + k * stride];
  return total;
}

/** The copies that broadcasting [1, N] or [B, 1] makes: [B, N]. */
export function broadcast(x: Tensor, [B, N]: readonly number[]): Tensor {
  return add(allocate([B, N], dtypeOf(x)), x);
}

/** Where each row is largest: [B] indices. */
export function argmax({ data, shape: [B, N] }: Tensor): Int32Array {
  return Int32Array.from({ length: B }, (_, i) => {
    const row = data.subarray(i * N, (i + 1) * N);
    return row.indexOf(Math.max(...row));
  });
}

/** The element of each row that `columns` names: [B, N] → [B, 1]. */
export function pick(x: Tensor, columns: Indices): Tensor {
  const [B, N] = x.shape;
  const out = allocate([B, 1], dtypeOf(x));
  for (let i = 0; i < B; i++) out.data[i] = x.data[i * N + columns[i]];
  return out;
}

/** Zeros, but x[i] at column `columns[i]` of row i: [B, 1] → [B, N]. Backward of `pick`. */
export function place(x: Tensor, columns: Indices, N: number): Tensor {
  const B = x.shape[0];
  const out = allocate([B, N], dtypeOf(x));
  for (let i = 0; i < B; i++) out.data[i * N + columns[i]] = x.data[i];
  return out;
}

/** a b: [B, K] [K, N] → [B, N] */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const [M, K] = a.shape;
  const [inner, N] = b.shape;
  if (K !== inner) {
    throw new TypeError(
      `Cannot multiply [${a.shape.join(", ")}] by [${b.shape.join(", ")}]: inner sizes differ`,
    );
  }
  const out = allocate([M, N], dtypeOf(a));
  products.matmul(out.data, a.data, b.data, null, M, K, N);
  return out;
}

/** xᵀ: [M, N] → [N, M] */
export function transpose(x: Tensor): Tensor {
  const [M, N] = x.shape;
  const out = allocate([N, M], dtypeOf(x));
  for (let i = 0; i < M; i++) {
    for (let j = 0; j < N; j++) out.data[j * M + i] = x.data[i * N + j];
  }
  return out;
}

export { view } from "./tensor.ts";
