/**
 * The lines that a split was made of, to tell what a model made up from what it knows by heart.
 *
 * @module
 */
import type { Examples } from "../../core/examples.ts";
import { type Alphabet, writeSymbols } from "./symbols.ts";

/**
 * The distinct lines of these examples, read back from the symbols that follow each other up to an end token (0). Asked
 * for again, the same set.
 */
export function distinctLines(examples: Examples, alphabet: Alphabet): Set<string> {
  let lines = known.get(examples);
  if (lines === undefined) known.set(examples, lines = readLines(examples, alphabet));
  return lines;
}
const known = new WeakMap<Examples, Set<string>>();

function readLines({ Y }: Examples, alphabet: Alphabet): Set<string> {
  const V = alphabet.vocabulary.length;
  const lines = new Set<string>();
  let line: number[] = [];
  for (const next of Y) {
    if (next === V) continue;
    if (next !== 0) line.push(next);
    else {
      lines.add(writeSymbols(line, alphabet));
      line = [];
    }
  }
  return lines;
}
