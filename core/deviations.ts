import type { FloatArray, Tensor } from "./tensor.ts";

/** A parameter before and after an update, and the gradient that it was done by. */
export interface Updated {
  before: Tensor;
  grad: Tensor;
  after: Tensor;
}

/**
 * How large a parameter, its gradient and its update are, as standard deviations in double precision: out[3i], out[3i +
 * 1] and out[3i + 2] of the i-th. `before` may hold anything afterwards.
 */
export function deviations(out: Tensor, updated: readonly Updated[]): void {
  updated.forEach(({ before, grad, after }, i) => {
    out.data[3 * i] = standardDeviation(before.data);
    out.data[3 * i + 1] = standardDeviation(grad.data);
    for (let k = 0; k < before.data.length; k++) before.data[k] = after.data[k] - before.data[k];
    out.data[3 * i + 2] = standardDeviation(before.data);
  });
}

/** The standard deviation (over n), 0 for a single value. */
export function standardDeviation(x: FloatArray): number {
  const n = x.length;
  let total = 0;
  for (let i = 0; i < n; i++) total += x[i];
  const mean = total / n;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (x[i] - mean) * (x[i] - mean);
  return Math.sqrt(sum / n);
}
