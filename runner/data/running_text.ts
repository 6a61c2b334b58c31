/**
 * Running text: one sequence of symbols, line breaks among them, over which the contexts slide.
 *
 * @module
 */
import { allocateIndices, type Examples, type Indices } from "../../core/examples.ts";
import { splitSymbols } from "./symbols.ts";

/** The indices of a text's symbols. @param lines what stands between its line breaks */
export function sequenceOf(
  lines: readonly string[],
  indices: ReadonlyMap<string, number>,
  separator?: string,
): Indices {
  const symbolsOf = (line: string) =>
    separator === undefined ? line : splitSymbols(line, separator);
  let count = lines.length - 1;
  for (const line of lines) for (const _ of symbolsOf(line)) count++;
  const sequence = allocateIndices(indices.size, count);
  let i = 0;
  for (const [number, line] of lines.entries()) {
    if (number > 0) sequence[i++] = indices.get("\n")!;
    for (const symbol of symbolsOf(line)) sequence[i++] = indices.get(symbol)!;
  }
  return sequence;
}

/**
 * Every symbol of the sequence that T others stand before, with these. The first T serve as context only.
 *
 * @param V the vocabulary's size
 */
export function windowsOf(sequence: Indices, T: number, V: number): Examples {
  const count = Math.max(0, sequence.length - T);
  const X = allocateIndices(V, count * T);
  for (let i = 0; i < count; i++) {
    for (let t = 0; t < T; t++) X[i * T + t] = sequence[i + t];
  }
  return { X, Y: sequence.subarray(T, T + count), count, contextLength: T };
}

/**
 * What a beginning is taken to follow: the first T symbols of the sequence that end in a line break, so that what is
 * written starts a line; the first T where there is none.
 */
export function leadOf(sequence: Indices, lineBreak: number | undefined, T: number): number[] {
  const at = lineBreak === undefined ? -1 : sequence.indexOf(lineBreak, T - 1);
  const end = at < 0 ? T : at + 1;
  return [...sequence.subarray(end - T, end)];
}
