import { formatDeviation, formatLoss } from "../reports/format.ts";
import { finalLoss } from "../reports/rows.ts";
import { counted } from "../reports/scores.ts";
import { mean, standardDeviation } from "../reports/statistics.ts";
import type { Split, StoredRun } from "../runner/results.ts";

/** The mean final loss ± standard deviation of those that are not hopeless; where all are, of all that ended. */
export function meanLoss(runs: readonly StoredRun[], split: Split, deciding: Split): string {
  const losses = counted(runs, deciding).flatMap((run) => finalLoss(run, split) ?? []);
  if (losses.length === 0) return formatLoss(null);
  const deviation = losses.length > 1
    ? ` ± ${formatDeviation(standardDeviation(losses), mean(losses))}`
    : "";
  return formatLoss(mean(losses)) + deviation;
}
