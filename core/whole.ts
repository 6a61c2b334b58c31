/**
 * What is done with all elements of several tensors, whatever their shapes.
 *
 * @module
 */
import { roundingOf, type Tensor } from "./tensor.ts";

/** Σ x² of each tensor. */
export function sumsOfSquares(tensors: readonly Tensor[]): number[] {
  return tensors.map(({ data }) => {
    let sum = 0;
    for (let i = 0; i < data.length; i++) sum += data[i] * data[i];
    return sum;
  });
}

/** x ← factor · x, small numbers rounded before and after, since both are multiplied. */
export function multiplyAll(tensors: readonly Tensor[], factor: number): void {
  for (const { data } of tensors) {
    const round = roundingOf(data);
    const by = round(factor);
    for (let i = 0; i < data.length; i++) data[i] = round(by * round(data[i]));
  }
}

/** x ← −limit where it is less, limit where it is more. */
export function clampAll(tensors: readonly Tensor[], limit: number): void {
  for (const { data } of tensors) {
    for (let i = 0; i < data.length; i++) data[i] = Math.max(-limit, Math.min(limit, data[i]));
  }
}

/** Two tensors of one shape, and a number. */
export interface Multiple {
  y: Tensor;
  x: Tensor;
  factor: number;
}

/** y ← y + factor · x */
export function addMultiples(multiples: readonly Multiple[]): void {
  for (const { y: { data: y }, x: { data: x }, factor } of multiples) {
    for (let i = 0; i < y.length; i++) y[i] += factor * x[i];
  }
}
