/**
 * Stands in for JSR's `@std/csv` where JSR cannot be reached: the same rows, the same text and the same errors, for
 * commas and the options below (RFC 4180, https://www.rfc-editor.org/rfc/rfc4180).
 *
 * @module
 */

/** A field, quoted or plain, and what ends it. Nothing in it can match in two ways, so time is linear. */
function fieldPattern(separator: string): RegExp {
  const end = Array.from(separator, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`).join("");
  return new RegExp(`(?:"([^"]*(?:""[^"]*)*)"|([^"${end}\\n]*))(${end}|\\n|$)`, "uy");
}

/**
 * The rows of a CSV text: lists of fields, or objects keyed by the first row with `skipFirstRow`. Blank lines are
 * skipped.
 *
 * @throws {SyntaxError} where a quote is missing or out of place
 * @throws {Error} with `skipFirstRow`, where a row is shorter or longer than the first
 */
export function parse(input: string, options?: { separator?: string }): string[][];
export function parse(
  input: string,
  options: { skipFirstRow: true; separator?: string },
): Record<string, string>[];
export function parse(
  input: string,
  options: { skipFirstRow?: boolean; separator?: string } = {},
): string[][] | Record<string, string>[] {
  const rows = parseRows(
    input.replace(/^\ufeff/, "").replaceAll("\r\n", "\n").replace(/\r$/, "\n"),
    options.separator ?? ",",
  );
  return options.skipFirstRow ? keyedByFirst(rows) : rows;
}

function parseRows(text: string, separator: string): string[][] {
  const FIELD = fieldPattern(separator);
  const rows: string[][] = [];
  let line = 0; // as std counts: a record is one, however many lines its quotes span
  for (let at = 0; at < text.length; line++) {
    if (text[at] === "\n") {
      at++;
      continue;
    }
    const start = at;
    const row: string[] = [];
    let end = separator;
    while (end === separator) {
      FIELD.lastIndex = at;
      const match = FIELD.exec(text);
      if (match === null) throw quoteError(text, start, at, line);
      const [, quoted, plain] = match;
      row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
      end = match[3];
      at = FIELD.lastIndex;
    }
    rows.push(row);
  }
  return rows;
}

/** Why the field at `at` of the record at `start` is no field. */
function quoteError(text: string, start: number, at: number, line: number): SyntaxError {
  const isQuoted = text[at] === '"';
  const closed = /"[^"]*(?:""[^"]*)*"(?!")/y;
  closed.lastIndex = at;
  let where: number; // the offending quote, or the end of the text where one is missing
  if (!isQuoted) where = text.indexOf('"', at);
  else if (closed.test(text)) where = closed.lastIndex - 1;
  else where = text.endsWith("\n") ? text.length - 1 : text.length;

  const before = text.slice(start, where).split("\n");
  const last = before[before.length - 1];
  const isMissing = isQuoted && text[where] !== '"';
  const column = isMissing && !last.endsWith('"') ? 1 : [...last].length + 1;
  return new SyntaxError(
    `Syntax error on line ${line + 1}; parse error on line ${line + before.length}, ` +
      `column ${column}: ` +
      (isQuoted ? 'extraneous or missing " in quoted-field' : 'bare " in non-quoted-field'),
  );
}

function keyedByFirst([header, ...rows]: string[][]): Record<string, string>[] {
  if (header === undefined) throw new TypeError("Cannot parse input: headers must be defined");
  return rows.map((row, i) => {
    if (row.length !== header.length) {
      throw new Error(
        `Syntax error on line ${i + 2}: The record has ${row.length} fields, ` +
          `but the header has ${header.length} fields`,
      );
    }
    return Object.fromEntries(header.map((name, j) => [name, row[j]]));
  });
}

/** A row to write: an object or a list. */
export type DataItem = Readonly<Record<string, unknown> | unknown[]>;

/** A column to write: a row's key, or its key and the header to show for it. */
export type Column = string | number | { header?: string; prop: string | number };

/**
 * The CSV text of `rows`: a line each, ended by CR LF, with a line of headers first where there are `columns`
 * (`headers: false` leaves it out). null and undefined are empty fields.
 */
export function stringify(
  rows: readonly DataItem[],
  options: { columns?: readonly Column[]; headers?: boolean } = {},
): string {
  const columns = (options.columns ?? []).map((column) =>
    typeof column === "object"
      ? { prop: column.prop, header: column.header ?? String(column.prop) }
      : { prop: column, header: String(column) }
  );
  const keys = columns.map(({ prop }) => prop);
  let text = columns.length > 0 && options.headers !== false
    ? line(columns.map((column) => column.header))
    : "";
  for (const row of rows) text += line(valuesOf(row, keys));
  return text;
}

/** Put together piece by piece: there may be thousands, and lists of their fields would be thrown away at once. */
function line(values: readonly unknown[]): string {
  let text = "";
  for (let i = 0; i < values.length; i++) text += (i === 0 ? "" : ",") + field(values[i]);
  return text + "\r\n";
}

function valuesOf(row: DataItem, keys: readonly (string | number)[]): readonly unknown[] {
  if (!Array.isArray(row)) {
    if (keys.length > 0) return keys.map((key) => (row as Record<string, unknown>)[key]);
    throw new TypeError("No property accessor function was provided for object");
  }
  return keys.length === 0 ? row : keys.map((key) => {
    if (typeof key === "number") return row[key];
    throw new TypeError('Property accessor is not of type "number"');
  });
}

function field(value: unknown): string {
  if (typeof value === "number") return String(value);
  const text = typeof value === "object" && value !== null
    ? JSON.stringify(value)
    : String(value ?? "");
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
