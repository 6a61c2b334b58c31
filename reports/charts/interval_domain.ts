/**
 * Axes of values with intervals.
 *
 * @module
 */

/**
 * From the least value to the greatest, and as far into the intervals, whose ends are given, as makes the axis at most
 * twice as long; a little air around.
 */
export function domainOf(values: readonly number[], ends: readonly number[]): [number, number] {
  const low = Math.min(...values), high = Math.max(...values), room = 0.5 * (high - low);
  const from = Math.max(low - room, Math.min(low, ...ends));
  const to = Math.min(high + room, Math.max(high, ...ends));
  const air = 0.1 * (to - from) || 0.01 * Math.max(1, Math.abs(to));
  return [from - air, to + air];
}
