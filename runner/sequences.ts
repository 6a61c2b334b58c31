/**
 * Examples that have a target after every position: a line each, padded, as makemore's RNN, GRU and Transformer take them; or a window of running
 * text, as nanoGPT does.
 *
 * @module
 */
import { allocateIndices, type Examples, type Indices } from "../core/examples.ts";

/**
 * A line of n symbols c₁ … cₙ gives one example of T > n positions: X is 0, c₁, … cₙ, and Y is c₁, … cₙ, 0, so that from the beginning the
 * first symbol is predicted, and from all of the line its end (0). The positions behind it hold 0, and have no target (V).
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
