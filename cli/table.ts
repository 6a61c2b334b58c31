import { widthOf } from "./text.ts";

/** A plain text table: columns as wide as their widest cell, numbers to the right. */
export function formatTable(header: string[], rows: string[][]): string {
  const all = [header, ...rows];
  const widths = header.map((_, c) => Math.max(...all.map((row) => widthOf(row[c]))));
  const isNumber = header.map((_, c) => rows.every((row) => /^[\d.,e+– ±-]+$/.test(row[c])));
  return all.map((row) =>
    row.map((cell, c) => {
      const air = " ".repeat(widths[c] - widthOf(cell));
      return isNumber[c] ? air + cell : cell + air;
    }).join("  ").trimEnd() + "\n"
  ).join("");
}
