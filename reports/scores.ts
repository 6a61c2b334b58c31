/**
 * What a run is judged by: its losses over a whole split, at the end and at best.
 *
 * @module
 */
import { evaluatedExamples, type Split } from "../runner/results.ts";
import { isHopeless } from "./hopeless.ts";
import { finalLoss, hasBatchNorm, type Variant } from "./rows.ts";
import type { ShownRun } from "./shown_run.ts";

/** The split whose loss decides: val, or train where a run has no val split. */
export function decidingSplit(variants: readonly Variant[]): Split {
  const runs = variants.flatMap((variant) => variant.runs);
  return runs.every((run) => run.summary.dataset.examples.val > 0) ? "val" : "train";
}

/** The loss that a run is judged by, which it ended with; null where it is hopeless. */
export const score = (run: ShownRun, split: Split): number | null =>
  isHopeless(run, split) ? null : finalLoss(run, split);

/** The runs that a row's losses are of: those that are not hopeless, or else all that came to an end, or else all. */
export function counted<Run extends ShownRun>(
  runs: readonly Run[],
  deciding: Split,
): readonly Run[] {
  const sane = runs.filter((run) => !isHopeless(run, deciding));
  const ended = runs.filter((run) => run.summary.status !== "diverged");
  return [sane, ended, runs].find((some) => some.length > 0) ?? [];
}

/**
 * The lowest val loss that was seen on the way or at the end, and the first step that it was seen at; null where they
 * are over different examples, and cannot be compared.
 */
export function bestVal(run: ShownRun): { loss: number; step: number } | null {
  const { onTheWay, atTheEnd } = evaluatedExamples(run.config, run.summary.dataset.examples, "val");
  if (onTheWay !== atTheEnd) return null;
  const all = [...run.evaluations, ...run.summary.final].filter((row) => row.split === "val");
  const wanted = hasBatchNorm(run) ? "running" : "none";
  const rows = all.filter((row) => row.statistics === wanted);
  let best: { loss: number; step: number } | null = null;
  for (const { loss, step } of rows) {
    if (loss !== null && Number.isFinite(loss) && (best === null || loss < best.loss)) {
      best = { loss, step };
    }
  }
  return best;
}
