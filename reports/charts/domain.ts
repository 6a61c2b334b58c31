/**
 * How much of the loss axis a chart shows.
 *
 * @module
 */
import type { CurveData } from "./curve_data.ts";
import { type CurvePoint, type CurveSeries, endOf, seriesOf, valLine } from "./curve_series.ts";
import {
  axesView,
  binsOf,
  type CurveView,
  shownFit,
  shownRange,
  shownVariants,
} from "./curve_view.ts";

/** The loss axis from `low` to `high`. */
export interface LossDomain {
  low: number;
  high: number;
  /** Whether it is logarithmic. */
  log: boolean;
  /** Whether it is made for how training ends, and leaves out of account what was before. */
  isOfEnd: boolean;
}

/**
 * The domain in which the curves can be told apart, made for what is drawn in the view:
 *
 * - where the reader has zoomed, or looks at the first steps on a logarithmic axis, all of it;
 * - to see how training ends, at the top what comes after half of each curve and after the last drop of the learning
 *   rate, and all of it at the bottom;
 * - to see the whole run, also what falls from the highest line to compare with; of minibatch losses what 95 % of the
 *   steps stay below, and no val loss of before the first step, so that a few huge ones at the start do not press the
 *   rest together. With outliers that val loss counts too.
 *
 * Where nothing falls below the highest line to compare with, that line is in view, unless the reader has zoomed.
 *
 * Hopeless variants and other outliers count for nothing while others are shown, unless the view asks for them. The
 * axis is logarithmic where it goes far above the lines to compare with, if the view leaves that open. Where all runs
 * are hidden, it is as if none were.
 */
export function lossDomain(data: CurveData, shown: CurveView): LossDomain {
  const view = { ...axesView(data, shown), fit: shownFit(shown) }, range = shownRange(data, view);
  const all = shownVariants(data, view).map((variant) => seriesOf(data, view, variant));
  const extents = all.flatMap((series) => extentOf(series, view, range) ?? []);
  const counted = view.fit === "outliers" ? extents : withoutOutliers(extents);
  const reference = Math.max(...data.references.map(({ loss }) => loss), 0);
  const seesFall = view.fit !== "end" && !view.range;
  const highs = [...counted.map(({ high }) => high), ...seesFall ? [reference] : []];
  const high = highs.length > 0 ? Math.max(...highs) : reference || 1;
  const lowest = counted.reduce((least, { low }) => Math.min(least, low), high);
  const low = view.range || reference === 0 ? lowest : Math.min(lowest, reference);
  const isFarAbove = reference > 0 && high > 2 * reference;
  const isOfEnd = counted.some((extent) => extent.isOfEnd);
  const log = (view.logLoss ?? isFarAbove) && low > 0;
  if (log) {
    const air = Math.max(1.01, (high / low) ** 0.05);
    return { low: low / air, high: high * air, log, isOfEnd };
  }
  const air = 0.06 * (high - low || 1);
  return { low: Math.max(0, low - air), high: high + air, log, isOfEnd };
}

/** How far a variant's curves go, and where they end. */
interface Extent {
  low: number;
  high: number;
  end: number;
  hopeless: boolean;
  /** Whether `high` is only that of its end. */
  isOfEnd: boolean;
}

/** A piece of what is drawn: at `x`, from `low` to `high`. */
interface Piece {
  x: number;
  low: number;
  high: number;
  /** How many steps it stands for. */
  steps: number;
}

/** null where nothing of it is in the range. */
function extentOf(
  series: CurveSeries,
  view: CurveView,
  range: readonly [number, number],
): Extent | null {
  const { variant } = series, { runs, pace } = variant, [from, to] = range;
  const isWhole = view.range === undefined && !view.logX;
  const seesFirst = !isWhole || view.fit === "outliers" || series.val.length === 1;
  const points = variant.faded ? [] : [
    ...series.val.filter(({ step }) => seesFirst || step > 0),
    ...series.test.map((point) => ({ ...point, std: null })),
  ];
  const evaluations = [
    ...within(valLine(series).map(around), range),
    ...points.map(around).filter(({ x }) => x >= from && x <= to),
  ];
  const bins = binPieces(series).flatMap((stretch) => within(stretch, range));
  const all = [...evaluations, ...bins];
  if (all.length === 0) return null;
  const start = Math.max(...runs.map(({ steps, drops }) => Math.max(steps / 2, ...drops))) * pace;
  const seen = !isWhole
    ? all
    : view.fit === "end"
    ? all.filter(({ x }) => x > start)
    : [...evaluations, ...below(bins, 0.95)];
  const low = least(all), high = greatest(seen.length > 0 ? seen : all);
  const end = endOf(series, view, range)?.loss ?? high;
  return {
    low,
    high,
    end,
    hopeless: runs.every(({ hopeless }) => hopeless),
    isOfEnd: isWhole && view.fit === "end" && seen.length > 0 && seen.length < all.length,
  };
}

/** A mean and its standard deviation over the seeds. */
const around = ({ x, mean, std }: CurvePoint): Piece => (
  {
    x,
    low: mean === null ? NaN : mean - (std ?? 0),
    high: mean === null ? NaN : mean + (std ?? 0),
    steps: 1,
  }
);

/** What is drawn of minibatch losses, line by line. */
function binPieces({ variant: { runs }, train, seeds, band }: CurveSeries): Piece[][] {
  if (train.length === 0) return [];
  const { edges } = binsOf(runs[0]);
  const pieceOf = (k: number, low: number | null, high = low): Piece => (
    { x: train[k].x, low: low ?? NaN, high: high ?? NaN, steps: edges[k + 1] - edges[k] }
  );
  return [
    train.map((point, k) => ({ ...around(point), steps: edges[k + 1] - edges[k] })),
    ...seeds.map((losses) => losses.map((loss, k) => pieceOf(k, loss))),
    ...band ? [band.map(({ low, high }, k) => pieceOf(k, low, high))] : [],
  ];
}

/** The pieces of a line in a range, and where the line enters and leaves it. */
function within(line: readonly Piece[], [from, to]: readonly [number, number]): Piece[] {
  return line.flatMap((piece, k) => {
    const next = line[k + 1], isInside = piece.x >= from && piece.x <= to;
    const crossings = next === undefined ? [] : [from, to]
      .filter((x) => piece.x < x && x < next.x)
      .map((x) => between(piece, next, x));
    return [...isInside ? [piece] : [], ...crossings];
  }).filter(({ low }) => !Number.isNaN(low));
}

function between(a: Piece, b: Piece, x: number): Piece {
  const share = (x - a.x) / (b.x - a.x);
  const at = (a: number, b: number) => a + share * (b - a);
  return { x, low: at(a.low, b.low), high: at(a.high, b.high), steps: 0 };
}

/** The pieces that `share` of the steps are, from the lowest. */
function below(pieces: readonly Piece[], share: number): Piece[] {
  let left = share * pieces.reduce((sum, { steps }) => sum + steps, 0);
  return pieces.toSorted((a, b) => a.high - b.high).filter(({ steps }, k) => {
    const isBelow = left > 0 || k === 0;
    left -= steps;
    return isBelow;
  });
}

const least = (pieces: readonly Piece[]): number =>
  pieces.reduce((least, { low }) => Math.min(least, low), Infinity);
const greatest = (pieces: readonly Piece[]): number =>
  pieces.reduce((greatest, { high }) => Math.max(greatest, high), -Infinity);

/** An axis that must be so many times as long for a variant presses the others together. */
const PRESSED = 3;

/**
 * Without hopeless variants, and without those that end so high that the axis would have to be more than PRESSED times
 * as long for them as it is for the lower half, two at least.
 */
function withoutOutliers(extents: readonly Extent[]): readonly Extent[] {
  const fit = extents.filter(({ hopeless }) => !hopeless);
  if (fit.length === 0) return extents;
  const sorted = fit.toSorted((a, b) => a.end - b.end);
  const count = Math.max(2, Math.ceil(sorted.length / 2));
  const low = Math.min(...sorted.map(({ low }) => low));
  const length = Math.max(...sorted.slice(0, count).map(({ high }) => high)) - low;
  return sorted.filter(({ end }, i) => i < count || end - low <= PRESSED * length);
}
