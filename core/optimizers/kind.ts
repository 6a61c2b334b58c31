/**
 * What an optimizer is made of. Each is a file in this folder; the list of all is core/optimizers.ts.
 *
 * @module
 */
import type { FloatArray } from "../tensor.ts";

/** What all optimizers can be told. */
export interface SharedOptions {
  /** How strongly parameters are pulled to 0. */
  weightDecay: number;
  /** Which parameters are: default: all; "matrices": the weights of layers, not embeddings, biases and gains. */
  weightDecayOf?: "matrices" | undefined;
}

/** The numbers of one update that are the same for all elements of a parameter; kernels find them in this order. */
export type Numbers = Readonly<Record<string, number>>;

/** The largest |x| that there can be: of the gradients, of the parameters, and of each of what is kept. */
export interface Bounds {
  /** Of the gradients. */
  gradient: number;
  /** Of the parameters. */
  value: number;
  /** Of each of what is kept. */
  kept: readonly number[];
}

/** An optimizer, with options O. */
export interface OptimizerKind<O extends SharedOptions> {
  /** What it keeps of each parameter from one update to the next, all 0 at first: names, as checkpoints have them. */
  keeps(options: O): readonly string[];
  /**
   * The numbers of an update.
   *
   * @param weightDecay the parameter's, which may be 0 where the option is not
   * @param t counts the updates, from 1
   */
  numbers(options: O, learningRate: number, weightDecay: number, t: number): Numbers;
  /**
   * Updates a parameter p by its gradient g, element by element.
   *
   * @param kept in the order of `keeps`
   */
  update(
    p: FloatArray,
    g: FloatArray,
    kept: readonly FloatArray[],
    numbers: Numbers,
    options: O,
  ): void;
  /** How large all can be after an update, at most, rounding apart. */
  grow(bounds: Bounds, numbers: Numbers, options: O): Omit<Bounds, "gradient">;
}
