/**
 * Several seeds in one: mean and standard deviation.
 *
 * @module
 */
// @ts-types="npm:@types/d3-array@3.2.2"
import { deviation, mean } from "d3-array";

/** What `n` seeds have in common at one place. */
export interface OverSeeds {
  n: number;
  /** null where no seed has a value */
  mean: number | null;
  /** The sample's standard deviation, over n − 1; null for fewer than two values. */
  std: number | null;
}

/** Mean and standard deviation of some seeds' values; null is none. */
export function overSeeds(values: readonly (number | null | undefined)[]): OverSeeds {
  const numbers = values.filter((x) => Number.isFinite(x)) as number[];
  return { n: numbers.length, mean: mean(numbers) ?? null, std: deviation(numbers) ?? null };
}

/** The same at each place of some seeds' curves, up to the end of the longest. */
export function curveOverSeeds(curves: readonly (readonly (number | null)[])[]): OverSeeds[] {
  const length = Math.max(0, ...curves.map((curve) => curve.length));
  return Array.from({ length }, (_, k) => overSeeds(curves.map((curve) => curve[k])));
}

/** The same of some seeds' points, at each step where any has one. */
export function pointsOverSeeds(
  runs: readonly (readonly (readonly [step: number, value: number])[])[],
): (OverSeeds & { step: number })[] {
  const byStep = Map.groupBy(runs.flat(), ([step]) => step);
  return [...byStep].sort(([a], [b]) => a - b)
    .map(([step, points]) => ({ step, ...overSeeds(points.map(([, value]) => value)) }));
}
