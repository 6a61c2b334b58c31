/**
 * What the chart of the losses draws within its frame.
 *
 * @module
 */
import type { MarkOptions } from "./mark_options.ts";
import * as Plot from "@observablehq/plot";
import { formatCount, formatLoss, isolate } from "../format.ts";
import type { CurveData } from "./curve_data.ts";
import { type CurveSeries, endOf } from "./curve_series.ts";
import { hasDied } from "./end_labels.ts";
import { fadedCurve, minibatchCurve, spreadBand } from "./minibatch_marks.ts";
import { referenceLabels, referenceRules } from "./reference_marks.ts";
import { finalTest, valCurve, valPoints } from "./val_marks.ts";

/** Above so many variants the symbols are small. */
const MAX_LARGE = 10;

/** Everything within the frame, from the back to the front. */
export function lossMarks(
  { references }: CurveData,
  all: readonly CurveSeries[],
  options: MarkOptions,
): Plot.Markish[] {
  const faded = all.filter(({ variant }) => variant.faded);
  const series = all.filter(({ variant }) => !variant.faded);
  const small = series.length > MAX_LARGE;
  return [
    series.map((one) => one.band ? spreadBand(one, options) : null),
    referenceRules(references, options),
    faded.map((one) => fadedCurve(one, options)),
    series.map((one) => one.train.length > 0 ? minibatchCurve(one, options) : null),
    series.map((one) => valCurve(one, options)),
    series.map((one) => valPoints(one, options, small)),
    series.map((one) => finalTest(one, options, small)),
    all.map((one) => divergences(one, options)),
    leaving(all, options),
    referenceLabels(references, all, options),
  ];
}

/** A cross where training diverged; nothing where it did not. */
function divergences(
  { variant: { name, color, runs, pace } }: CurveSeries,
  { domain, range: [from, to], place }: MarkOptions,
): Plot.Markish {
  const ends = runs.filter(({ diverged, steps }) =>
    diverged && steps * pace >= from && steps * pace <= to
  );
  return Plot.dot(ends, {
    x: ends.map(({ steps }) => place(steps * pace)),
    y: ends.map((run) => Math.min(domain.high, Math.max(domain.low, run.last ?? domain.high))),
    symbol: "times",
    r: 6,
    stroke: color,
    strokeWidth: 2.5,
    title: ({ steps }) => `${isolate(name)} diverged at step ${formatCount(steps)}`,
  });
}

/** An arrow above the frame, where it covers nothing, for each variant that ends there, side by side. */
function leaving(
  all: readonly CurveSeries[],
  { domain, range, place, view }: MarkOptions,
): Plot.Markish[] {
  const gone = all.filter((one) => !hasDied(one)).flatMap((one) => {
    const end = endOf(one, view, range), { name, color } = one.variant;
    return end !== null && end.loss > domain.high ? [{ ...end, name, color }] : [];
  });
  return gone.map((one, i) =>
    Plot.dot([one], {
      x: ({ x }) => place(x),
      y: domain.high,
      dx: -14 * (gone.length - i) + 4,
      dy: -4,
      symbol: "triangle",
      r: 4,
      fill: one.color,
      title: ({ name, loss }) => `${isolate(name)} ends above the chart, at ${formatLoss(loss)}`,
    })
  );
}
