/**
 * Tensors: numbers in row-major order and their shape. Letters of shapes, used everywhere: B batch, T context length,
 * E embedding size, H hidden size, V vocabulary size; K and N where a matrix is any matrix.
 *
 * @module
 */

import { toFloat32, toSquare, toSquared } from "./underflow.ts";

/** float32 for training, float64 for checking gradients. */
export type Dtype = "float32" | "float64";
/** The numbers of a tensor. */
export type FloatArray = Float32Array | Float64Array;

/** The sizes of a tensor's axes. */
export type Shape = readonly number[];

/** A dense tensor, row-major: element [i, j] of a [B, N] tensor is `data[i * N + j]`. */
export interface Tensor {
  /** Its numbers, row by row. */
  readonly data: FloatArray;
  /** How many there are along each axis. */
  readonly shape: Shape;
}

/** What training changes: a tensor and the gradient of the loss by it. */
export interface Parameter {
  /** What it is called in texts and stored results. */
  name: string;
  /**
   * What it is to its layer: rows that are looked up, a matrix that is multiplied by, or numbers that are added or
   * scale.
   */
  role: "table" | "matrix" | "vector";
  /** Its numbers. */
  value: Tensor;
  /** The gradient of the loss by them. */
  grad: Tensor;
}

/** A tensor of zeros. Layers never allocate: what they write to is made by this once, when a model is created. */
export function allocate(shape: Shape, dtype: Dtype): Tensor {
  const length = sizeOf(shape);
  const data = dtype === "float32" ? new Float32Array(length) : new Float64Array(length);
  return shaped(data, shape);
}

/** The same numbers in another shape. */
export const view = ({ data }: Tensor, ...shape: number[]): Tensor => shaped(data, shape);

/** A tensor as the matrix of its rows, the vectors along its last axis: [B, T, H] as [B · T, H]. */
export function rowsOf({ data, shape }: Tensor): Tensor {
  const N = shape[shape.length - 1];
  return shaped(data, [sizeOf(shape) / N, N]);
}

/**
 * Numbers in a shape. Its sizes are kept as small integers: JavaScript may hold a 200 as a floating-point number, by
 * where it has been, and loops with such sizes then reckon their indices in floating point, which makes plain products
 * 1.5 times slower. None reaches 2³¹: it would not fit into memory.
 */
const shaped = (data: FloatArray, shape: Shape): Tensor => ({
  data,
  shape: shape.map((size) => size | 0),
});

/**
 * Rounds a number as it is stored in an array, and as a step of PyTorch's does that leaves its result in such an array.
 */
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
export function sizeOf(shape: Shape): number {
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

/**
 * Makes sure that tensors have one shape.
 *
 * @throws TypeError naming two that differ
 */
export function checkSame(tensors: Record<string, Tensor>): void {
  const [[first, { shape }], ...others] = Object.entries(tensors);
  for (const [name, tensor] of others) {
    if (tensor.shape.length === shape.length && tensor.shape.every((n, i) => n === shape[i])) {
      continue;
    }
    throw new TypeError(
      `${name} has shape [${tensor.shape.join(", ")}], and ${first} [${shape.join(", ")}]`,
    );
  }
}

/** The same as {@linkcode checkShape} for several tensors, by their names. */
export function checkShapes(tensors: Record<string, Tensor>, ...wanted: number[]): void {
  for (const [name, tensor] of Object.entries(tensors)) checkShape(name, tensor, ...wanted);
}
