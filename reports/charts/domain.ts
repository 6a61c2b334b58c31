/**
 * How much of the loss axis a chart shows.
 *
 * @module
 */
// @ts-types="npm:@types/d3-array@3.2.2"
import { max, min, quantile } from "d3-array";
import { bandRows, smoothRows, valRows, type Variant } from "../rows.ts";

/** The loss axis from `low` to `high`. */
export interface LossDomain {
  low: number;
  high: number;
  /** Whether it is logarithmic. */
  log: boolean;
}

/** A run that leaves the chart at its top. */
export interface Outlier {
  variant: Variant;
  seed: number;
  /** How many of its steps have a loss above the chart. */
  steps: number;
  /** The highest loss of all, and where that was. */
  loss: number;
  step: number;
}

/** ln V, the loss of guessing each symbol alike, for each size of vocabulary that occurs. */
export function guessingLosses(variants: readonly Variant[]): { size: number; loss: number }[] {
  const sizes = variants.flatMap((variant) =>
    variant.runs.map((run) => run.summary.dataset.vocabulary.length)
  );
  return [...new Set(sizes)].filter((size) => size > 0).map((size) => ({
    size,
    loss: Math.log(size),
  }));
}

/**
 * The domain in which the curves can be told apart. A few huge losses at the start must not press the rest together, so its
 * top is ln V or what the highest run stays below for 95 % of its steps, whichever is more. Where that is far above ln V
 * (a run that never comes down), the axis is logarithmic instead. With `bands` the range of the raw losses counts at the
 * bottom, but for its outermost tenth.
 */
export function lossDomain(variants: readonly Variant[], bands: boolean): LossDomain {
  const runs = variants.flatMap((variant) => variant.runs);
  const smooth = runs.map((run) => finite(smoothRows(run, 200).map((row) => row.loss)));
  const lows = bands ? runs.map((run) => finite(bandRows(run, 200).map((row) => row.low))) : [];
  const vals = runs.map((run) => valRows(run).map((row) => row.loss));
  const guessing = max(guessingLosses(variants), (row) => row.loss) ?? 1;

  const tops = runs.flatMap((_, i) => [quantile(smooth[i], 0.95), vals[i].at(-1)]);
  const high = max([guessing, ...tops.filter((x) => x !== undefined)])!;
  const bottoms = [...smooth.flat(), ...vals.flat(), ...lows.map((lows) => quantile(lows, 0.1))];
  const low = Math.min(min(bottoms.filter((x) => x !== undefined)) ?? 0, high);

  if (high > 2 * guessing && low > 0) return { low: low * 0.95, high: high * 1.05, log: true };
  const air = 0.04 * (high - low || 1);
  return { low: Math.max(0, low - air), high: high + air, log: false };
}

/** The runs whose training losses rise far above `domain`: by half of its top or more. */
export function outliers(variants: readonly Variant[], domain: LossDomain): Outlier[] {
  return variants.flatMap((variant) =>
    variant.runs.flatMap((run) => {
      let steps = 0, loss = domain.high, step = 0;
      run.losses.forEach((l, i) => {
        if (!Number.isFinite(l) || l <= domain.high) return;
        steps++;
        if (l > loss) loss = l, step = i;
      });
      return loss > 1.5 * domain.high
        ? [{ variant, seed: run.summary.seed, steps, loss, step }]
        : [];
    })
  );
}

const finite = (values: number[]): number[] => values.filter(Number.isFinite);
