/**
 * Smoothing: an exponential moving mean.
 *
 * @module
 */

/** How strong it can be: the weight that the past keeps over a thousandth of the run. 0 leaves the losses as they are. */
export const SMOOTHINGS: readonly number[] = [0, 0.6, 0.9, 0.95, 0.98, 0.99];

/** The place in SMOOTHINGS of what a chart shows first. */
export const FIRST_SMOOTHING = 3;

/**
 * The weight that the past keeps over one step, if it keeps `weight` over a thousandth of `steps`: weight^(1000 / steps). So a run of
 * many steps looks as smooth as one of few. Of up to 1000 steps each counts as a thousandth.
 */
export const stepWeight = (weight: number, steps: number): number =>
  weight ** (1000 / Math.max(1000, steps));

/**
 * The exponential moving mean of `values`, without the bias towards 0 that it would have at the beginning (Kingma & Ba 2015,
 * section 3, https://arxiv.org/abs/1412.6980; TensorBoard's):
 *
 *     mₜ = w · mₜ₋₁ + (1 − w) · xₜ,  m₀ = 0        yₜ = mₜ / (1 − wᵗ)
 *
 * Values that are not finite do not count and are NaN in what is returned.
 */
export function smooth(values: ArrayLike<number>, w: number): Float64Array {
  const smoothed = new Float64Array(values.length);
  let mean = 0, power = 1;
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    if (!Number.isFinite(x)) {
      smoothed[i] = NaN;
      continue;
    }
    mean = w * mean + (1 - w) * x;
    power *= w;
    smoothed[i] = mean / (1 - power);
  }
  return smoothed;
}
