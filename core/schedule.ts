/**
 * Learning-rate schedules.
 *
 * @module
 */
import { cos, pow } from "./exact_math.ts";
import { createPlateau, type PlateauOptions } from "./plateau.ts";

/**
 * A schedule and its settings; `final` is the rate at the last step, unless that is the only one or the warm-up takes
 * all; `warmup` is a number of steps.
 */
export type FixedSchedule =
  & { initial: number; warmup: number }
  & (
    | { schedule: "constant" }
    | { schedule: "step"; milestones: readonly number[]; factor: number }
    | { schedule: "cosine" | "linear" | "exponential"; final: number }
    | { schedule: "polynomial"; final: number; power: number }
    | { schedule: "inverseSqrt" }
  );

/** Any schedule, also one that depends on how the training goes; it has a warm-up like the others. */
export type Schedule =
  | FixedSchedule
  | { schedule: "reduceOnPlateau"; warmup: number } & PlateauOptions;

/** The learning rates of one training. */
export interface Rates {
  /** That of a step; those that depend on how the training goes are right for the step at hand only. */
  at(step: number): number;
  /** Takes an evaluated loss, before the next step's rate is asked for. */
  see(loss: number): void;
}

/** The learning rates of a training of so many steps. */
export function createRates(schedule: Schedule, steps: number): Rates {
  if (schedule.schedule !== "reduceOnPlateau") {
    return { at: (step) => learningRateAt(schedule, step, steps), see() {} };
  }
  const plateau = createPlateau(schedule);
  const warming = { ...schedule, schedule: "constant" } as const;
  return {
    at: (step) => step < schedule.warmup ? learningRateAt(warming, step, steps) : plateau.rate(),
    see: plateau.see,
  };
}

/**
 * The learning rate of `step` (0 … steps − 1).
 *
 *     constant      initial
 *     step          initial · factor^(number of milestones ≤ step)
 *     cosine        final + (initial − final) · (1 + cos πp) / 2      Loshchilov & Hutter 2017, https://arxiv.org/abs/1608.03983
 *     linear        initial + (final − initial) · p
 *     exponential   initial · (final / initial)^p
 *     polynomial    final + (initial − final) · (1 − p)^power
 *     inverseSqrt   initial · √(max(warmup, 1) / (s + 1)) in step s   Vaswani et al. 2017, https://arxiv.org/abs/1706.03762
 *
 * where p goes from 0 at the first step after the warm-up to 1 at the last step; where they are the same step, p is 1,
 * or 0 if it is the only step of all. During the warm-up the rate grows linearly: step s has initial · (s + 1) /
 * warmup. Milestones count from step 0 in any case.
 */
export function learningRateAt(
  schedule: FixedSchedule,
  step: number,
  steps: number,
): number {
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
    case "polynomial":
      return schedule.final + (initial - schedule.final) * pow(1 - p, schedule.power);
    case "inverseSqrt":
      return initial * Math.sqrt(Math.max(warmup, 1) / (step + 1));
  }
}
