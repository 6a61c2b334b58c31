/**
 * What an experiment's runs say to its question.
 *
 * @module
 */
import type { Round } from "../runner/results.ts";
import { finderAnswer } from "./finder/answer.ts";
import { formatCount, formatLoss, plural } from "./format.ts";
import { ranking } from "./ranking.ts";
import { type Variant, variantsOf } from "./rows.ts";
import { decidingSplit } from "./scores.ts";
import { list, say, type Sentence } from "./sentence.ts";
import type { ShownExperiment } from "./shown_run.ts";
import { judge, type Verdict } from "./verdict.ts";

export function answerOf(
  { runs, missing, found, swept, rounds = [] }: Pick<
    ShownExperiment,
    "runs" | "missing" | "found" | "swept" | "rounds"
  >,
): Verdict {
  const variants = variantsOf(runs);
  if (found) return finderAnswer(variants, found, missing);
  const verdict = judge(variants, missing, swept !== undefined);
  const last = rounds.at(-1);
  if (last === undefined || last.scores.every(({ kept }) => kept)) return verdict;
  return {
    ...verdict,
    answer: [...pruned(last, variants), ...verdict.answer],
    method: [...verdict.method, ...PRUNING],
  };
}

/** So many that pruning has left are named. */
const MAX_LEFT = 3;

/** Who was not left out: others have fewer seeds, and so cannot be said to end lowest. */
function pruned({ scores }: Round, variants: readonly Variant[]): Sentence[] {
  const kept = scores.filter((score) => score.kept).map(({ variant }) => variant);
  const left = variants.filter(({ name }) => kept.includes(name));
  const { meanOf } = ranking(variants), split = decidingSplit(variants);
  const all = plural(scores.length, "variant");
  if (left.length === 0) return [];
  if (left.length > MAX_LEFT) {
    return [say`Of ${all}, pruning leaves ${formatCount(left.length)}.`];
  }
  const told = left.toSorted((a, b) => meanOf(a) - meanOf(b)).map((variant) =>
    say`${variant} (mean ${split} loss ${formatLoss(meanOf(variant))}, ${
      plural(variant.runs.length, "seed")
    })`
  );
  return [say`Of ${all}, pruning leaves ${list(told)}.`];
}

const PRUNING: Sentence[] = [
  say`Pruning: who is worse than the lowest so far over the same seeds, by Wilcoxon’s signed-rank test, one-sided, gets no further ones.`,
  say`The test is not corrected for how many are compared, or how often, so a variant that is as good as those left may be left out.`,
];
