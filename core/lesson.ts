/**
 * What a lesson tells of a pair of functions, beside their code: how the backward one comes of the forward one. The
 * notation of its formulas is that of reports/formula.ts.
 *
 * @module
 */
import type { Operation } from "./call.ts";

/** How the gradients of a pair of functions are derived. */
export interface Lesson {
  /** Whose code is shown; neither where nothing is computed. */
  readonly forward?: Operation;
  /** Its backward pass. */
  readonly backward?: Operation;
  /** What the letters are, and their shapes. */
  readonly shapes: string;
  /** What the forward function computes. */
  readonly formulas: readonly string[];
  /** What comes of them, from step to step; a formula may be empty, and so may the words on it. */
  readonly derivation: readonly (readonly [formula: string, because: string])[];
  /** What the backward function computes. Empty where there is nothing to go back to. */
  readonly gradients: readonly string[];
  /** What the numbers beside it are like. */
  readonly tiny?: TinyKind;
  /**
   * What the backward function uses of its module, by name: with these it runs from its text, also when that has been
   * changed.
   */
  readonly scope?: Readonly<Record<string, unknown>>;
  /** Backward passes in which something is wrong, to be found. */
  readonly exercises?: readonly Exercise[];
}

/** A layer and a batch so small that all their numbers can be looked at. */
export interface TinyKind {
  /** How many examples; default: 3. */
  readonly B?: number;
  /** What comes in, without the batch; default: [3], and 3 symbols where symbols come in. */
  readonly input?: readonly number[];
  /** Options of the layer that differ from their defaults, or that say nothing of its gradients. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What the code calls its parameters, by their own names, where that is not their letter. */
  readonly names?: Readonly<Record<string, string>>;
  /** Of a loss: how many values a target may have; default: V. */
  readonly targets?: number;
}

/** A change of the backward function's text that makes its gradients wrong, for readers to find. */
export interface Exercise {
  /** What stands there, once. */
  readonly right: string;
  /** What stands there instead. */
  readonly wrong: string;
  /** Options of the tiny layer that it shows with. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** From a nudge to almost the answer. */
  readonly hints: readonly string[];
}
