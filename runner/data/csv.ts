/**
 * A column of a CSV file, whatever its fields are delimited by.
 *
 * @module
 */
import { parse } from "@std/csv";
import { InputError } from "../errors.ts";
import { checkLines, quote } from "./lines.ts";
import { didYouMean } from "../nearest.ts";

/** What spreadsheets write between fields. */
const DELIMITERS = [",", ";", "\t", "|"];

/**
 * The values of one column of a CSV text with a header row, and what they were delimited by: what is given, else what
 * Excel's first line "sep=;" says, else a comma where that splits the header into the wanted column, else the one other
 * that does.
 *
 * @throws {InputError} where there is no such column, or no saying which
 */
export function columnOf(
  written: string,
  { column, delimiter: given }: { column: string; delimiter?: string },
  file: string,
): { values: string[]; delimiter: string } {
  const [line, said] = written.match(/^(?:\r?\n)*sep=([^"\r\n])\r?\n/i) ?? ["", undefined];
  const text = written.slice(line.length).replace(/\r(?!\n)/g, "\n");
  const delimiter = given ?? said ?? delimiterOf(text, column, file);
  const [header, ...rows] = parseCsv(text, delimiter, file);
  if (header === undefined) throw new InputError(`${file} holds nothing but blank lines`);
  const index = header.indexOf(column);
  if (index < 0) {
    const shown = header.slice(0, 20).map(quote).join(", ") + (header.length > 20 ? ", …" : "");
    const split = delimiter === "," ? "" : `, split at ${quote(delimiter)}`;
    throw new InputError(
      `${file} has no column ${quote(column)}${
        didYouMean(column, header)
      } (its columns${split}: ${shown})`,
    );
  }
  if (header.lastIndexOf(column) !== index) {
    throw new InputError(`${file} has two columns called ${quote(column)}`);
  }
  if (rows.length === 0) throw new InputError(`${file} has no rows below its header`);
  const place = (i: number) => `${file}, row ${i + 2} (the header is row 1)`;
  const values = rows.map((row, i) => {
    if (row.length === header.length) return row[index];
    throw new InputError(
      `${place(i)}: found ${row.length} ${
        row.length === 1 ? "field" : "fields"
      }, but the header has ${header.length}`,
    );
  });
  return { values: checkLines(values, place, `column ${quote(column)} of ${file}`), delimiter };
}

/** @throws {InputError} where several that are no comma would do */
function delimiterOf(text: string, column: string, file: string): string {
  const fields = new Map(DELIMITERS.map((delimiter) => [delimiter, headerOf(text, delimiter)]));
  const fitting = DELIMITERS.filter((delimiter) => fields.get(delimiter)!.includes(column));
  if (fitting.length === 0) {
    // The message names the columns of the one that finds most.
    return DELIMITERS.reduce((a, b) => fields.get(b)!.length > fields.get(a)!.length ? b : a);
  }
  if (fitting.length === 1 || fitting[0] === ",") return fitting[0];
  throw new InputError(
    `${file}: ${fitting.map(quote).join(" and ")} both split its header into a column ${
      quote(column)
    }; set "delimiter" in dataset.source`,
  );
}

/** The fields of the first line that is not blank; none where it cannot be split so. */
function headerOf(text: string, separator: string): string[] {
  const line = text.match(/[^\r\n]+/)?.[0] ?? "";
  try {
    return parse(line, { separator })[0] ?? [];
  } catch {
    return [];
  }
}

function parseCsv(text: string, separator: string, file: string): string[][] {
  try {
    return parse(text, { separator });
  } catch (error) {
    const { message } = error as Error;
    const place = message.match(/parse error on line (\d+), column (\d+): (.*)/s);
    throw new InputError(
      place
        ? `${file}:${place[1]}:${place[2]}: no valid CSV: ${place[3]}`
        : `${file}: no valid CSV: ${message}`,
    );
  }
}
