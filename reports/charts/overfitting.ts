/**
 * Overfitting: where the val loss turns and rises while the training loss goes on falling.
 *
 * It is told only where noise does not explain it. Val losses jump about from one evaluation to the next; that the
 * lowest is not the last says nothing. So a rise must be a trend of the late evaluations (Mann 1945, "Nonparametric
 * tests against trend"; Kendall 1975): all of them, the last two thirds and the last half are looked at, chosen before
 * looking, and the fall of the minibatch losses between them is judged alike.
 *
 * @module
 */
import { binsOf, fitRuns } from "./curve_view.ts";
import type { CurveData, CurveRun } from "./curve_data.ts";
import { mean } from "../statistics.ts";
import { overSeeds, pointsOverSeeds } from "./seeds.ts";

/** What the mean losses of a variant's runs that are not hopeless say. */
export interface Overfitting {
  /** The variant's place. */
  variant: number;
  /** The evaluation with the lowest val loss, and that loss: what early stopping would have kept. */
  step: number;
  least: number;
  /** The last evaluation, and its loss. */
  end: number;
  last: number;
  /** Over so many seeds. */
  seeds: number;
}

/** The share of mere noise that may be taken for a trend, over all windows of a variant. */
const RISK = 0.01;
/** Which share of the evaluations is looked at, up to the last one. */
const WINDOWS = [1, 2 / 3, 1 / 2];
/** Fewer evaluations show no trend. */
const MIN_POINTS = 6;
/** Of more, neighbours are taken together, which are much alike. */
const MAX_POINTS = 24;
/** Less is no matter: half a percent of perplexity. */
const MIN_RISE = 0.005;
/** The rise is at least so many times what val losses jump about. */
const CLEAR = 4;

/** The variants that overfit, in their order. */
export const overfitting = (data: CurveData): Overfitting[] =>
  data.variants.flatMap((_, variant) => {
    const runs = fitRuns(data.runs.filter((run) => run.variant === variant));
    return runs.some(({ hopeless }) => hopeless) ? [] : ofVariant(variant, runs);
  });

function ofVariant(variant: number, runs: readonly CurveRun[]): Overfitting[] {
  const val = pointsOverSeeds(runs.map(({ val }) => val))
    .filter(({ step, n }) => step > 0 && n === runs.length)
    .map(({ step, mean }) => ({ step, loss: mean! }));
  if (val.length < MIN_POINTS) return [];
  const least = val.reduce((a, b) => b.loss < a.loss ? b : a), last = val.at(-1)!;
  const rise = last.loss - least.loss;
  if (rise < MIN_RISE) return [];
  const size = Math.ceil(val.length / MAX_POINTS);
  const points = Array.from({ length: Math.floor(val.length / size) }, (_, k) => {
    // From the end, so that the last ones are all there.
    const to = val.length - size * (Math.floor(val.length / size) - 1 - k), from = to - size;
    const start = from === 0 ? 0 : val[from - 1].step, end = val[to - 1].step;
    return {
      val: mean(val.slice(from, to).map(({ loss }) => loss)),
      train: overSeeds(runs.map((run) => trainBetween(run, start, end))).mean,
    };
  });
  const windows = WINDOWS.map((share) => Math.ceil(share * points.length))
    .filter((length) => length >= MIN_POINTS);
  const isTold = windows.some((length) => {
    const late = points.slice(-length), trains = late.map(({ train }) => train);
    if (trains.some((loss) => loss === null)) return false;
    const losses = late.map(({ val }) => val), risk = RISK / WINDOWS.length;
    return trendRisk(losses) <= risk && trendRisk(trains.map((loss) => -loss!)) <= risk &&
      rise >= CLEAR * jumps(losses);
  });
  return isTold
    ? [{
      variant,
      step: least.step,
      least: least.loss,
      end: last.step,
      last: last.loss,
      seeds: runs.length,
    }]
    : [];
}

/** The mean minibatch loss of a run between two steps; null where it has none. */
function trainBetween(run: CurveRun, from: number, to: number): number | null {
  const { middles, edges } = binsOf(run), [losses] = run.smooth;
  let sum = 0, steps = 0;
  losses.forEach((loss, k) => {
    if (loss === null || middles[k] < from || middles[k] >= to) return;
    sum += loss * (edges[k + 1] - edges[k]);
    steps += edges[k + 1] - edges[k];
  });
  return steps === 0 ? null : sum / steps;
}

/**
 * How much values jump about their trend, as a standard deviation: by their second differences, in which a straight
 * trend is not.
 */
function jumps(values: readonly number[]): number {
  const second = values.slice(2).map((x, i) => x - 2 * values[i + 1] + values[i]);
  return Math.sqrt(mean(second.map((x) => x * x)) / 6);
}

/**
 * How likely values in any order are to rise in as many pairs as these do, or in more (Kendall's test of a trend,
 * exact; equal ones count as a fall).
 */
export function trendRisk(values: readonly number[]): number {
  const n = values.length;
  let rising = 0;
  values.forEach((x, j) => rising += values.slice(0, j).filter((earlier) => earlier < x).length);
  /** How likely k of the first values' pairs are to rise. */
  let likely = [1];
  for (let m = 2; m <= n; m++) {
    const next = Array<number>(likely.length + m - 1).fill(0);
    likely.forEach((p, k) => {
      for (let more = 0; more < m; more++) next[k + more] += p / m;
    });
    likely = next;
  }
  return likely.slice(rising).reduce((sum, p) => sum + p, 0);
}
