/**
 * Runs that tell nothing: whoever holds every symbol for equally likely has a loss of ln V, without any training.
 *
 * A hopeless run takes no part in comparisons, in scales of charts, in means and spreads; it is named, and its loss is
 * shown.
 *
 * @module
 */
import type { Split } from "../runner/results.ts";
import { formatCount, formatLoss, LOSS_MARGIN } from "./format.ts";
import { finalLoss } from "./rows.ts";
import type { ShownRun } from "./shown_run.ts";

/** The loss of guessing, ln V, in nats per symbol. */
export const guessing = (run: ShownRun): number => Math.log(sizeOf(run));

/** "ln 27 = 3.2958" */
export const guessingText = (run: ShownRun): string =>
  `ln ${sizeOf(run)} = ${formatLoss(guessing(run))}`;

const sizeOf = (run: ShownRun): number => run.summary.dataset.vocabulary.length;

/**
 * Whether the loss that the run ended with, over the whole `split`, is above that of guessing. A model that has learnt
 * nothing ends at ln V but for rounding.
 */
export function isWorseThanGuessing(run: ShownRun, split: Split): boolean {
  const loss = finalLoss(run, split);
  return loss !== null && loss >= guessing(run) + LOSS_MARGIN;
}

/**
 * Whether the run diverged, was stopped as hopeless, or ended without a finite loss or with one above that of guessing.
 */
export const isHopeless = (run: ShownRun, split: Split): boolean =>
  run.summary.status !== "finished" || finalLoss(run, split) === null ||
  isWorseThanGuessing(run, split);

/**
 * The `trouble` without where it was, so that runs with the same one can be put together: "diverged", "worse than
 * guessing".
 */
export const kindOfTrouble = (run: ShownRun, split: Split): string | null =>
  trouble(run, split)?.replace(/ at step .*/, "") ?? null;

/**
 * What is wrong with a hopeless run, in words: "diverged at step 3", "stopped as hopeless at step 700"; null where
 * nothing is.
 */
export function trouble(run: ShownRun, split: Split): string | null {
  const { status, steps, notFinite } = run.summary;
  const at = `at step ${formatCount(steps)}`;
  if (status === "diverged") {
    return `diverged ${at}${notFinite ? `: ${notFinite} is not finite` : ""}`;
  }
  if (status === "hopeless") return `stopped as hopeless ${at}`;
  if (finalLoss(run, split) === null) return `no finite ${split} loss`;
  return isWorseThanGuessing(run, split) ? "worse than guessing" : null;
}
