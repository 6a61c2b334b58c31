/**
 * Learning-rate schedules.
 *
 * @module
 */
import { cos, pow } from "./exact_math.ts";

/**
 * A schedule and its settings; `final` is the rate at the last step, unless that is the only one or the warm-up takes all; `warmup` is a number
 * of steps.
 */
export type Schedule =
  & { initial: number; warmup: number }
  & (
    | { schedule: "constant" }
    | { schedule: "step"; milestones: readonly number[]; factor: number }
    | { schedule: "cosine" | "linear" | "exponential"; final: number }
  );

/**
 * The learning rate of `step` (0 … steps − 1).
 *
 *     constant      initial
 *     step          initial · factor^(number of milestones ≤ step)
 *     cosine        final + (initial − final) · (1 + cos πp) / 2      Loshchilov & Hutter 2017, https://arxiv.org/abs/1608.03983
 *     linear        initial + (final − initial) · p
 *     exponential   initial · (final / initial)^p
 *
 * where p goes from 0 at the first step after the warm-up to 1 at the last step; where they are the same step, p is 1, or 0 if it is the only
 * step of all. During the warm-up the rate grows linearly: step s has
 * initial · (s + 1) / warmup. Milestones count from step 0 in any case.
 */
export function learningRateAt(schedule: Schedule, step: number, steps: number): number {
  const { initial, warmup } = schedule;
  if (step < warmup) return initial * (step + 1) / warmup;
  const left = steps - 1 - warmup;
  const p = left > 0 ? (step - warmup) / left : step > 0 ? 1 : 0;
  switch (schedule.schedule) {
    case "constant":
      return initial;
    case "step": {
      let rate = initial;
      for (const milestone of schedule.milestones) if (milestone <= step) rate *= schedule.factor;
      return rate;
    }
    case "cosine":
      return schedule.final + (initial - schedule.final) * (1 + cos(Math.PI * p)) / 2;
    case "linear":
      return initial + (schedule.final - initial) * p;
    case "exponential":
      return initial * pow(schedule.final / initial, p);
  }
}
