/**
 * The chart of the losses: what training did, and what the val split says to it.
 *
 * @module
 */
// @ts-types="npm:@types/d3-array@3.2.2"
import { range } from "d3-array";
import { formatCount } from "../format.ts";
import type { Html } from "../html.ts";
import type { Variant } from "../rows.ts";
import { guessingLosses, type LossDomain } from "./domain.ts";
import { band, curve, divergence, guessingRule, valPoints } from "./loss_marks.ts";
import { svg } from "./svg.ts";

/** Above so many runs the bands would only cover each other. */
const MAX_BANDS = 4;
/** Above so many runs the symbols are small. */
const MAX_LARGE = 10;
/** Points of all curves together, so that many runs do not make a heavy page. */
const MAX_POINTS = 8000;

/** Whether the chart shows the raw losses too, as bands behind the curves. */
export const showsBands = (variants: readonly Variant[]): boolean => runsOf(variants) <= MAX_BANDS;

export interface LossChartOptions {
  domain: LossDomain;
  /** In CSS pixels. */
  width: number;
  height: number;
  /** Sets the ids of this chart apart. */
  id: string;
}

/** Smoothed training losses, the range of the raw ones behind them, val losses as points; ln V for comparison. */
export function lossChart(variants: readonly Variant[], options: LossChartOptions): Html {
  const { domain, width, height, id } = options;
  const narrow = width < 600;
  const runs = variants.flatMap((variant) => variant.runs.map((run) => ({ variant, run })));
  const points = Math.max(
    40,
    Math.min(Math.round(width / 3), Math.floor(MAX_POINTS / runs.length)),
  );
  const steps = Math.max(1, ...runs.map(({ run }) => run.summary.steps));

  return svg({
    width,
    height,
    marginTop: 30,
    marginRight: 20,
    marginBottom: 40,
    marginLeft: 36,
    x: {
      domain: [0, steps],
      label: "step",
      labelArrow: false,
      ticks: narrow ? 4 : 8,
      tickFormat: formatCount,
    },
    y: {
      domain: [domain.low, domain.high],
      type: domain.log ? "log" : "linear",
      label: "loss (nats per character)",
      grid: true,
      ticks: domain.log ? logTicks(domain) : 6,
      tickFormat: formatTick,
    },
    marks: [
      showsBands(variants) ? runs.map((run) => band(run, points, runs.length)) : [],
      guessingLosses(variants).map((guessing) => guessingRule(guessing, narrow)),
      runs.map((run) => curve(run, points)),
      runs.map((run) =>
        valPoints(run, domain, { small: runs.length > MAX_LARGE, titles: !narrow })
      ),
      runs.map((run) => divergence(run, domain)),
    ],
  }, id);
}

/** Round numbers that are about as far apart on a logarithmic axis; powers of ten where it spans many. */
export function logTicks({ low, high }: Pick<LossDomain, "low" | "high">): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.log10(high)];
  const digits = last - first > 3 ? [1] : [1, 1.5, 2, 3, 4, 5, 7];
  return range(first, last, Math.max(1, Math.ceil((last - first) / 8))).flatMap((power) =>
    digits.map((digit) => digit * 10 ** power)
  ).filter((tick) => tick >= low && tick <= high);
}

const formatTick = (y: number): string =>
  y < 1e5 ? String(Number(y.toPrecision(3))) : y.toExponential(0).replace("+", "");

const runsOf = (variants: readonly Variant[]): number =>
  variants.reduce((n, variant) => n + variant.runs.length, 0);
