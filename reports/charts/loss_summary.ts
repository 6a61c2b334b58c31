/**
 * The chart of the losses in words.
 *
 * @module
 */
import { formatCount, formatLoss, isolate, plural, shortNumber } from "../format.ts";
import type { CurveData, CurveRun } from "./curve_data.ts";
import {
  binsOf,
  type CurveView,
  FIRST_VIEW,
  minibatchMeans,
  shownRange,
  shownVariants,
  showsMinibatch,
} from "./curve_view.ts";
import { xAxis } from "./x_axis.ts";

/** More variants than these are only counted; the table has them all. */
const LIMIT = 8;

/**
 * What the chart shows, for who cannot see it: of each variant's first run that is shown, where its losses begin and
 * end.
 */
export function lossSummary(data: CurveData, view: CurveView = FIRST_VIEW): string {
  const variants = shownVariants(data, view), range = shownRange(data, view);
  const minibatch = showsMinibatch(data, view);
  const sentences = variants.slice(0, LIMIT).map(({ name, runs: [run], hasSeeds, pace }) => {
    const steps: Steps = [range[0] / pace, range[1] / pace];
    const seed = hasSeeds ? `, seed ${run.seed}` : "";
    const parts = [valPart(run, steps), minibatch && minibatchPart(run, view, steps)];
    const all = [...parts, run.diverged && `diverged at step ${formatCount(run.steps)}`];
    return `${isolate(name)}${seed}: ${all.filter(Boolean).join(", ") || "no losses"}.`;
  });
  const more = variants.length - LIMIT;
  if (more > 0) sentences.push(`And ${plural(more, "more variant")}.`);
  if (variants.length === 0) sentences.push("All runs are hidden.");
  const { kind, label } = xAxis(data, view.x);
  const [from, to] = range.map((x) => kind === "time" ? String(shortNumber(x, 3)) : formatCount(x));
  const zoom = view.range ? `, from ${kind === "steps" ? "step " : ""}${from} to ${to}` : "";
  return `Loss against ${label}${zoom}. ${sentences.join(" ")}`;
}

type Steps = readonly [from: number, to: number];

function valPart({ val }: CurveRun, [from, to]: Steps): string | false {
  const seen = val.filter(([step]) => step >= from && step <= to), last = seen.at(-1);
  if (last === undefined) return false;
  const [first] = seen;
  return first === last
    ? `val loss ${formatLoss(last[1])} at step ${formatCount(last[0])}`
    : `val loss from ${formatLoss(first[1])} to ${formatLoss(last[1])} at step ${
      formatCount(last[0])
    }`;
}

function minibatchPart(run: CurveRun, view: CurveView, [from, to]: Steps): string {
  const { middles } = binsOf(run), means = minibatchMeans([run], view);
  const curve = run.smooth[view.smoothing]
    .filter((loss, k) => loss !== null && middles[k] >= from && middles[k] <= to);
  return curve.length === 0
    ? "no minibatch losses"
    : `${means && `${means} `}minibatch loss from ${formatLoss(curve[0])} to ${
      formatLoss(curve.at(-1))
    }`;
}
