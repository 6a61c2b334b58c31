/**
 * The chart of the losses in words.
 *
 * @module
 */
import { formatCount, formatLoss, isolate, plural } from "../format.ts";
import type { CurveData, CurveRun } from "./curve_data.ts";
import { binsOf, type CurveView, FIRST_VIEW, shownRange, shownVariants } from "./curve_view.ts";

/** More variants than these are only counted; the table has them all. */
const LIMIT = 8;

/** What the chart shows, for who cannot see it: of each variant's first run that is shown, where its losses begin and end. */
export function lossSummary(data: CurveData, view: CurveView = FIRST_VIEW): string {
  const variants = shownVariants(data, view), [from, to] = shownRange(data, view);
  const sentences = variants.slice(0, LIMIT).map(({ name, runs: [run], hasSeeds }) =>
    `${isolate(name)}${hasSeeds ? `, seed ${run.seed}` : ""}: ${describe(run, view, [from, to])}.`
  );
  const more = variants.length - LIMIT;
  if (more > 0) sentences.push(`And ${plural(more, "more variant")}.`);
  if (variants.length === 0) sentences.push("All runs are hidden.");
  const zoom = view.range ? `, from step ${formatCount(from)} to ${formatCount(to)}` : "";
  return `Loss against step${zoom}. ${sentences.join(" ")}`;
}

function describe(run: CurveRun, { smoothing }: CurveView, [from, to]: [number, number]): string {
  const { middles } = binsOf(run);
  const curve = run.smooth[smoothing]
    .filter((loss, k) => loss !== null && middles[k] >= from && middles[k] <= to);
  const train = curve.length === 0
    ? "no training losses"
    : `training loss from ${formatLoss(curve[0])} to ${formatLoss(curve.at(-1))}`;
  const val = run.val.findLast(([step]) => step >= from && step <= to);
  return [
    `${train} in ${plural(Math.max(0, Math.min(to, run.steps) - from), "step")}`,
    val && `last val loss ${formatLoss(val[1])}`,
    run.diverged && "diverged",
  ].filter(Boolean).join(", ");
}
