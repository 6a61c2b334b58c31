/**
 * What one must know to read the chart of the losses.
 *
 * @module
 */
import { evaluatedOn } from "../evaluated.ts";
import { SMOOTHINGS } from "../smooth.ts";
import type { CurveData } from "./curve_data.ts";
import {
  type CurveView,
  FIRST_VIEW,
  isCrowded,
  MAX_RANGES,
  shownRuns,
  shownVariants,
  showsRanges,
  showsRaw,
} from "./curve_view.ts";
import { lossDomain } from "./domain.ts";

/** Explains what the chart shows, and nothing else. */
export function lossCaption(data: CurveData, view: CurveView = FIRST_VIEW): string {
  const runs = shownRuns(data, view), { statistics } = data;
  if (runs.length === 0) return "All runs are hidden.";
  const weight = SMOOTHINGS[view.smoothing];
  const smoothed = weight === 0
    ? ""
    : ", smoothed by an exponential moving mean without bias, in which the past keeps a weight of " +
      `${weight} over each thousandth of the run, so that it lags a little` +
      (showsRaw(data, view) ? "; faint behind it without smoothing" : "");
  return [
    `Solid: each step’s minibatch loss before its update${smoothed}.`,
    data.penalized &&
    "Steps’ losses have the penalty of the weights in them where there is one, other losses do not.",
    showsRanges(data, view) &&
    "Shaded: from the least to the greatest loss of neighbouring steps, cut at the frame.",
    view.raw && !isCrowded(data) && !showsRanges(data, view) &&
    `Ranges are shown for up to ${MAX_RANGES} runs of one seed each: hide some.`,
    runs.some(({ val }) => val.length > 0) &&
    `Dashed: the loss over ${evaluatedOn(data.drawn?.val ?? [], "val split")}` +
      (statistics.length > 0
        ? ` (batch norm with its ${statistics.join(" or ")} statistics).`
        : "."),
    runs.some(({ test }) => test !== null) &&
    `Small filled symbols: over ${
      data.drawn ? evaluatedOn(data.drawn.test, "test split") : "the test split"
    }, after the last step.`,
    shownVariants(data, view).some(({ hasSeeds }) => hasSeeds) &&
    "Thin lines: single seeds. Thick lines, bands and bars: their mean ± one standard deviation (over n\u00a0−\u00a01).",
    isCrowded(data) &&
    "Grey: the mean minibatch losses of variants that do not stand out; at first the baseline and the one with the lowest mean do.",
    runs.some(({ drops }) => drops.length > 0) && "Dotted: the learning rate drops.",
    runs.some(({ diverged }) => diverged) && "✕: training diverged here.",
    !runs.every(({ hopeless }) => hopeless) &&
    runs.some(({ hopeless, diverged }) => hopeless && !diverged) &&
    "▲: the curve goes on above the chart.",
    view.logLoss === undefined && lossDomain(data, view).log &&
    "The loss axis is logarithmic, because a variant stays far above guessing.",
  ].filter(Boolean).join(" ");
}
