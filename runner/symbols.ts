/**
 * Text as symbols and back. A symbol is a character (a Unicode code point) or, where a dataset has a separator, what stands between two of these.
 *
 * @module
 */

/**
 * The symbols of a text. Separators that follow each other, or stand at an end, have nothing between them. A line break, which only running text has,
 * is a symbol of its own.
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
