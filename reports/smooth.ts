/**
 * Smoothing: a centred moving mean.
 *
 * @module
 */

/** How many steps the window reaches to either side: a hundredth of the run, so that it spans 2 % of it. */
export const smoothingReach = (steps: number): number => Math.floor(steps / 100);

/**
 * The mean of `values` from `i - reach` to `i + reach`. Near the start the window narrows to i on both sides, so that the
 * first steep fall stays in its place and the first value is itself; at the end it is cut off. Values that are not finite
 * do not count; null where the value at i itself is not finite.
 */
export function smoothAt(values: ArrayLike<number>, i: number, reach: number): number | null {
  if (!Number.isFinite(values[i])) return null;
  const half = Math.min(reach, i);
  const last = Math.min(i + half, values.length - 1);
  let sum = 0, count = 0;
  for (let j = i - half; j <= last; j++) {
    if (!Number.isFinite(values[j])) continue;
    sum += values[j];
    count++;
  }
  return sum / count;
}
