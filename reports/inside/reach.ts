/**
 * How far an axis reaches that several variants share.
 *
 * @module
 */

/**
 * The largest of what the variants reach, unless it is far beyond what most of them do: one that has blown up must not
 * press the others together, and is cut at the frame instead.
 *
 * @param reaches of each variant at each step
 * @param factor how many times the (lower) median is too far
 * @param enough what is never too far
 */
export function sharedReach(
  reaches: readonly number[],
  { factor, enough }: { factor: number; enough: number },
): number {
  const sorted = reaches.filter((reach) => reach > 0).sort((a, b) => a - b);
  if (sorted.length === 0) return 1;
  const median = sorted[(sorted.length - 1) >> 1];
  return Math.min(sorted.at(-1)!, Math.max(factor * median, enough));
}
