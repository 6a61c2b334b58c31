/**
 * What is said where there are no two variants to compare.
 *
 * @module
 */
import type { Split } from "../../runner/results.ts";
import { formatLoss, interval } from "../format.ts";
import type { Variant } from "../rows.ts";
import { score } from "../scores.ts";
import { say, type Sentence } from "../sentence.ts";
import { halfWidth, mean } from "../statistics.ts";

const CONFIDENCE = 0.95;

/** No variant has a run to compare. @param isWhole whether no run is missing */
export function none(variants: readonly Variant[], isWhole: boolean): Sentence {
  const runs = variants.flatMap(({ runs }) => runs);
  if (runs.length === 0) return say`No run has finished, so there is no answer yet.`;
  const isOneSeed = variants.every(({ runs }) => runs.length === 1);
  const open = isOneSeed ? "; one seed does not show whether others fail too" : "";
  const end = say`so there is nothing to compare${open}.`;
  const has = (status: string) => runs.some(({ summary }) => summary.status === status);
  if (has("finished")) return say`No run ends better than guessing, ${end}`;
  const what = !has("hopeless")
    ? "diverged"
    : has("diverged")
    ? "diverged or was stopped"
    : "was stopped";
  return say`${runs.length === 1 && isWhole ? "The only run" : "Every run"} ${what}, ${end}`;
}

/** One variant has nothing to be compared with. @param isOnly whether there is no other at all */
export function alone(variant: Variant, split: Split, isOnly: boolean): Sentence {
  const scores = scoresOf(variant, split);
  const nothing = isOnly
    ? "there is no other variant to compare it with"
    : "no other variant has a run to compare it with";
  if (scores.length === 1) {
    return say`${variant} ends with a ${split} loss of ${
      formatLoss(scores[0])
    }; ${nothing}, and one seed does not show what chance does.`;
  }
  const half = halfWidth(scores, CONFIDENCE);
  return say`${variant} ends with a mean ${split} loss of ${
    interval(mean(scores), half)
  } (${scores.length} seeds); ${nothing}.`;
}

export const confidenceOfMean = (variant: Variant, split: Split): Sentence =>
  scoresOf(variant, split).length === 1
    ? []
    : say`± is the 95 % confidence interval of the mean (Student’s t); in the table “Results” it is the standard deviation over the seeds.`;

const scoresOf = ({ runs }: Variant, split: Split): number[] =>
  runs.flatMap((run) => score(run, split) ?? []);
