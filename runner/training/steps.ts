import type { RunConfig } from "../schema/schema.ts";

/**
 * The steps before which something is done that is done `count` times, evenly, and `at` these; at the end it is in any
 * case.
 */
export function stepsOf(
  { count, at }: { count: number; at: readonly number[] },
  steps: number,
): Set<number> {
  const all = new Set(at);
  for (let i = 0; i < count; i++) all.add(Math.round(i * steps / count));
  return all;
}

/** The steps before which the splits are evaluated. */
export const evaluationSteps = (
  { evaluation, training }: {
    evaluation: Pick<RunConfig["evaluation"], "count" | "at">;
    training: Pick<RunConfig["training"], "steps">;
  },
): Set<number> => stepsOf(evaluation, training.steps);
