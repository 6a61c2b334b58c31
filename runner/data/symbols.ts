/**
 * Text as symbols and back. A symbol is a character (a Unicode code point) or, where a dataset has a separator, what
 * stands between two of these.
 *
 * @module
 */
import type { DatasetSummary } from "../results.ts";

/**
 * The symbols of a text. Separators that follow each other, or stand at an end, have nothing between them. A line
 * break, which only running text has, is a symbol of its own.
 *
 * @param separator default: none, so that every character is a symbol
 */
export function splitSymbols(text: string, separator?: string): string[] {
  if (separator === undefined) return [...text];
  return text.split(/(\n)/).flatMap((part) => part === "\n" ? [part] : part.split(separator))
    .filter((symbol) => symbol !== "");
}

/** Marks of a line's end; the first that is no symbol is taken. */
const MARKS = [".", "⏎", "∎", "¶"];

/** What the end of a line is shown as, where these are the symbols of the lines. */
export function endMark(symbols: ReadonlySet<string>): string {
  const free = MARKS.find((mark) => !symbols.has(mark));
  if (free !== undefined) return free;
  let mark = "⟨end⟩";
  for (let i = 2; symbols.has(mark); i++) mark = `⟨end ${i}⟩`;
  return mark;
}

/** Sorts texts by their code points. */
export function byCodePoint(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1);
}

/** The text of these symbols; no separator stands beside a line break. */
export function joinSymbols(symbols: readonly string[], separator?: string): string {
  if (separator === undefined) return symbols.join("");
  let text = "";
  let last = "\n";
  for (const symbol of symbols) {
    text += last === "\n" || symbol === "\n" ? symbol : separator + symbol;
    last = symbol;
  }
  return text;
}

/** What the symbols of a dataset are. */
export type Alphabet = Pick<DatasetSummary, "vocabulary" | "separator" | "lead">;

/** The text of symbols (indices). */
export const writeSymbols = (
  symbols: readonly number[],
  { vocabulary, separator }: Pick<Alphabet, "vocabulary" | "separator">,
): string => joinSymbols(symbols.map((symbol) => vocabulary[symbol]), separator);

/** A typed text as symbols (indices), and what of it is none; the end token of lines cannot be typed. */
export function readSymbols(
  text: string,
  { vocabulary, separator, lead }: Alphabet,
): { symbols: number[]; unknown: string[] } {
  const indices = indicesOf(vocabulary);
  const first = lead === undefined ? 1 : 0;
  const symbols: number[] = [], unknown: string[] = [];
  for (const symbol of splitSymbols(text.replace(/\r\n?/g, "\n"), separator)) {
    const index = indices.get(symbol);
    if (index === undefined || index < first) unknown.push(symbol);
    else symbols.push(index);
  }
  return { symbols, unknown };
}

/** Symbol to index, made once for each vocabulary. */
function indicesOf(vocabulary: readonly string[]): ReadonlyMap<string, number> {
  let indices = known.get(vocabulary);
  if (indices === undefined) {
    known.set(vocabulary, indices = new Map(vocabulary.map((symbol, i) => [symbol, i])));
  }
  return indices;
}
const known = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/**
 * A typed text as the data would write it, as far as they have it: composed otherwise ("é" or "e" and an accent) where
 * that leaves fewer symbols unknown, and unknown symbols in small letters or capitals where these are known.
 */
export function asInData(text: string, alphabet: Alphabet): string {
  const unknown = (form: string) => readSymbols(form, alphabet).unknown;
  let best = text;
  if (unknown(text).length === 0) return text;
  for (const form of ["NFC", "NFD", "NFKC", "NFKD"]) {
    const composed = text.normalize(form);
    if (unknown(composed).length < unknown(best).length) best = composed;
  }
  for (const symbol of new Set(unknown(best))) {
    const cases = [symbol.toLowerCase(), symbol.toUpperCase()];
    const known = cases.flatMap((text) => [text, text.normalize("NFC"), text.normalize("NFD")])
      .find((text) => unknown(text).length === 0);
    if (known === undefined) continue;
    const all = splitSymbols(best, alphabet.separator);
    best = joinSymbols(all.map((s) => s === symbol ? known : s), alphabet.separator);
  }
  return best;
}

/** The code points of a text's characters: "U+0065 U+0301". */
export const codePoints = (text: string): string =>
  Array.from(
    text,
    (character) => "U+" + character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0"),
  ).join(" ");
