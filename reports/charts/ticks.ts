/**
 * Where the axes of a chart have their numbers.
 *
 * @module
 */
// @ts-types="npm:@types/d3-array@3.2.2"
import { range, ticks } from "d3-array";
import { grouped, shortNumber } from "../format.ts";

/**
 * From steps (or what is measured for them) to what the x-axis takes. On a logarithmic axis 0 has a place of its own,
 * left of 1 step, half of it.
 */
export const xPlace =
  (log: boolean, { step, last }: { step: number; last: number }) => (x: number): number =>
    log ? Math.max(x, Math.min(step, last) / 2) : x;

/**
 * About `count` round numbers of an x-axis on which the first step is at `step`; whole ones where steps or examples are
 * counted.
 */
export function xTicks(
  [from, to]: readonly [number, number],
  { log, count, step, isCount }: { log: boolean; count: number; step: number; isCount: boolean },
): number[] {
  const isRound = (tick: number) => !isCount || Number.isInteger(tick);
  if (!log) return ticks(from, to, count).filter(isRound);
  const all = logTicks({ low: Math.max(step, from), high: to }).filter(isRound);
  const thinned = all.length > count + 2 ? all.filter((tick) => isPower(tick)) : all;
  return from === 0 ? [0, ...thinned] : thinned;
}

const isPower = (x: number): boolean => Math.abs(Math.log10(x) - Math.round(Math.log10(x))) < 1e-9;

/** With as many digits as tell neighbours apart, and room for all of them: 0.001, 2.15, 12,000, 1e5. */
export function formatTick(x: number): string {
  const short = shortNumber(x, 6), size = Math.abs(short);
  const text = size < 1000
    ? String(short)
    : size < 1e5
    ? grouped(String(short))
    : short.toExponential();
  return text.replaceAll("-", "−").replace("e+", "e");
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
