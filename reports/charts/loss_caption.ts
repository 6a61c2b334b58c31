/**
 * What one must know to read the chart of the losses.
 *
 * @module
 */
import { capitalized } from "../capitalized.ts";
import { formatCount, formatLoss, isolate } from "../format.ts";
import { SMOOTHINGS } from "../smooth.ts";
import type { CurveData } from "./curve_data.ts";
import { type CurveSeries, endOf, seriesOf } from "./curve_series.ts";
import {
  type CurveView,
  FIRST_VIEW,
  isSmoothed,
  MAX_COLORS,
  shownFit,
  shownRange,
  shownRuns,
  type ShownVariant,
  shownVariants,
  showsMinibatch,
} from "./curve_view.ts";
import { lossDomain } from "./domain.ts";
import { hasDied } from "./end_labels.ts";

/** Explains what the chart shows, and nothing else. */
export function lossCaption(data: CurveData, view: CurveView = FIRST_VIEW): string {
  const runs = shownRuns(data, view);
  if (runs.length === 0) return "All runs are hidden.";
  const variants = shownVariants(data, view), minibatch = showsMinibatch(data, view);
  const weight = SMOOTHINGS[view.smoothing];
  const partly = variants.some(({ runs, fit }) => fit.length < runs.length);
  return [
    minibatch && isSmoothed(runs, view) &&
    `Smoothed: a mean over neighboring steps, whose weight falls to ${weight} within a thousandth of the run, and faster near the first step.`,
    minibatch && data.statistics.length > 0 &&
    "With batch norm a minibatch loss is computed with its batch’s own mean and variance, so it need not agree with the train loss of the same weights.",
    minibatch && data.penalized &&
    "Minibatch losses have the penalty of the weights in them where there is one, other losses do not.",
    partly && "Hopeless runs are in no mean while the variant has others.",
    data.crowd && whoStandsOut(data, view),
    data.ramp &&
    "The colors follow the number that the variants differ in, from the darkest, violet, for the least to the lightest.",
    view.x === "time" &&
    "Time: the steps by what one took on average, without evaluations, on the machine that trained.",
    ...aboveTheChart(data, view),
    view.logLoss === undefined && lossDomain(data, view).log &&
    "The loss axis is logarithmic, because it goes far above guessing.",
  ].filter(Boolean).join(" ");
}

/** Which of many stand out, as chosen now, and why not all that are. */
function whoStandsOut({ crowd, standOut }: CurveData, { chosen = standOut }: CurveView): string {
  if (chosen.length === 0) return "No variant is chosen, so none stands out.";
  if (chosen.length > MAX_COLORS) {
    return `At most ${MAX_COLORS} variants stand out: of the ${formatCount(chosen.length)} chosen ${
      crowd!.rule
    }.`;
  }
  const isFirst = chosen.length === standOut.length &&
    standOut.every((place) => chosen.includes(place));
  const one = chosen.length === 1;
  if (isFirst) return capitalized(`${crowd!.first} ${one ? "stands" : "stand"} out.`);
  return one ? "The variant chosen stands out." : "The variants chosen stand out.";
}

/** More variants than these are only counted. */
const MAX_NAMED = 12;
/** So much higher than the chart is worth a word. */
const FAR = 1.5;

/** What the chart leaves out at its top. */
function aboveTheChart(data: CurveData, view: CurveView): string[] {
  const { high, isOfEnd } = lossDomain(data, view), range = shownRange(data, view);
  const variants = shownVariants(data, view);
  const all = variants.map((variant) => seriesOf(data, view, variant));
  const ends = all.filter((series) => !hasDied(series)).flatMap((series) => {
    const end = endOf(series, view, range);
    return end && end.loss > high
      ? [
        `${isolate(series.variant.name)} (${formatLoss(end.loss)}${
          end.isVal ? "" : ", smoothed minibatch loss"
        })`,
      ]
      : [];
  });
  // Where the axis is of the end, one sentence says that of all that was before.
  const vals = isOfEnd ? [] : all.flatMap((series) => valAbove(series, high, range));
  const isWhole = view.range === undefined && shownFit(view) !== "end";
  const tall = isWhole && showsMinibatch(data, view)
    ? variants.flatMap((variant) => minibatchAbove(variant, high, range))
    : [];
  return [
    isOfEnd &&
    `The loss axis is made for the second half of training${
      variants.some(({ runs }) => runs.some(({ drops }) => drops.length > 0))
        ? ", after the last drop of the learning rate"
        : ""
    }; what was before may be above it.`,
    ends.length > 0 && `Off the scale at the end: ${named(ends)}.`,
    vals.length > 0 && `Val losses above the chart: ${named(vals)}.`,
    tall.length > 0 && `Minibatch losses on the way above the chart: ${named(tall)}.`,
  ].filter((sentence) => sentence !== false);
}

type Range = readonly [from: number, to: number];

/**
 * The highest val loss of a variant that comes down from above the chart, or dies there; of several seeds, their mean.
 */
function valAbove(series: CurveSeries, high: number, [from, to]: Range): string[] {
  const { val, variant: { name, faded } } = series;
  const seen = val.filter(({ x, mean }) => mean !== null && x >= from && x <= to);
  const staysAbove = !hasDied(series) && (seen.at(-1)?.mean ?? 0) > high;
  const [highest] = seen.toSorted((a, b) => b.mean! - a.mean!);
  if (faded || staysAbove || !(highest?.mean! > high)) return [];
  return [`${isolate(name)} (${formatLoss(highest.mean)} at step ${formatCount(highest.step)})`];
}

/** The highest minibatch loss of each of its seeds that is far above the chart. */
const minibatchAbove = (
  { name, fit, pace, hasSeeds }: ShownVariant,
  high: number,
  [from, to]: Range,
): string[] =>
  fit.flatMap(({ highest, seed }) => {
    if (highest === null) return [];
    const [step, loss] = highest, isSeen = step * pace >= from && step * pace <= to;
    if (loss <= FAR * high || !isSeen) return [];
    const whose = hasSeeds ? `${isolate(name)}, seed ${seed}` : isolate(name);
    return [`${whose} (up to ${formatLoss(loss)} at step ${formatCount(step)})`];
  });

function named(texts: readonly string[]): string {
  const more = texts.length - MAX_NAMED;
  return texts.slice(0, MAX_NAMED).join(", ") + (more > 0 ? ` and ${formatCount(more)} more` : "");
}
