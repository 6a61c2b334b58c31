/**
 * The chart of the losses in words.
 *
 * @module
 */
import { formatLoss, isolate, plural } from "../format.ts";
import { smoothRows, valRows, type Variant } from "../rows.ts";
import type { StoredRun } from "../../runner/results.ts";

/** More variants than these are only counted; the table has them all. */
const LIMIT = 8;

/** What the chart shows, for who cannot see it: of each variant's first run, where its losses begin and end. */
export function lossSummary(variants: readonly Variant[]): string {
  const sentences = variants.slice(0, LIMIT).map(({ name, runs }) =>
    `${isolate(name)}: ${describe(runs[0])}.`
  );
  const more = variants.length - LIMIT;
  if (more > 0) sentences.push(`And ${plural(more, "more variant")}.`);
  return `Loss against step. ${sentences.join(" ")}`;
}

function describe(run: StoredRun): string {
  const { steps, status } = run.summary;
  const curve = smoothRows(run, 200).filter((row) => Number.isFinite(row.loss));
  const train = curve.length === 0
    ? "no training losses"
    : `training loss from ${formatLoss(curve[0].loss)} to ${formatLoss(curve.at(-1)!.loss)}`;
  const val = valRows(run).at(-1);
  return [
    `${train} in ${plural(steps, "step")}`,
    val && `last val loss ${formatLoss(val.loss)}`,
    status === "diverged" && "diverged",
  ].filter(Boolean).join(", ");
}
