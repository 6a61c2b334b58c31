/**
 * What TensorFlow.js is to the benchmarks.
 *
 * @module
 */

/** The package, which is not there to be type-checked. */
// deno-lint-ignore no-explicit-any
export type TensorFlow = any;
/** Variables; batch norm's gain and bias too where there is no batch norm. */
export type TensorFlowModel = Record<
  "C" | "W1" | "b1" | "W2" | "b2" | "gain" | "bias",
  // deno-lint-ignore no-explicit-any
  any
>;
