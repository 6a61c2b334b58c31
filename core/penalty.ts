import { type Arithmetic, call } from "./call.ts";
import { type Parameter, sizeOf } from "./tensor.ts";
import { addMultiples, type Multiple, sumsOfSquares } from "./whole.ts";

/** A term of the loss that grows with the weights. */
export interface PenaltyOptions {
  /** λ, its share of the loss. */
  l2: number;
  /** Of each matrix, the mean of its squares, or their sum. */
  reduction: "mean" | "sum";
}

/** The penalty of a model's matrices: embeddings, biases and batch norm's gains have none. */
export interface Penalty {
  /** λ Σ mean(W²) over the matrices W; with `reduction: "sum"`, λ Σ Σ W² */
  forward(): number;
  /** Adds its gradient to those of the matrices. */
  backward(): void;
}

/** The penalty of a model's matrices. */
export function createPenalty(
  { arithmetic, parameters }: { arithmetic: Arithmetic; parameters: readonly Parameter[] },
  { l2, reduction }: PenaltyOptions,
): Penalty {
  const matrices = parameters.filter(({ role }) => role === "matrix");
  const weights = matrices.map(({ value }) => value);
  const shares = weights.map(({ shape }) => reduction === "mean" ? l2 / sizeOf(shape) : l2);
  // The gradient of λ W² by W is 2 λ W, and it is added to what the other way to the loss gives: dW ← dW + 2 λ W.
  const gradients = matrices.map(({ value, grad }, i): Multiple => (
    { y: grad, x: value, factor: 2 * shares[i] }
  ));
  const squares = arithmetic.prepare(call([], sumsOfSquares, weights));
  return {
    forward: () => squares().reduce((sum, squares, i) => sum + shares[i] * squares, 0),
    backward: arithmetic.prepare(call([], addMultiples, gradients)),
  };
}
