import { formatCount, formatSeconds, plural } from "../reports/format.ts";
import type { Progress } from "../runner/training/job.ts";
import type { RunConfig } from "../runner/schema/schema.ts";
import { evaluationSteps } from "../runner/training/steps.ts";

/**
 * Seconds that an evaluation has gone on for before its whole time is judged by it, and what all on the way may take
 * without a word.
 */
const MEASURED = 2, DEAR = 60;

/**
 * What the evaluations on the way will take, early in the first of them, where that is dear; null where it is not, or
 * not known yet.
 */
export function dearEvaluations({ step, evaluated }: Progress, config: RunConfig): string | null {
  if (evaluated === null || evaluated.seconds < MEASURED || evaluated.share === 0) return null;
  const { steps } = config.training;
  const left = [...evaluationSteps(config)].filter((at) => at >= step && at < steps).length;
  const each = evaluated.seconds / evaluated.share;
  if (step >= steps || each * left < DEAR) return null;
  const { examples } = config.evaluation;
  const remedy = examples === undefined
    ? "evaluation.examples evaluates fewer examples, evaluation.count less often"
    : `evaluation.examples (${formatCount(examples)}) may be smaller, or evaluation.count`;
  return `Evaluating takes about ${formatSeconds(each)}, and ${
    plural(left, "evaluation")
  } before a run's end ${formatSeconds(each * left)}: ${remedy}.`;
}
