/**
 * The lines that a split was made of, to tell what a model made up from what it knows by heart.
 *
 * @module
 */
import type { Examples } from "../core/examples.ts";
import { joinSymbols } from "./symbols.ts";

/**
 * The distinct lines of these examples, read back from the characters that follow each other up to an end token (0). Asked for again,
 * the same set.
 */
export function linesOf(
  examples: Examples,
  vocabulary: readonly string[],
  separator?: string,
): Set<string> {
  let lines = known.get(examples);
  if (lines === undefined) known.set(examples, lines = readLines(examples, vocabulary, separator));
  return lines;
}
const known = new WeakMap<Examples, Set<string>>();

function readLines(
  { Y, count }: Examples,
  vocabulary: readonly string[],
  separator?: string,
): Set<string> {
  const lines = new Set<string>();
  let line: string[] = [];
  for (let i = 0; i < count; i++) {
    if (Y[i] !== 0) line.push(vocabulary[Y[i]]);
    else {
      lines.add(joinSymbols(line, separator));
      line = [];
    }
  }
  return lines;
}
