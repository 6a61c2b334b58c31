/**
 * What is said of one variant, which has nothing to be compared with.
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

/** One variant has nothing to be compared with. */
export function alone(variant: Variant, split: Split): Sentence {
  const scores = scoresOf(variant, split);
  const nothing = "there is no other variant to compare it with";
  if (scores.length === 1) {
    return say`${variant} ends with a ${split} loss of ${formatLoss(scores[0])}; ${nothing}.`;
  }
  const half = halfWidth(scores, CONFIDENCE);
  return say`${variant} ends with a mean ${split} loss of ${
    interval(mean(scores), half)
  } (${scores.length} seeds); ${nothing}.`;
}

export const confidenceOfMean = ({ runs }: Variant): Sentence =>
  runs.length === 1
    ? []
    : say`± is the 95 % confidence interval of the mean (Student’s t); in the table it is the standard deviation over the seeds.`;

const scoresOf = ({ runs }: Variant, split: Split): number[] =>
  runs.flatMap((run) => score(run, split) ?? []);
