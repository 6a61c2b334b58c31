/**
 * Successive halving: all configurations train for a few steps, the best of them for more, and so on (Jamieson &
 * Talwalkar 2016, https://arxiv.org/abs/1502.07943; Li et al. 2018, https://arxiv.org/abs/1603.06560). At each rung
 * they all wait for the slowest, so that who goes on depends on nothing but their losses.
 *
 * @module
 */
import type { Experiment } from "../config/config.ts";
import { InputError } from "../errors.ts";
import { nineDigits } from "../store/metrics.ts";
import { normalizes } from "../../core/architectures.ts";
import type { Evaluation, Rung } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";
import { evaluationSteps } from "../training/steps.ts";
import type { Halving } from "../schema/sweep_schema.ts";

/** As many steps as evaluation.at may have. */
const MAX_AT = 200;

/** The steps after which it is decided who goes on: minSteps · factor^k, as far as these are fewer than all. */
export function rungSteps({ minSteps, factor }: Halving, steps: number): number[] {
  const rungs: number[] = [];
  for (let step = minSteps; step < steps; step *= factor) rungs.push(step);
  return rungs;
}

/**
 * The experiment, evaluated at each rung, and these; none without halving.
 *
 * @param experiment its trainings' lengths in steps
 * @throws {InputError} where the trainings' lengths differ, or are too short
 */
export function withRungs<E extends Pick<Experiment, "variants" | "halving">>(
  experiment: E,
): { experiment: E; rungs: number[] } {
  const { halving, variants } = experiment;
  if (halving === undefined) return { experiment, rungs: [] };
  const [steps, another] = new Set(variants.map(({ config }) => config.training.steps));
  if (another !== undefined) {
    throw new InputError(
      `halving compares runs after the same steps, and training.steps is ${steps} and ${another}`,
    );
  }
  const rungs = rungSteps(halving, steps);
  if (rungs.length === 0) {
    throw new InputError(
      `halving.minSteps must be less than training.steps (${steps}), found ${halving.minSteps}`,
    );
  }
  if (variants.some(({ config }) => config.evaluation.at.length + rungs.length > MAX_AT)) {
    throw new InputError(
      `evaluation.at and the ${rungs.length} rungs of halving are more than ${MAX_AT} steps`,
    );
  }
  const evaluated = variants.map((variant) => ({
    ...variant,
    config: evaluatedAt(variant.config, rungs),
  }));
  return { experiment: { ...experiment, variants: evaluated }, rungs };
}

function evaluatedAt(config: RunConfig, steps: readonly number[]): RunConfig {
  const due = evaluationSteps(config);
  const missing = steps.filter((step) => !due.has(step));
  if (missing.length === 0) return config;
  const at = [...config.evaluation.at, ...missing].sort((a, b) => a - b);
  return { ...config, evaluation: { ...config.evaluation, at } };
}

/** Whether it has been evaluated there. */
export const hasReached = (evaluations: readonly Evaluation[], step: number): boolean =>
  evaluations.some((evaluation) => evaluation.step === step);

/**
 * A run's loss at a rung: val's, or train's without any, by the first of the statistics that its config asks for;
 * Infinity where there is none. It is rounded as it is stored, so that a run that was read back is judged alike.
 */
export function lossAt(
  { model, evaluation }: RunConfig,
  evaluations: readonly Evaluation[],
  step: number,
): number {
  const wanted = normalizes(model) ? evaluation.statistics[0] : "none";
  const here = evaluations.filter((one) => one.step === step && one.statistics === wanted);
  const { loss = null } = here.find(({ split }) => split === "val") ?? here[0] ?? {};
  return loss === null ? Infinity : Number(nineDigits(loss));
}

/**
 * Who goes on: one in `factor` of all, at least one, and nobody without a loss; of equals the first.
 *
 * @param losses of each variant's runs
 */
export function decide(
  step: number,
  losses: ReadonlyMap<string, readonly number[]>,
  factor: number,
): Rung {
  const scores = [...losses].map(([variant, some]) => {
    const mean = some.reduce((sum, loss) => sum + loss, 0) / some.length;
    return { variant, loss: Number.isFinite(mean) ? mean : null };
  });
  const room = Math.max(1, Math.floor(scores.length / factor));
  const kept = new Set(
    scores.filter(({ loss }) => loss !== null).sort((a, b) => a.loss! - b.loss!).slice(0, room)
      .map(({ variant }) => variant),
  );
  return { step, scores: scores.map((score) => ({ ...score, kept: kept.has(score.variant) })) };
}

/** Why a variant went no further, for whoever reads the report. */
export function describeEnd(rung: Rung, variant: string): string {
  const { step, scores } = rung;
  const { loss } = scores.find((score) => score.variant === variant)!;
  const at = `stopped by halving at step ${step.toLocaleString("en-US")}`;
  if (loss === null) return `${at}: it had no finite loss`;
  const place = scores.filter((other) => other.loss !== null && other.loss < loss).length + 1;
  return `${at}: its loss ${loss.toFixed(4)} was number ${place} of ${scores.length}`;
}
