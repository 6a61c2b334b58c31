/**
 * Examples that have a target after every position: a line each, padded, as makemore's RNN, GRU and Transformer take
 * them; or a window of running text, as nanoGPT does.
 *
 * @module
 */
import { allocateIndices, type Examples, type Indices, targetsOf } from "../../core/examples.ts";

/**
 * A line of n symbols c₁ … cₙ gives one example of T > n positions: X is 0, c₁, … cₙ, and Y is c₁, … cₙ, 0, so that
 * from the beginning the first symbol is predicted, and from all of the line its end (0). The positions behind it hold
 * 0, and have no target (V).
 *
 * @param lines symbols' indices, each line shorter than T
 */
export function paddedLines(
  lines: readonly (readonly number[])[],
  T: number,
  V: number,
): Examples {
  const count = lines.length;
  const X = allocateIndices(V, count * T);
  const Y = allocateIndices(V + 1, count * T).fill(V);
  lines.forEach((line, i) => {
    X.set(line, i * T + 1);
    Y.set(line, i * T);
    Y[i * T + line.length] = 0;
  });
  return { X, Y, count, contextLength: T };
}

/** Each stretch of T symbols that another one follows, and what follows each of them. */
export function slidingWindows(sequence: Indices, T: number, V: number): Examples {
  const count = Math.max(0, sequence.length - T);
  const X = allocateIndices(V, count * T);
  const Y = allocateIndices(V + 1, count * T);
  for (let i = 0; i < count; i++) {
    X.set(sequence.subarray(i, i + T), i * T);
    Y.set(sequence.subarray(i + 1, i + 1 + T), i * T);
  }
  return { X, Y, count, contextLength: T };
}

/**
 * What is predicted, each place of the data once and in order: of windows, which overlap, all of the first and the last
 * target of each other one.
 *
 * @param V what stands where there is no target
 */
export function predictedIn(examples: Examples, V: number, isText: boolean): Indices {
  const { Y, count } = examples;
  const n = targetsOf(examples);
  if (n === 1) return Y;
  if (!isText) return Y.filter((next) => next !== V);
  const sequence = allocateIndices(V + 1, n + count - 1);
  sequence.set(Y.subarray(0, n));
  for (let i = 1; i < count; i++) sequence[n + i - 1] = Y[i * n + n - 1];
  return sequence;
}
