/**
 * The numbers that are drawn of each variant: marks and axes are made of the same ones.
 *
 * @module
 */
import {
  binsOf,
  type CurveView,
  type ShownVariant,
  showsMinibatch,
  showsRaw,
} from "./curve_view.ts";
import type { CurveData } from "./curve_data.ts";
import { curveOverSeeds, type OverSeeds, overSeeds, pointsOverSeeds } from "./seeds.ts";

/** A point of a curve, of several seeds their mean. */
export interface CurvePoint extends OverSeeds {
  step: number;
  /** On the x-axis. */
  x: number;
}

/** What of a variant is drawn. */
export interface CurveSeries {
  variant: ShownVariant;
  /** The val losses, in order. */
  val: CurvePoint[];
  /** The test losses after the last step. */
  test: CurvePoint[];
  /** The smoothed minibatch losses, a point a bin; empty where they are not shown. */
  train: CurvePoint[];
  /** Those of each run, hopeless ones too, where there are several. */
  seeds: (number | null)[][];
  /** Where eight in ten of the minibatch losses lie; undefined where that is not shown. */
  band?: { x: number; low: number | null; high: number | null }[];
}

/** What is drawn of a variant in a view. */
export function seriesOf(data: CurveData, view: CurveView, variant: ShownVariant): CurveSeries {
  const { runs, fit, pace } = variant;
  const points = (all: (readonly [step: number, loss: number])[][]): CurvePoint[] =>
    pointsOverSeeds(all).map((point) => ({ ...point, x: point.step * pace }));
  const val = points(fit.map(({ val }) => val));
  const test = points(fit.map(({ steps, test }) => test === null ? [] : [[steps, test]]));
  if (!showsMinibatch(data, view)) return { variant, val, test, train: [], seeds: [] };
  const smoothed = (some: typeof runs) => some.map((run) => run.smooth[view.smoothing]);
  const { middles } = binsOf(runs[0]), [{ low, high }] = runs;
  const train = curveOverSeeds(smoothed(fit))
    .map((point, k) => ({ ...point, step: middles[k], x: middles[k] * pace }));
  return {
    variant,
    val,
    test,
    train,
    seeds: runs.length > 1 && !variant.faded ? smoothed(runs) : [],
    band: showsRaw(data, view)
      ? low.map((low, k) => ({ x: middles[k] * pace, low, high: high[k] }))
      : undefined,
  };
}

/**
 * The line of a variant's val losses: without the one before the first step, from which the loss falls in other ways
 * than straight.
 */
export function valLine({ val }: CurveSeries): CurvePoint[] {
  const points = val.filter(({ step, mean }) => step > 0 && mean !== null);
  return points.length > 1 ? points : [];
}

/**
 * Where a variant's curve ends within a range: its last val loss there, or its last minibatch loss where there is none;
 * null without either.
 */
export function endOf(
  { variant: { fit, pace }, val }: CurveSeries,
  view: CurveView,
  [from, to]: readonly [number, number],
): { x: number; loss: number; isVal: boolean } | null {
  const last = val.findLast(({ x, mean }) => mean !== null && x >= from && x <= to);
  if (last !== undefined && (last.step > 0 || val.length === 1)) {
    return { x: last.x, loss: last.mean!, isVal: true };
  }
  const ends = fit.map((run) => {
    const { middles } = binsOf(run);
    const k = Math.max(0, middles.findLastIndex((step) => step * pace <= to && step <= run.steps));
    return { step: middles[k] ?? 0, loss: run.smooth[view.smoothing][k] ?? null };
  });
  const { mean } = overSeeds(ends.map(({ loss }) => loss));
  const x = Math.max(...ends.map(({ step }) => step)) * pace;
  return mean === null || x < from ? null : { x, loss: mean, isVal: false };
}

/** The losses that a variant's lines are at: interpolated, as they are drawn. */
export const lossesAt = (series: CurveSeries, x: number): number[] =>
  [valLine(series), series.train].flatMap((line) => {
    const k = line.findIndex((point) => point.x >= x), [a, b] = [line[k - 1] ?? line[k], line[k]];
    if (k < 0 || k === 0 && b.x > x || a.mean === null || b.mean === null) return [];
    return a === b ? [b.mean] : [a.mean + (b.mean - a.mean) * (x - a.x) / (b.x - a.x)];
  });
