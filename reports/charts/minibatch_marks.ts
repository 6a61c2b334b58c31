/**
 * What the chart of the losses draws of minibatch losses.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { type CurvePoint, type CurveSeries, valLine } from "./curve_series.ts";
import type { MarkOptions } from "./mark_options.ts";

interface Stroke {
  strokeWidth: number;
  strokeOpacity: number;
}
/** Beside a val curve, and where there is none. */
const THIN: Stroke = { strokeWidth: 1.25, strokeOpacity: 0.8 };
const THICK: Stroke = { strokeWidth: 2, strokeOpacity: 1 };
const SEED: Stroke = { strokeWidth: 0.75, strokeOpacity: 0.4 };

/** Where eight in ten of the minibatch losses lie. */
export function spreadBand(
  { variant, band = [] }: CurveSeries,
  options: MarkOptions,
): Plot.Markish {
  const seen = inView(band, options);
  return Plot.areaY(seen, {
    x: seen.map(({ x }) => options.place(x)),
    y1: seen.map(({ low }) => low ?? NaN),
    y2: seen.map(({ high }) => high ?? NaN),
    fill: variant.color,
    fillOpacity: 0.12,
    clip: true,
  });
}

/** The smoothed losses; of several seeds each one faint, their mean, and mean ± standard deviation as a band. */
export function minibatchCurve(series: CurveSeries, options: MarkOptions): Plot.Markish[] {
  const { variant: { color }, train, seeds } = series, { place } = options;
  const spread = inView(train, options).filter(({ std }) => std !== null);
  return [
    Plot.areaY(spread, {
      x: spread.map(({ x }) => place(x)),
      y1: spread.map(({ mean, std }) => mean! - std!),
      y2: spread.map(({ mean, std }) => mean! + std!),
      fill: color,
      fillOpacity: 0.16,
      clip: true,
    }),
    ...seeds.map((losses) => {
      const points = losses.map((mean, k) => ({ x: train[k].x, mean }));
      return curve(points, color, SEED, options);
    }),
    curve(train, color, valLine(series).length > 0 ? THIN : THICK, options),
  ];
}

/** The curve of what stays in the background. */
export const fadedCurve = ({ variant, train, val }: CurveSeries, options: MarkOptions) =>
  curve(
    train.length > 0 ? train : val.filter(({ step }) => step > 0),
    variant.color,
    THIN,
    options,
  );

function curve(
  points: readonly Pick<CurvePoint, "x" | "mean">[],
  color: string,
  stroke: Stroke,
  options: MarkOptions,
): Plot.Markish {
  const seen = inView(points, options);
  const x = seen.map(({ x }) => options.place(x)), y = seen.map(({ mean }) => mean ?? NaN);
  const single = points.filter(({ mean }) => mean !== null);
  if (single.length === 1) return singleLoss(single[0], color, options);
  return Plot.lineY(seen, { x, y, stroke: color, ...stroke, strokeLinejoin: "round", clip: true });
}

/** A dot, whole also where it stands at the frame. */
const singleLoss = (
  { x, mean }: Pick<CurvePoint, "x" | "mean">,
  color: string,
  { range: [from, to], domain: { low, high }, place }: MarkOptions,
): Plot.Markish =>
  x < from || x > to || mean! < low || mean! > high
    ? null
    : Plot.dot([mean!], { x: [place(x)], y: [mean!], fill: color, r: 2.5 });

/** The points in view and one more on either side. */
const inView = <Point extends { x: number }>(
  points: readonly Point[],
  { range: [from, to] }: MarkOptions,
): Point[] =>
  points.filter((_, k) =>
    (points[k + 1]?.x ?? Infinity) >= from && (points[k - 1]?.x ?? -Infinity) <= to
  );
