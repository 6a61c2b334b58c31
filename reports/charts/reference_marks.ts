/**
 * Losses to compare with, in the chart of the losses.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import type { Reference } from "./curve_data.ts";
import { type CurveSeries, lossesAt } from "./curve_series.ts";
import type { LossDomain } from "./domain.ts";
import type { MarkOptions } from "./mark_options.ts";

/** A line at each loss that is in view. */
export const referenceRules = (
  references: readonly Reference[],
  { domain }: MarkOptions,
): Plot.Markish =>
  Plot.ruleY(references.filter((one) => place(one, domain) === "inside").map(({ loss }) => loss), {
    stroke: "currentColor",
    strokeOpacity: 0.6,
  });

/**
 * Where a label may be: its text begins so many pixels from the left of the frame, and its middle is so many above the
 * bottom.
 */
interface Spot {
  left: number;
  middle: number;
}

/** Of text, about, in pixels. */
const LINE = 14, LETTER = 6.3, GAP = 9;

/**
 * What those losses are, above or below their lines, each where it covers fewest curves: the highest at the right if it
 * can be, which curves have left behind there, the others near the left, right of where curves fall steeply. One for
 * which there is no room beside other labels is left out.
 */
export function referenceLabels(
  references: readonly Reference[],
  series: readonly CurveSeries[],
  options: MarkOptions,
): Plot.Markish[] {
  const { domain, width, isNarrow } = options;
  const taken: (Spot & { length: number })[] = [];
  const sorted = references.filter((one) => place(one, domain) === "inside")
    .toSorted((a, b) => b.loss - a.loss);
  return sorted.flatMap((one, i) => {
    const text = isNarrow ? one.short : one.label, length = LETTER * text.length;
    const line = heightAt(one.loss, options);
    const right = width - length - 4, left = 0.12 * width;
    const lefts = [...i === 0 ? [right, left] : [left, right], 4, 0.3 * width, 0.5 * width]
      .filter((x) => x >= 0 && x <= right);
    const spots = [GAP, -GAP].flatMap((above) =>
      lefts.map((left): Spot => ({ left, middle: line + above }))
    ).filter((spot) =>
      taken.every((other) =>
        Math.abs(spot.middle - other.middle) >= LINE ||
        spot.left > other.left + other.length || other.left > spot.left + length
      )
    );
    if (spots.length === 0) return [];
    const crowds = spots.map((spot) => crowd(spot, length, series, options));
    const spot = spots[crowds.indexOf(Math.min(...crowds))];
    taken.push({ ...spot, length });
    return Plot.text([one.loss], {
      y: (loss) => loss,
      text: () => text,
      frameAnchor: "left",
      dx: spot.left,
      dy: line - spot.middle,
      fill: "currentColor",
      stroke: "var(--page)",
      strokeWidth: 4,
      strokeOpacity: 0.85, // what it covers shines through
    });
  });
}

/** Of points along a text, at how many a curve is behind it. */
function crowd(
  { left, middle }: Spot,
  length: number,
  series: readonly CurveSeries[],
  options: MarkOptions,
): number {
  const POINTS = 8, { width, range, place, view: { logX } } = options;
  const [from, to] = range.map(place);
  let count = 0;
  for (let k = 0; k <= POINTS; k++) {
    const share = (left + length * k / POINTS) / width;
    const x = logX ? from * (to / from) ** share : from + share * (to - from);
    for (const loss of series.flatMap((one) => lossesAt(one, x))) {
      if (Math.abs(heightAt(loss, options) - middle) < LINE / 2 + 3) count++;
    }
  }
  return count;
}

/** How many pixels a loss is above the bottom of the frame. */
function heightAt(loss: number, { domain: { low, high, log }, height }: MarkOptions): number {
  const scale = log ? Math.log : (loss: number) => loss;
  return height * (scale(loss) - scale(low)) / (scale(high) - scale(low));
}

/** More than these would not fit on one line. */
const MAX_ABOVE = 2;

/** The names of those above the chart, the lowest first; "" where none is. */
export function referencesAbove(
  references: readonly Reference[],
  domain: LossDomain,
  isNarrow: boolean,
): string {
  const above = references.filter((one) => place(one, domain) === "above")
    .toSorted((a, b) => a.loss - b.loss).slice(0, MAX_ABOVE);
  if (above.length === 0) return "";
  return `↑ ${
    above.map(({ name, label }) => isNarrow ? name : label).join(isNarrow ? ", " : "\u2003↑ ")
  }`;
}

const place = ({ loss }: Reference, { low, high }: LossDomain) =>
  loss > high ? "above" : loss < low ? "below" : "inside";
