/**
 * A table of the page as a file: CSV, Markdown or LaTeX, with the units and digits that are shown.
 *
 * @module
 */
import { csvCell } from "./csv_cell.ts";

/** A cell: what it says, and what stands below it, "± 0.0013" or "at 16,000". */
export interface FileCell {
  text: string;
  below: string;
}

/** A table's heads and rows; numbers are columns aligned at their ends. */
export interface TableFile {
  heads: { text: string; unit: string; isNumber: boolean }[];
  rows: FileCell[][];
}

/**
 * By RFC 4180. Numbers go without separators, what stands below them into columns of their own; no text is taken for a
 * formula by a spreadsheet.
 */
export function tableCsv({ heads, rows }: TableFile): string {
  const has = (test: RegExp) => heads.map((_, k) => rows.some((row) => test.test(row[k].below)));
  const spreads = has(/±/), steps = has(/at /);
  const first = heads.flatMap(({ text, unit }, k) => [
    unit === "" ? text : `${text} (${unit})`,
    ...spreads[k] ? [`${text}, standard deviation`] : [],
    ...steps[k] ? [`${text}, step`] : [],
  ]);
  const lines = rows.map((row) =>
    row.flatMap(({ text, below }, k) => [
      heads[k].isNumber ? plainNumber(text) : csvCell(text),
      ...spreads[k] ? [plainNumber(/± ((?:[<>] )?\S+)/.exec(below)?.[1] ?? "")] : [],
      ...steps[k] ? [plainNumber(/at (\S+)/.exec(below)?.[1] ?? "")] : [],
    ])
  );
  return [first.map(csvCell), ...lines].map((line) => line.join(",")).join("\r\n") + "\r\n";
}

/** As GitHub has it. */
export function tableMarkdown({ heads, rows }: TableFile): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const escaped = (text: string) => text.replace(/[\\`*_{}[\]<>|~#]/g, "\\$&").replace(/\s+/g, " ");
  return [
    line(heads.map(({ text, unit }) => escaped(unit === "" ? text : `${text} (${unit})`))),
    line(heads.map(({ isNumber }) => isNumber ? "---:" : "---")),
    ...rows.map((row) => line(row.map((cell) => escaped(inOne(cell))))),
  ].join("\n") + "\n";
}

/** A `tabular` that takes no package. */
export function tableLatex({ heads, rows }: TableFile): string {
  const line = (cells: readonly string[]) => `  ${cells.join(" & ")} \\\\`;
  return [
    `\\begin{tabular}{${heads.map(({ isNumber }) => isNumber ? "r" : "l").join("")}}`,
    "  \\hline",
    line(heads.map(({ text, unit }) => latex(unit === "" ? text : `${text} (${unit})`))),
    "  \\hline",
    ...rows.map((row) => line(row.map((cell) => latex(inOne(cell))))),
    "  \\hline",
    "\\end{tabular}",
  ].join("\n") + "\n";
}

const inOne = ({ text, below }: FileCell): string => below === "" ? text : `${text} ${below}`;

const SPECIAL: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "$<$",
  ">": "$>$",
  "|": "$|$",
  "±": "$\\pm$",
  "−": "$-$",
  "–": "--",
  "⁶": "$^6$",
  "\u00a0": "~",
};

const latex = (text: string): string =>
  text.replace(/[\\~^<>|±−–⁶\u00a0&%#_{}$]/g, (one) => SPECIAL[one] ?? `\\${one}`)
    .replace(/\s+/g, " ");

/** 200,000 → 200000; what is no number is a text like others. */
function plainNumber(text: string): string {
  if (text === "–") return "";
  const isNumber = /^−?[\d,]+(\.\d+)?$/.test(text);
  return isNumber ? text.replaceAll(",", "").replace("−", "-") : csvCell(text);
}
