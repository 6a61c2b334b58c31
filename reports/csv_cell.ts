/**
 * Cells of CSV files.
 *
 * @module
 */

/** A text as a cell by RFC 4180: quoted where it must be, and never taken for a formula by a spreadsheet. */
export function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
