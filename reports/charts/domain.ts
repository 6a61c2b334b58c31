/**
 * How much of the loss axis a chart shows.
 *
 * @module
 */
import type { CurveData, CurveRun } from "./curve_data.ts";
import {
  axesView,
  binsOf,
  type CurveView,
  shownRange,
  shownRuns,
  showsRanges,
} from "./curve_view.ts";

/** The loss axis from `low` to `high`. */
export interface LossDomain {
  low: number;
  high: number;
  /** Whether it is logarithmic. */
  log: boolean;
}

/**
 * The domain in which the curves can be told apart. A few huge losses at the start must not press the rest together, so while all
 * steps are shown on a linear axis, its top is the highest reference line or what the highest run stays below for 95 % of its steps,
 * whichever is more. Where that is far above the reference (a run that never comes down), the loss axis is logarithmic, if the
 * view leaves that open. Else it is all of what the curves and the val points do in the steps that are shown. The raw losses' range, where
 * it is shown, counts at the bottom, but for the outermost tenth of it. Hopeless runs, diverged ones among them, count for nothing while others are shown. Where all runs are
 * hidden, it is as if none were.
 */
export function lossDomain(data: CurveData, shown: CurveView): LossDomain {
  const view = axesView(data, shown);
  const [from, to] = shownRange(data, view);
  const share = view.range || view.logSteps ? 1 : 0.95;
  const ranges = showsRanges(data, view);
  const reference = Math.max(...data.references.map(({ loss }) => loss), 0);
  const lows: number[] = [], highs: number[] = view.range ? [] : [reference];
  const all = shownRuns(data, view), fit = all.filter(({ hopeless }) => !hopeless);
  for (const run of fit.length > 0 ? fit : all) {
    const values = lossesBetween(run, run.smooth[view.smoothing], from, to);
    const vals = run.val.filter(([step]) => step >= from && step <= to).map(([, loss]) => loss);
    const top = quantile(values, share);
    if (top !== undefined) highs.push(top);
    highs.push(...(share === 1 ? vals : vals.slice(-1)));
    for (const { loss } of values) lows.push(loss);
    lows.push(...vals);
    const bottom = ranges ? quantile(lossesBetween(run, run.low, from, to), 0.1) : undefined;
    if (bottom !== undefined) lows.push(bottom);
  }
  const high = highs.length === 0 ? Math.max(1, ...lows) : Math.max(...highs);
  const low = lows.reduce((a, b) => Math.min(a, b), high);
  const isFarAbove = reference > 0 && high > 2 * reference;
  const log = (view.logLoss ?? isFarAbove) && low > 0;
  if (log) {
    const air = Math.max(1.01, (high / low) ** 0.05);
    return { low: low / air, high: high * air, log };
  }
  const air = 0.05 * (high - low || 1);
  return { low: Math.max(0, low - air), high: high + air, log };
}

interface Weighted {
  loss: number;
  /** How many steps have it. */
  steps: number;
}

function lossesBetween(
  run: CurveRun,
  values: readonly (number | null)[],
  from: number,
  to: number,
): Weighted[] {
  const { edges, middles } = binsOf(run);
  return values.flatMap((loss, k) =>
    loss === null || middles[k] < from || middles[k] > to
      ? []
      : [{ loss, steps: edges[k + 1] - edges[k] }]
  );
}

/** What `share` of the steps stay below. */
function quantile(values: readonly Weighted[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a.loss - b.loss);
  let left = share * sorted.reduce((sum, { steps }) => sum + steps, 0);
  return (sorted.find(({ steps }) => (left -= steps) <= 0) ?? sorted.at(-1))?.loss;
}
