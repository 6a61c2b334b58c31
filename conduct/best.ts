/**
 * Losses that may be the lowest so far.
 *
 * @module
 */
import { formatCount } from "../reports/format.ts";
import { isHopeless } from "../reports/hopeless.ts";
import { finalLoss } from "../reports/rows.ts";
import type { Round, Rung, Split, StoredRun } from "../runner/results.ts";
import type { Best } from "./overall.ts";
import { harmless } from "./harmless.ts";

/** The split that a run is judged by. */
export const splitOf = ({ summary }: StoredRun): Split =>
  summary.dataset.examples.val > 0 ? "val" : "train";

/** A run's final loss; undefined where it is hopeless. */
export function bestOf(run: StoredRun, name: string): Best | undefined {
  const split = splitOf(run), loss = finalLoss(run, split);
  if (loss === null || isHopeless(run, split)) return undefined;
  return { what: `${split} loss`, loss, name };
}

/** The lowest loss where halving has decided; pruning's runs have told theirs. */
export function lowestOf(decision: Rung | Round): Best | undefined {
  if (!("step" in decision)) return undefined;
  const { step, scores } = decision;
  const [lowest] = scores.filter(({ loss }) => loss !== null).sort((a, b) => a.loss! - b.loss!);
  return lowest && {
    what: `loss at step ${formatCount(step)}`,
    loss: lowest.loss!,
    name: harmless(lowest.variant),
  };
}
