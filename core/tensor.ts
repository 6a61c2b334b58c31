/**
 * Tensors: numbers in row-major order and their shape. Letters of shapes, used everywhere: B batch, T context length,
 * E embedding size, H hidden size, V vocabulary size; K and N where a matrix is any matrix.
 *
 * @module
 */

import { toFloat32, toSquare, toSquared } from "./underflow.ts";

/** float32 for training, float64 for checking gradients. */
export type Dtype = "float32" | "float64";
export type FloatArray = Float32Array | Float64Array;

/** A dense tensor, row-major: element [i, j] of a [B, N] tensor is `data[i * N + j]`. */
export interface Tensor {
  readonly data: FloatArray;
  readonly shape: readonly number[];
}

/** What training changes: a tensor and the gradient of the loss by it. */
export interface Parameter {
  /** The notebooks' names, numbered by layer: C, W1, b1, W2, b2, …, bngain1, bnbias1, … */
  name: string;
  /** What it is to its layer: rows that are looked up, a matrix that is multiplied by, or numbers that are added or scale. */
  role: "table" | "matrix" | "vector";
  value: Tensor;
  grad: Tensor;
}

/** A tensor of zeros. Layers never allocate: what they write to is made by this once, when a model is created. */
export function allocate(shape: readonly number[], dtype: Dtype): Tensor {
  const length = sizeOf(shape);
  const data = dtype === "float32" ? new Float32Array(length) : new Float64Array(length);
  return { data, shape };
}

/** Rounds a number as it is stored in an array, and as a step of PyTorch's does that leaves its result in such an array. */
export function roundingOf(data: FloatArray): (x: number) => number {
  return data instanceof Float32Array ? toFloat32 : (x) => x;
}

/** The same of a gradient that is squared. */
export function squaredRoundingOf(data: FloatArray): (x: number) => number {
  return data instanceof Float32Array ? toSquared : (x) => x;
}

/** The same of an average of squares. */
export function squareRoundingOf(data: FloatArray): (x: number) => number {
  return data instanceof Float32Array ? toSquare : (x) => x;
}

/** Rounds all that has just been written to these tensors as it is stored. */
export function roundAll(...tensors: readonly Tensor[]): void {
  for (const { data } of tensors) {
    const round = roundingOf(data);
    for (let i = 0; i < data.length; i++) data[i] = round(data[i]);
  }
}

/** How many elements a shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/**
 * Makes sure that a tensor has the shape that an operation needs.
 *
 * @throws TypeError naming the tensor, the shape found and the shape wanted
 */
export function checkShape(name: string, tensor: Tensor, ...wanted: number[]): void {
  const { shape } = tensor;
  if (shape.length !== wanted.length || shape.some((n, i) => n !== wanted[i])) {
    throw new TypeError(`${name} has shape [${shape.join(", ")}], wanted [${wanted.join(", ")}]`);
  }
}
