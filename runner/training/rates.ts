/**
 * Learning rates that depend on how a training goes.
 *
 * @module
 */
import { normalizes } from "../../core/architectures.ts";
import { createRates, type Rates } from "../../core/schedule.ts";
import type { Evaluation } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";

/** The rates of a training that sees its evaluations. */
export interface TrainingRates {
  at: Rates["at"];
  /** Takes each evaluation; of those, val's count, by the first of the statistics that the config asks for. */
  see(evaluation: Evaluation): void;
}

/** @param past evaluations of the steps before the one to go on from; default: none */
export function ratesOf(
  { training, model, evaluation }: RunConfig,
  past: readonly Evaluation[] = [],
): TrainingRates {
  const rates = createRates(training.learningRate, training.steps);
  const wanted = normalizes(model) ? evaluation.statistics[0] : "none";
  const see = ({ split, statistics, loss }: Evaluation) => {
    if (split === "val" && statistics === wanted && loss !== null) rates.see(loss);
  };
  past.forEach(see);
  return { at: rates.at, see };
}

/** The rates of the first `count` steps of a training that had these evaluations, in their order. */
export function pastRates(
  config: RunConfig,
  evaluations: readonly Evaluation[],
  count: number,
): Float64Array {
  const rates = ratesOf(config);
  let next = 0;
  return Float64Array.from({ length: count }, (_, step) => {
    while (next < evaluations.length && evaluations[next].step <= step) {
      rates.see(evaluations[next++]);
    }
    return rates.at(step);
  });
}

/** Whether what a training does depends on its evaluations. */
export const isSteered = ({ training }: RunConfig): boolean =>
  training.learningRate.schedule === "reduceOnPlateau";
