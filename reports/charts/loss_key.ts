/**
 * What the marks in the chart of the losses mean.
 *
 * @module
 */
import { evaluatedOn } from "../evaluated.ts";
import type { Meaning } from "../glyphs.ts";
import type { CurveData } from "./curve_data.ts";
import { endOf, seriesOf } from "./curve_series.ts";
import {
  type CurveView,
  FIRST_VIEW,
  hasMinibatchLines,
  hasValLines,
  isCrowded,
  minibatchMeans,
  shownRange,
  shownRuns,
  shownVariants,
  showsMinibatch,
  showsRaw,
} from "./curve_view.ts";
import { lossDomain } from "./domain.ts";
import { hasDied } from "./end_labels.ts";

/** The marks that the chart has in this view, and no others. */
export function lossKey(data: CurveData, view: CurveView = FIRST_VIEW): Meaning[] {
  const runs = shownRuns(data, view), variants = shownVariants(data, view);
  const hasVal = runs.some(({ val }) => val.length > 0), minibatch = showsMinibatch(data, view);
  const hasSeeds = variants.some(({ hasSeeds }) => hasSeeds);
  const test = data.drawn ? `, over ${evaluatedOn(data.drawn.test, "test split")}` : "";
  const means = minibatchMeans(runs, view);
  const all: (Meaning | false)[] = [
    hasVal && [hasValLines(data) ? "val" : "point", `val loss, over ${valSplit(data)}`],
    minibatch &&
    [
      hasMinibatchLines(runs) ? "minibatch" : "single",
      `minibatch loss before each update${means && `, ${means}`}`,
    ],
    showsRaw(data, view) && ["spread", "eight in ten of the minibatch losses around each step"],
    runs.some(({ test }) => test !== null) &&
    ["test", `test loss after the last step${test}`],
    hasSeeds && ["deviation", "mean of the seeds ± one standard deviation (over n\u00a0−\u00a01)"],
    hasSeeds && minibatch && ["seeds", "the single seeds"],
    isCrowded(data) && [data.ramp ? "thin" : "faded", "does not stand out"],
    runs.some(({ drops }) => drops.length > 0) && ["drop", "the learning rate drops"],
    runs.some(({ diverged }) => diverged) &&
    ["diverged", `training diverged, ${deaths(data, view)}`],
    isLeft(data, view) && ["above", "ends above the chart"],
  ];
  return all.filter((meaning) => meaning !== false);
}

function valSplit({ drawn, statistics }: CurveData): string {
  const split = evaluatedOn(drawn?.val ?? [], "val split");
  return statistics.length > 0
    ? `${split} (batch norm with its ${statistics.join(" or ")} statistics)`
    : split;
}

/** At which height the crosses stand. */
function deaths(data: CurveData, view: CurveView): string {
  const { low, high } = lossDomain(data, view);
  const isInside = shownRuns(data, view).every(({ diverged, last }) =>
    !diverged || last !== null && last >= low && last <= high
  );
  return isInside ? "at its last finite loss" : "at its last finite loss or at the chart’s edge";
}

/** Whether a curve ends above the chart. */
function isLeft(data: CurveData, view: CurveView): boolean {
  const { high } = lossDomain(data, view), range = shownRange(data, view);
  return shownVariants(data, view).map((variant) => seriesOf(data, view, variant))
    .some((series) => !hasDied(series) && (endOf(series, view, range)?.loss ?? 0) > high);
}
