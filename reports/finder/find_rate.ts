/**
 * The learning-rate finder: what the losses of a training whose rate grows at every step say of a good rate (Smith
 * 2017,
 * https://arxiv.org/abs/1506.01186; the curve of Zero to Hero, part 2).
 *
 * The line is the median of the losses in windows of a tenth of the steps. Two places of it differ clearly where they
 * are more than CLEAR standard errors of their difference apart, by the scatter of the losses at the lowest place. The
 * valley is the range of rates around that place in which the line is nowhere clearly above it. Where the line falls
 * clearly into the valley and climbs clearly out of it, or the training breaks down behind it, the middle of the valley
 * is suggested, on the logarithmic scale; else there is no suggestion.
 *
 * @module
 */
// @ts-types="npm:@types/d3-array@3.2.2"
import { median, quantileSorted } from "d3-array";

/** A window's median loss, and between what the middle half of its losses lies. */
export interface FinderPoint {
  /** The middle of the window's, on the logarithmic scale. */
  rate: number;
  loss: number;
  low: number;
  high: number;
}

/**
 * Why no rate is suggested: there are too few steps; the loss changes nowhere clearly; it only rises; it is still low
 * at the largest rate.
 */
export type NoRate = "few" | "flat" | "rising" | "falling";

/** What a finder's runs say. */
export interface Found {
  points: FinderPoint[];
  /** Between which rates the loss cannot be told from its lowest; null with too few steps. */
  valley: [low: number, high: number] | null;
  /**
   * The rate at which the first of the runs broke down: its loss, or what came of it, was not finite; null where none
   * did.
   */
  brokeAt: number | null;
  /** The middle of the valley, in two digits; or why there is none. */
  suggestion: number | NoRate;
}

/** The losses of a run, and the rates at which they were; ended early where it broke down. */
export interface FinderRun {
  losses: ArrayLike<number>;
  learningRates: ArrayLike<number>;
}

/** Of fewer steps the scatter of a tenth cannot be told. */
const MIN_STEPS = 100;
/** Windows begin so many times in the whole. */
const PLACES = 100;
/**
 * Standard errors of a difference that make it clear: of 5,000 simulated trainings in which the rate changes nothing,
 * 21 had such a difference anywhere.
 */
export const CLEAR = 5;
/**
 * The standard error of a median is so many times σ / √n, and σ so many times the median distance from the median, of
 * normal losses.
 */
const OF_MEDIAN = Math.sqrt(Math.PI / 2), OF_DISTANCE = 1.4826;

/**
 * What runs of one setting say, each with another seed and the same rates.
 *
 * @param steps how many each was to have
 */
export function findRate(runs: readonly FinderRun[], steps: number): Found {
  const reached = Math.min(...runs.map(finiteSteps));
  const brokeAt = reached < steps ? rateAt(runs, reached) : null;
  const width = Math.round(steps / 10), stride = Math.max(1, Math.floor(steps / PLACES));
  if (steps < MIN_STEPS || runs.length === 0) {
    return { points: [], valley: null, brokeAt, suggestion: "few" };
  }
  const points: (FinderPoint & { error: number })[] = [];
  for (let first = 0; first + width <= reached; first += stride) {
    points.push(windowOf(runs, first, width));
  }
  if (points.length === 0) return { points, valley: null, brokeAt, suggestion: "rising" };
  const lowest = points.reduce((best, point, i) => point.loss < points[best].loss ? i : best, 0);
  const clear = CLEAR * Math.SQRT2 * points[lowest].error;
  const isAbove = ({ loss }: FinderPoint) => loss > points[lowest].loss + clear;
  let [from, to] = [lowest, lowest];
  while (from > 0 && !isAbove(points[from - 1])) from--;
  while (to < points.length - 1 && !isAbove(points[to + 1])) to++;
  const falls = points.slice(0, from).some(isAbove);
  const rises = brokeAt !== null || points.slice(to + 1).some(isAbove);
  const valley: [number, number] = [points[from].rate, points[to].rate];
  const middle = Number(Math.sqrt(valley[0] * valley[1]).toPrecision(2));
  return {
    points: points.map(({ error: _, ...point }) => point),
    valley,
    brokeAt,
    suggestion: falls && rises ? middle : falls ? "falling" : rises ? "rising" : "flat",
  };
}

/** How many losses there are before the first that is not finite. */
function finiteSteps({ losses }: FinderRun): number {
  for (let step = 0; step < losses.length; step++) if (!Number.isFinite(losses[step])) return step;
  return losses.length;
}

/** The rate of a step that some run has come to; of the last one otherwise. */
function rateAt(runs: readonly FinderRun[], step: number): number | null {
  const rates = runs.map(({ learningRates }) => learningRates[step])
    .filter((rate) => rate !== undefined);
  const last = runs.flatMap(({ learningRates }) => learningRates[learningRates.length - 1] ?? []);
  return rates[0] ?? (last.length > 0 ? Math.max(...last) : null);
}

function windowOf(
  runs: readonly FinderRun[],
  first: number,
  width: number,
): FinderPoint & { error: number } {
  const losses = runs.flatMap((run) =>
    Array.from({ length: width }, (_, i) => run.losses[first + i])
  )
    .sort((a, b) => a - b);
  const loss = quantileSorted(losses, 0.5)!;
  const distance = median(losses, (x) => Math.abs(x - loss))!;
  const [{ learningRates }] = runs;
  return {
    rate: Math.sqrt(learningRates[first] * learningRates[first + width - 1]),
    loss,
    low: quantileSorted(losses, 0.25)!,
    high: quantileSorted(losses, 0.75)!,
    error: OF_MEDIAN * OF_DISTANCE * distance / Math.sqrt(losses.length),
  };
}
