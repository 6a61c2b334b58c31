/**
 * What a lesson tells of a pair of functions, beside their code: how the backward one comes of the forward one. The notation of its formulas is that of
 * reports/formula.ts.
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
}
