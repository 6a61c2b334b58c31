/**
 * The losses of all runs as one CSV file, binned.
 *
 * @module
 */
import { binEdges } from "./bin.ts";
import type { CurveData } from "./charts/curve_data.ts";
import { csvCell } from "./csv_cell.ts";

/** A row of it. */
export interface MetricsRow {
  experiment: string;
  variant: string;
  seed: number;
  /** train: the minibatches' losses in a bin of steps; val and test: the loss over the whole split. */
  split: "train" | "val" | "test";
  /** The bin's first step; of val and test, how many updates had been done. */
  step: number;
  /** The bin's mean, nats per character; null where it is not finite. */
  loss: number | null;
  /** Eight in ten of the losses around the bin lie between these; null for whole splits. */
  low: number | null;
  high: number | null;
}

/** The rows that the page's charts are drawn from, a run after the other. */
export function metricsRows(experiment: string, { variants, runs }: CurveData): MetricsRow[] {
  return runs.flatMap((run) => {
    const { planned, bins, low, high, smooth: [means], val, test, steps, seed } = run;
    const edges = binEdges(planned, bins);
    const common = { experiment, variant: variants[run.variant], seed };
    const split = (split: "val" | "test", step: number, loss: number): MetricsRow => (
      { ...common, split, step, loss, low: null, high: null }
    );
    return [
      ...means.map((loss, k): MetricsRow => (
        { ...common, split: "train", step: edges[k], loss, low: low[k], high: high[k] }
      )),
      ...val.map(([step, loss]) => split("val", step, loss)),
      ...test === null ? [] : [split("test", steps, test)],
    ];
  });
}

const COLUMNS = [
  "experiment",
  "variant",
  "seed",
  "split",
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

const cell = (value: string | number | null): string =>
  typeof value === "string" ? csvCell(value) : String(value ?? "");
