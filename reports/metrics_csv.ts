/**
 * The losses of all runs as one CSV file, binned.
 *
 * @module
 */

/** A row of it. */
export interface MetricsRow {
  experiment: string;
  variant: string;
  seed: number;
  /** train: the minibatches' losses of a bin of steps; val and test: evaluations of the whole split. */
  split: "train" | "val" | "test";
  /** Batch norm's; empty for minibatches. */
  statistics: string;
  /** The first step of the bin. */
  step: number;
  /** The mean, nats per character; null where it is not finite. */
  loss: number | null;
  /** The least and the greatest of the bin; null for evaluations. */
  low: number | null;
  high: number | null;
}

const COLUMNS = [
  "experiment",
  "variant",
  "seed",
  "split",
  "statistics",
  "step",
  "loss",
  "low",
  "high",
] as const;

/** The file's text, by RFC 4180. No text in it is taken for a formula by a spreadsheet. */
export function metricsCsv(rows: readonly MetricsRow[]): string {
  const lines = rows.map((row) => COLUMNS.map((column) => cell(row[column])).join(","));
  return [COLUMNS.join(","), ...lines].join("\r\n") + "\r\n";
}

/** A cell: numbers as they are, texts quoted where they must be, and never beginning like a formula. */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
