/**
 * Smoothing: a centred exponential mean.
 *
 * @module
 */

/** How strong it can be: the weight that is kept over a thousandth of the run. 0 leaves the losses as they are. */
export const SMOOTHINGS: readonly number[] = [0, 0.6, 0.9, 0.95, 0.98, 0.99];

/** The place in SMOOTHINGS of what a chart shows first. */
export const FIRST_SMOOTHING = 3;

/**
 * The weight that is kept over one step, if `weight` is kept over a thousandth of `steps`. So a run of many steps looks
 * as smooth as one of few: weight^(1000 / steps). Of up to 1000 steps each counts as a thousandth.
 */
export const stepWeight = (weight: number, steps: number): number =>
  weight ** (1000 / Math.max(1000, steps));

/** Near the first step the mean reaches about as far as this share of the steps so far. */
const SHARP = 0.1;

/**
 * Means that reach as far ahead as back, so that they do not lag:
 *
 *     yₜ = Σₛ k(s, t) xₛ / Σₛ k(s, t)        k(s, t) = Π wᵤ over s < u ≤ t (or t < u ≤ s)
 *
 * with wᵤ = min(w, u / (u + 10)): a mean over many steps would bend the steep fall at the beginning, so there it is
 * over few. No mean reaches across one of the `breaks`, where the loss jumps. Values that are not finite do not count
 * and are NaN in what is returned.
 *
 * @param breaks the first steps of what is smoothed by itself, e.g. after a drop of the learning rate
 */
export function smooth(
  values: ArrayLike<number>,
  w: number,
  breaks: readonly number[] = [],
): Float64Array {
  const n = values.length;
  // Plain loops: a page has six of these of each of its runs.
  const kept = new Float64Array(n);
  for (let u = 0; u < n; u++) kept[u] = Math.min(w, u / (u + 1 / SHARP));
  for (const first of breaks) if (first < n) kept[first] = 0;
  const sums = new Float64Array(n), weights = new Float64Array(n);
  /** Adds to each step what those before it on the way weigh. `kept[t + to]` is kept on the way to t. */
  const walk = (from: number, by: 1 | -1, to: 0 | 1) => {
    let sum = 0, total = 0;
    for (let t = from; t >= 0 && t < n; t += by) {
      const share = t + to < n ? kept[t + to] : 0;
      sums[t] += sum *= share;
      weights[t] += total *= share;
      const x = values[t];
      if (!Number.isFinite(x)) continue;
      sum += x;
      total++;
    }
  };
  for (let t = 0; t < n; t++) {
    if (!Number.isFinite(values[t])) continue;
    sums[t] = values[t];
    weights[t] = 1;
  }
  walk(0, 1, 0);
  walk(n - 1, -1, 1);
  for (let t = 0; t < n; t++) sums[t] = Number.isFinite(values[t]) ? sums[t] / weights[t] : NaN;
  return sums;
}
