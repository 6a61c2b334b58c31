import { widthOf } from "./text.ts";

/** A text, or one that takes the place of several cells. */
export type Cell = string | { text: string; span: number };

/**
 * A plain text table: columns as wide as their widest cell, numbers to the right.
 *
 * @param width of the terminal, if it is one: where a row would not fit in it, the names in the first column get lines
 * of their own
 */
export function formatTable(header: string[], rows: Cell[][], width = Infinity): string {
  const lines = aligned(header, rows);
  if (lines.every((line) => widthOf(line.trimEnd()) <= width)) return lines.join("");
  const names = rows.map(([name]) => `${typeof name === "string" ? name : name.text}\n`);
  const [heading, ...figures] = aligned(
    ["", ...header.slice(1)],
    rows.map((row) => ["", ...row.slice(1)]),
  );
  return heading + figures.map((line, i) => names[i] + line).join("");
}

/** The table's lines. */
function aligned(header: string[], rows: Cell[][]): string[] {
  const places = [header, ...rows].map(placed);
  const widths = header.map(() => 0);
  const isNumber = header.map(() => true);
  for (const [r, row] of places.entries()) {
    for (const { at, text, span } of row) {
      if (span > 1) continue;
      widths[at] = Math.max(widths[at], widthOf(text));
      if (r > 0) isNumber[at] &&= /^[\d.,e+– ±-]+$/.test(text);
    }
  }
  const roomOf = (at: number, span: number) =>
    widths.slice(at, at + span).reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  // What spans columns widens the last of them.
  for (const { at, text, span } of places.flat()) {
    if (span > 1) widths[at + span - 1] += Math.max(0, widthOf(text) - roomOf(at, span));
  }
  return places.map((row) =>
    row.map(({ at, text, span }) => {
      const air = " ".repeat(roomOf(at, span) - widthOf(text));
      return span === 1 && isNumber[at] ? air + text : text + air;
    }).join(GAP).trimEnd() + "\n"
  );
}

const GAP = "  ";

/** A row's cells with the columns where they begin. */
function placed(row: Cell[]): { at: number; text: string; span: number }[] {
  let next = 0;
  return row.map((cell) => {
    const { text, span } = typeof cell === "string" ? { text: cell, span: 1 } : cell;
    const at = next;
    next += span;
    return { at, text, span };
  });
}
