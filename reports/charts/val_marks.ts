/**
 * What the chart of the losses draws of val and test losses.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { formatCount, formatLoss, isolate } from "../format.ts";
import { lookOf } from "../palette.ts";
import { type CurveSeries, valLine } from "./curve_series.ts";
import type { MarkOptions } from "./mark_options.ts";

/** The val losses, joined by a line; of several seeds their mean. */
export function valCurve(series: CurveSeries, { domain, place }: MarkOptions): Plot.Markish {
  const points = valLine(series);
  if (points.every(({ mean }) => mean! > domain.high)) return null;
  return Plot.lineY(points, {
    x: points.map(({ x }) => place(x)),
    y: points.map(({ mean }) => mean),
    stroke: series.variant.color,
    strokeWidth: 2,
    strokeLinejoin: "round",
    clip: true,
  });
}

/**
 * Their points, hollow so that one does not hide the other, with ± one standard deviation where there are several
 * seeds.
 */
export function valPoints(
  { variant: { name, index, color }, val }: CurveSeries,
  options: MarkOptions,
  small: boolean,
): Plot.Markish[] {
  const { place, isNarrow, domain: { low, high } } = options;
  const { symbol } = lookOf(index);
  const points = val.filter(({ x, mean }) => isSeen(x, mean, options));
  const x = points.map(({ x }) => place(x));
  const std = points.map(({ std }) => std ?? NaN);
  return [
    // Cut by hand: a clip of the frame would halve the width of the last one, which stands at its edge.
    Plot.ruleX(points, {
      x,
      y1: points.map(({ mean }, i) => Math.max(low, mean! - std[i])),
      y2: points.map(({ mean }, i) => Math.min(high, mean! + std[i])),
      stroke: color,
      strokeWidth: 1.25,
    }),
    Plot.dot(points, {
      x,
      y: points.map(({ mean }) => mean),
      symbol,
      r: small || isNarrow ? 3 : 4,
      fill: "var(--page)",
      stroke: color,
      strokeWidth: small ? 1 : 1.75,
      title: ({ step, mean, n }) =>
        `${isolate(name)}: val loss ${formatLoss(mean)}${n > 1 ? `, mean of ${n} seeds,` : ""}` +
        ` at step ${formatCount(step)}`,
    }),
  ];
}

/** The loss over the test split after the last step: a filled symbol, small enough to be seen inside a hollow one. */
export function finalTest(
  { variant: { index, color }, test }: CurveSeries,
  options: MarkOptions,
  small: boolean,
): Plot.Markish {
  const points = test.filter(({ x, mean }) => isSeen(x, mean, options));
  return Plot.dot(points, {
    x: points.map(({ x }) => options.place(x)),
    y: points.map(({ mean }) => mean),
    symbol: lookOf(index).symbol,
    r: small || options.isNarrow ? 2 : 2.5,
    fill: color,
  });
}

const isSeen = (x: number, loss: number | null, { domain, range: [from, to] }: MarkOptions) =>
  loss !== null && loss >= domain.low && loss <= domain.high && x >= from && x <= to;
