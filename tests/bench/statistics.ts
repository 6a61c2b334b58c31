// @ts-types="npm:@types/d3-array@3.2.2"
import { median } from "d3-array";

export { median };

/** A number with three significant digits, without an exponent. */
export const short = (x: number): string =>
  x >= 1000 ? Math.round(x).toLocaleString("en") : String(Number(x.toPrecision(3)));

/** `median (min–max)` */
export function spread(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${short(median(values)!)} (${short(low)}–${short(high)})`;
}

/** `median (the largest)`, of ratios of which small ones are good. */
export const medianAndLargest = (ratios: readonly number[]): string =>
  `${short(median(ratios)!)} (${short(Math.max(...ratios))})`;

/** `median (the smallest)`, of ratios of which large ones are good. */
export const medianAndSmallest = (ratios: readonly number[]): string =>
  `${short(median(ratios)!)} (${short(Math.min(...ratios))})`;
