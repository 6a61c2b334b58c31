/**
 * What a loss is measured by.
 *
 * @module
 */
import type { DatasetSummary } from "../runner/results.ts";

/** What these datasets' symbols are, in the singular: characters, tokens, or one as well as the other. */
export function symbolName(datasets: readonly Pick<DatasetSummary, "separator">[]): string {
  const kinds = new Set(
    datasets.map(({ separator }) => separator === undefined ? "character" : "token"),
  );
  return kinds.size === 1 ? [...kinds][0] : "symbol";
}

/** The same of runs. */
export const symbolOf = (runs: readonly { summary: { dataset: DatasetSummary } }[]): string =>
  symbolName(runs.map(({ summary }) => summary.dataset));
