/**
 * Finds the text that a dataset is built from, and checks it.
 *
 * @module
 */
import { basename, resolve } from "node:path";
import { parse } from "@std/csv";
import { readBytes, reasonOf, sha256 } from "./bytes.ts";
import { InputError } from "./errors.ts";
import { checkLines, decodeText, linesOf, quote, type SourceText } from "./lines.ts";
import { type NamesOptions, readFirstNames, readNames } from "./names.ts";
import type { RunConfig } from "./schema.ts";
import { didYouMean } from "./schema_parts.ts";

/** Where to look for a text: relative paths start from `base`. */
export type SourceOptions = NamesOptions;

/**
 * Reads the lines that `source` names. Of a user's file, a byte order mark, line ends (LF or CR LF) and blank lines are
 * left out, and all else is kept as it stands.
 *
 * @throws {InputError} where there is no such text, or where no dataset can be built from it
 */
export async function readSource(
  source: RunConfig["dataset"]["source"],
  options: SourceOptions,
): Promise<SourceText> {
  if (source === "names") return await readNames(options);
  if (source === "first-names") return await readFirstNames();
  const file = "file" in source ? source.file : source.csv;
  const bytes = await readGiven(file, options.base);
  const text = decodeText(bytes, file);
  const lines = "file" in source ? linesOf(text, file) : columnOf(text, source.column, file);
  return { name: basename(file), lines, sha256: await sha256(bytes) };
}

async function readGiven(file: string, base: string): Promise<Uint8Array<ArrayBuffer>> {
  const path = resolve(base, file);
  const bytes = await readBytes(path).catch((error) => {
    const where = path === file ? "" : ` (looked for ${path})`;
    throw new InputError(`Cannot read ${file}: ${reasonOf(error)}${where}`);
  });
  if (bytes.length === 0) throw new InputError(`${file} is empty`);
  return bytes;
}

/** The values of one column of a CSV text with a header row. */
function columnOf(text: string, column: string, file: string): string[] {
  const [header, ...rows] = parseCsv(text, file);
  if (header === undefined) throw new InputError(`${file} holds nothing but blank lines`);
  const index = header.indexOf(column);
  if (index < 0) {
    const shown = header.slice(0, 20).map(quote).join(", ") + (header.length > 20 ? ", …" : "");
    throw new InputError(
      `${file} has no column ${quote(column)}${didYouMean(column, header)} (its columns: ${shown})`,
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
      `${place(i)}: found ${row.length} fields, but the header has ${header.length}`,
    );
  });
  return checkLines(values, place, `column ${quote(column)} of ${file}`);
}

function parseCsv(text: string, file: string): string[][] {
  try {
    return parse(text);
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
