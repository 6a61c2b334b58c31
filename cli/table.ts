/** A plain text table: columns as wide as their widest cell, numbers to the right. */
export function formatTable(header: string[], rows: string[][]): string {
  const all = [header, ...rows];
  const widths = header.map((_, c) => Math.max(...all.map((row) => row[c].length)));
  const isNumber = header.map((_, c) => rows.every((row) => /^[\d.,–-]+$/.test(row[c])));
  return all.map((row) =>
    row.map((cell, c) => isNumber[c] ? cell.padStart(widths[c]) : cell.padEnd(widths[c]))
      .join("  ").trimEnd() + "\n"
  ).join("");
}
