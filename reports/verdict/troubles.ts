/**
 * What is missing from the answer.
 *
 * @module
 */
import type { MissingRun, Split } from "../../runner/results.ts";
import { formatCount, plural } from "../format.ts";
import { guessingText, isWorseThanGuessing } from "../hopeless.ts";
import { finalLoss, type Variant } from "../rows.ts";
import { list, say, type Sentence } from "../sentence.ts";
import type { ShownRun } from "../shown_run.ts";
import { MAX_LISTED, MAX_NAMED } from "./limits.ts";

/** Who diverged, was stopped, ends worse than guessing, failed or is not there. */
export function troubles(
  variants: readonly Variant[],
  missing: readonly MissingRun[],
  split: Split,
): Sentence[] {
  const diverged = having(
    variants,
    (run) => run.summary.status === "diverged",
    atSteps,
  );
  const stopped = having(variants, (run) => run.summary.status === "hopeless");
  const guessers = having(
    variants,
    (run) => run.summary.status === "finished" && isWorseThanGuessing(run, split),
  );
  const lossless = having(
    variants,
    (run) => run.summary.status === "finished" && finalLoss(run, split) === null,
  );
  const sentences: Sentence[] = [];
  if (diverged.length > MAX_NAMED) {
    sentences.push(say`${formatCount(diverged.length)} variants have runs that diverged.`);
  } else if (diverged.length > 0) sentences.push(say`Diverged: ${list(diverged)}.`);
  if (stopped.length > MAX_NAMED) {
    sentences.push(say`${formatCount(stopped.length)} variants have runs stopped as hopeless.`);
  } else if (stopped.length > 0) sentences.push(say`Stopped as hopeless: ${list(stopped)}.`);
  if (lossless.length > MAX_NAMED) {
    sentences.push(
      say`${formatCount(lossless.length)} variants have runs without a finite ${split} loss.`,
    );
  } else if (lossless.length > 0) {
    sentences.push(say`Without a finite ${split} loss: ${list(lossless)}.`);
  }
  if (guessers.length > 0) {
    const end = say`worse than guessing (${guessersBound(variants)})`;
    sentences.push(
      guessers.length > MAX_LISTED
        ? say`${formatCount(guessers.length)} variants have runs that end ${end}.`
        : say`${list(guessers)} ${guessers.length === 1 ? "ends" : "end"} ${end}.`,
    );
  }
  const lost = missing.filter(({ stopped }) => !stopped).length;
  if (lost > 0) {
    sentences.push(say`${plural(lost, "run")} failed or ${lost === 1 ? "is" : "are"} not there.`);
  }
  const ended = missing.length - lost;
  if (ended > 0) {
    const were = ended === 1 ? "was" : "were";
    sentences.push(say`${plural(ended, "run")} ${were} given up early, for better ones.`);
  }
  return sentences;
}

/** The variants that have such runs; how many, where they have several runs, and what more is told of these. */
function having(
  variants: readonly Variant[],
  isSuch: (run: ShownRun) => boolean,
  tell: (runs: readonly ShownRun[]) => string = () => "",
): Sentence[] {
  return variants.flatMap((variant) => {
    const such = variant.runs.filter(isSuch), count = such.length, all = variant.runs.length;
    if (count === 0) return [];
    const which = count < all
      ? `${count} of ${all} seeds`
      : all === 1
      ? ""
      : `${all === 2 ? "both" : `all ${all}`} seeds`;
    const more = [which, tell(such)].filter((text) => text !== "").join(", ");
    return [more === "" ? [variant] : say`${variant} (${more})`];
  });
}

/** "at step 1", "at steps 40 to 700" */
function atSteps(runs: readonly ShownRun[]): string {
  const steps = runs.map(({ summary }) => summary.steps);
  const [low, high] = [Math.min(...steps), Math.max(...steps)];
  return low === high
    ? `at step ${formatCount(low)}`
    : `at steps ${formatCount(low)} to ${formatCount(high)}`;
}

/** "ln 27 = 3.2958", or what that is of where vocabularies differ. */
function guessersBound(variants: readonly Variant[]): string {
  const bounds = new Set(variants.flatMap(({ runs }) => runs.map(guessingText)));
  return bounds.size === 1 ? [...bounds][0] : "ln of the number of symbols";
}
