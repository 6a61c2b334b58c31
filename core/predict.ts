/**
 * The forward pass of evaluation, and the statistics that it takes.
 *
 * @module
 */
import type { Activations } from "./activations.ts";
import type { Indices } from "./examples.ts";
import type { FixedStatistics } from "./layer.ts";
import type { Layer, Model } from "./model.ts";
import { setBatch } from "./passes.ts";

/** The layers that are evaluated with statistics. */
export const withStatistics = ({ allLayers }: Pick<Model, "allLayers">): Layer[] =>
  allLayers.filter(({ kind }) => kind.statistics !== undefined);

/** Statistics to evaluate with, in the order of `withStatistics`. */
export type ModelStatistics = FixedStatistics[];

/** The running statistics, as `predict` takes them. */
export const runningStatistics = (model: Model): ModelStatistics =>
  withStatistics(model).map(({ kind, state, options }) =>
    kind.statistics!.learnt(state, options, model.arithmetic.dtype)
  );

/** The same after so many updates: null where there are none yet, before the first, if they start at zero. */
export function runningAfter(model: Model, steps: number): ModelStatistics | null {
  const isEmpty = steps === 0 &&
    withStatistics(model).some(({ kind, options }) => kind.statistics!.startsEmpty(options));
  return isEmpty ? null : runningStatistics(model);
}

/**
 * The forward pass of evaluation: batch norm uses fixed statistics, so that examples do not depend on each other.
 *
 * @param X [B, T]
 * @param until stops before that layer, one of `withStatistics`, which needs the statistics of those before it only;
 * default: goes on to the logits
 */
export function predict(
  model: Model,
  acts: Activations,
  X: Indices,
  statistics: ModelStatistics,
  until?: Layer,
): void {
  setBatch(acts.X, X, "X");
  setStatistics(model, statistics);
  infer(acts, until);
}

/** Lets `infer` evaluate with these statistics, from now on. */
export function setStatistics(model: Model, statistics: ModelStatistics): void {
  withStatistics(model).forEach(({ fixed }, i) => {
    for (const [name, { data }] of Object.entries(statistics[i] ?? {})) fixed[name].data.set(data);
  });
}

/** The forward pass of evaluation on the symbols that lie in the buffers' X. @param until as for `predict` */
export function infer(acts: Activations, until?: Layer): void {
  for (const { layer, run } of acts.infer()) {
    if (layer !== undefined && layer === until) return;
    run();
  }
}
