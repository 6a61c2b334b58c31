/**
 * All optimizers, and how one updates a model's parameters.
 *
 * @module
 */
import { type Arithmetic, call } from "./call.ts";
import { adam } from "./optimizers/adam.ts";
import { adamw } from "./optimizers/adamw.ts";
import type { Numbers, OptimizerKind, SharedOptions } from "./optimizers/kind.ts";
import { rmsprop } from "./optimizers/rmsprop.ts";
import { sgd } from "./optimizers/sgd.ts";
import type { Parameter, Tensor } from "./tensor.ts";

/**
 * The list: who adds an optimizer adds its file, its kernel (kernels/updates.ts), its line here, and what configs may
 * say of it (runner/schema/schema.ts).
 */
export const OPTIMIZERS = { sgd, adam, adamw, rmsprop };

/** What an optimizer is called in configs. */
export type OptimizerName = keyof typeof OPTIMIZERS;
/** The options of a kind. */
export type OptionsOf<K> = K extends OptimizerKind<infer O> ? O : never;
/** An optimizer's name and its options. */
export type OptimizerOptions = {
  [N in OptimizerName]: { name: N } & OptionsOf<(typeof OPTIMIZERS)[N]>;
}[OptimizerName];

/** What an optimizer is, by its options' name. */
export const kindOf = ({ name }: OptimizerOptions): OptimizerKind<SharedOptions> =>
  OPTIMIZERS[name] as unknown as OptimizerKind<SharedOptions>;

/** What an update is about. */
export interface OptimizerState {
  /** As the config has them. */
  readonly options: OptimizerOptions;
  /** What it updates. */
  readonly parameters: readonly Parameter[];
  /** What it keeps of each parameter, in the order of `keeps`. */
  readonly kept: readonly (readonly Tensor[])[];
  /** The weight decay of each parameter. */
  readonly weightDecays: readonly number[];
}

/** An optimizer at work. */
export interface Optimizer extends OptimizerState {
  /** Updates done; whoever goes on with a training sets it. */
  updates: number;
  /** `update` by the model's arithmetic. */
  readonly update: (numbers: ReadonlyMap<number, Numbers>) => void;
}

/** An optimizer of a model's parameters, before its first update. */
export function createOptimizer(
  { arithmetic, parameters }: { arithmetic: Arithmetic; parameters: readonly Parameter[] },
  options: OptimizerOptions,
): Optimizer {
  const kept = parameters.map(({ value }) =>
    kindOf(options).keeps(options).map(() => arithmetic.allocate(value.shape))
  );
  const weightDecays = parameters.map(({ role }) =>
    options.weightDecayOf === undefined || role === "matrix" ? options.weightDecay : 0
  );
  const state: OptimizerState = { options, parameters, kept, weightDecays };
  return { ...state, updates: 0, update: arithmetic.prepare(call([], update, state)) };
}

/** One update of every parameter, by its gradient. */
export function optimizerStep(optimizer: Optimizer, learningRate: number): void {
  updateBy(optimizer, nextNumbers(optimizer, learningRate));
}

/** The numbers of the update that comes next, by weight decay. */
export const nextNumbers = (optimizer: Optimizer, learningRate: number): Map<number, Numbers> =>
  numbersOf(optimizer, learningRate, optimizer.updates + 1);

/** The same by numbers that are known already. @param numbers as `nextNumbers` gives them */
export function updateBy(optimizer: Optimizer, numbers: ReadonlyMap<number, Numbers>): void {
  optimizer.updates++;
  optimizer.update(numbers);
}

/** The numbers of the t-th update, by weight decay. */
export function numbersOf(
  { options, weightDecays }: OptimizerState,
  learningRate: number,
  t: number,
): Map<number, Numbers> {
  const numbers = new Map<number, Numbers>();
  for (const decay of weightDecays) {
    if (numbers.has(decay)) continue;
    numbers.set(decay, kindOf(options).numbers(options, learningRate, decay, t));
  }
  return numbers;
}

/**
 * The update as the optimizers' own files have it.
 *
 * @param numbers by a parameter's weight decay
 */
export function update(
  { options, parameters, kept, weightDecays }: OptimizerState,
  numbers: ReadonlyMap<number, Numbers>,
): void {
  const kind = kindOf(options);
  parameters.forEach(({ value, grad }, i) => {
    const tensors = kept[i].map(({ data }) => data);
    kind.update(value.data, grad.data, tensors, numbers.get(weightDecays[i])!, options);
  });
}
