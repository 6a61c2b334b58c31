/**
 * Means and how sure they are.
 *
 * @module
 */

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
 * @return NaN for fewer than two values
 */
export const halfWidth = (values: readonly number[], confidence: number): number =>
  values.length < 2 ? NaN : criticalT(confidence, values.length - 1) * standardDeviation(values) /
    Math.sqrt(values.length);

/**
 * The t that |T| stays below with a probability of `confidence`, T of Student's distribution with so many degrees of freedom:
 * 12.706 for 0.95 and 1.
 *
 * @param freedom a whole number from 1 on
 */
export function criticalT(confidence: number, freedom: number): number {
  let low = 0, high = 1;
  while (probabilityWithin(high, freedom) < confidence) high *= 2;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (probabilityWithin(middle, freedom) < confidence) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The probability that |T| < t, T of Student's distribution with `freedom` degrees of freedom: a finite sum for a whole number of them
 * (Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4).
 */
export function probabilityWithin(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const square = Math.cos(angle) ** 2;
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1, sum = 0;
  for (let k = isOdd ? 1 : 0; k <= freedom - 2; k += 2) {
    sum += term;
    term *= square * (k + 1) / (k + 2);
  }
  const series = Math.sin(angle) * sum;
  return isOdd ? 2 / Math.PI * (angle + series) : series;
}
