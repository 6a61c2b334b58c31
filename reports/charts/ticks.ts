/**
 * Where the axes of a chart have their numbers.
 *
 * @module
 */
// @ts-types="npm:@types/d3-array@3.2.2"
import { range, ticks } from "d3-array";

/** Where step 0 is on a logarithmic axis: half of a step. */
const ZERO = 0.5;

/** From a step to what the x-axis takes. On a logarithmic axis 0 has a place of its own, left of 1. */
export const stepPlace = (log: boolean, last: number) => (step: number): number =>
  log ? Math.max(step, Math.min(ZERO, last / 2)) : step;

/** Round steps for about `count` ticks of an axis. */
export function stepTicks([from, to]: [number, number], log: boolean, count: number): number[] {
  if (!log) return ticks(from, to, count).filter(Number.isInteger);
  const all = logTicks({ low: Math.max(1, from), high: to }).filter(Number.isInteger);
  const thinned = all.length > count + 2 ? all.filter((tick) => Math.log10(tick) % 1 === 0) : all;
  return from === 0 ? [0, ...thinned] : thinned;
}

/** Round numbers that are about as far apart on a logarithmic axis; powers of ten where it spans many. */
export function logTicks({ low, high }: { low: number; high: number }): number[] {
  const first = Math.floor(Math.log10(low)), last = Math.log10(high);
  if (high < 1.5 * low) return ticks(low, high, 6);
  const digits = last - first > 3 ? [1] : [1, 1.5, 2, 3, 4, 5, 7];
  return range(first, last, Math.max(1, Math.ceil((last - first) / 8))).flatMap((power) =>
    digits.map((digit) => digit * 10 ** power)
  ).filter((tick) => tick >= low && tick <= high);
}
