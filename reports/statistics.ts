/**
 * Means and how sure they are.
 *
 * @module
 */
import { criticalT } from "./distributions.ts";

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, x) => sum + x, 0) / values.length;

/** The sample standard deviation, with n − 1; 0 for equal values, NaN for fewer than two. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return NaN;
  if (values.every((x) => x === values[0])) return 0; // not what is left of rounding their mean
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - center) ** 2, 0) / (values.length - 1));
}

/**
 * How far the mean of `values` may be off: half the width of its confidence interval, t · s / √n.
 *
 * @param confidence e.g. 0.95
 * @returns NaN for fewer than two values
 */
export const halfWidth = (values: readonly number[], confidence: number): number =>
  values.length < 2 ? NaN : criticalT(confidence, values.length - 1) * standardDeviation(values) /
    Math.sqrt(values.length);
