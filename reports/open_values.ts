/**
 * Which values of the one number that variants differ in may be the best, as far as the seeds tell.
 *
 * @module
 */
import type { KeyData, KeyPoint } from "./charts/key_data.ts";
import { isEvidence } from "./comparison.ts";
import { ranking } from "./ranking.ts";
import type { Variant } from "./rows.ts";

/** The values that may be the best. */
export interface OpenValues {
  /** All that were tried, the least first. */
  tried: number[];
  /** Of those that may be the best, neighbours among those tried together: the least and the most. */
  ranges: [low: number, high: number][];
  /** The variants that have them, but for the one that ends lowest. */
  rivals: KeyPoint[];
  /** How many seeds leave that open, in words: "one seed", "3 seeds". Seeds that change nothing are one. */
  seeds: string;
}

/** Those that cannot be told from the lowest, as the answer names them; undefined where there is no lowest. */
export function openValues(
  { points, lowest }: KeyData,
  variants: readonly Variant[],
): OpenValues | undefined {
  if (lowest === undefined) return undefined;
  const { ranked } = ranking(variants);
  const rivals = points.filter(({ variant, gap }) =>
    variant !== lowest.variant && ranked.includes(variant) && gap?.verdict !== "higher"
  );
  const open = new Set([lowest, ...rivals].map(({ value }) => value));
  const tried = [...new Set(points.map(({ value }) => value))].sort((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const [i, value] of tried.entries()) {
    if (!open.has(value)) continue;
    if (i > 0 && open.has(tried[i - 1])) ranges.at(-1)![1] = value;
    else ranges.push([value, value]);
  }
  const count = Math.max(1, ...rivals.map(({ gap }) => gap && isEvidence(gap) ? gap.seeds : 1));
  return { tried, ranges, rivals, seeds: count === 1 ? "one seed" : `${count} seeds` };
}

/** "any from 0.05 to 0.2, or 1" */
export const inRanges = ({ ranges }: OpenValues): string =>
  ranges.map(([low, high]) => low === high ? `${low}` : `any from ${low} to ${high}`)
    .join(", or ");
