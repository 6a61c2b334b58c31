/**
 * The columns of the tables of results.
 *
 * @module
 */
import type { Split } from "../runner/results.ts";
import {
  DASH,
  formatCount,
  formatDeviation,
  formatLoss,
  formatPerplexity,
  formatSeconds,
  shortNumber,
} from "./format.ts";
import { trouble } from "./hopeless.ts";
import { type Content, html } from "./html.ts";
import { finalLoss, type Variant } from "./rows.ts";
import { bestVal, counted } from "./scores.ts";
import type { ShownRun } from "./shown_run.ts";
import { mean, standardDeviation } from "./statistics.ts";

/** A row's runs: all of a variant's, or just one of them. */
export interface Row {
  variant: Variant;
  runs: readonly ShownRun[];
}

/** A cell: what it shows, and the number that it is sorted by; null where there is none. */
export interface Cell {
  content: Content;
  value?: number | null;
}

/** A column. */
export interface Column {
  title: Content;
  cell: (row: Row) => Cell;
  isSetting?: boolean;
  /** Of its numbers, for a table that is taken along. */
  unit?: string;
  /** How to say once what all rows have alike; the column is left out then. */
  alike?: (content: Content) => Content;
}

/**
 * Final losses, the best val loss and its step, and perplexity. Marks the variants with the `lowest` loss of the split
 * that decides.
 */
export function lossColumns(deciding: Split, unit: string, lowest?: Set<Variant>): Column[] {
  const final = (split: Split): Column => ({
    title: split,
    unit,
    cell: ({ variant, runs }) => {
      const cell = average(counted(runs, deciding).map((run) => endLoss(run, split)), formatLoss);
      if (split !== deciding || !lowest?.has(variant)) return cell;
      return {
        ...cell,
        content: html`<strong>${cell.content}</strong> <span class="best">lowest</span>`,
      };
    },
  });
  const best: Column = {
    title: "best val",
    unit,
    cell: ({ runs }) => {
      const some = counted(runs, deciding);
      const { content, value } = average(some.map((run) => bestVal(run)?.loss), formatLoss);
      return { content: [content, stepsOfBest(some)], value };
    },
  };
  const perplexity: Column = {
    title: "perplexity",
    cell: ({ runs }) => {
      const losses = counted(runs, deciding).flatMap((run) => endLoss(run, deciding) ?? []);
      return average(losses.length === 0 ? [] : [Math.exp(mean(losses))], formatPerplexity);
    },
  };
  return [final("val"), best, final("train"), final("test"), perplexity];
}

/** Also a hopeless run's; null where it diverged. */
const endLoss = (run: ShownRun, split: Split): number | null =>
  run.summary.status === "diverged" ? null : finalLoss(run, split);

/** "at 16,000", or from the first to the last over the seeds. */
function stepsOfBest(runs: readonly ShownRun[]): Content {
  const steps = runs.flatMap((run) => bestVal(run)?.step ?? []);
  if (steps.length === 0) return null;
  const [first, last] = [Math.min(...steps), Math.max(...steps)].map(formatCount);
  return html`
    <span class="deviation">at ${first === last ? first : `${first}–${last}`}</span>
  `;
}

/** What became of the runs. */
export const statusColumn = (deciding: Split): Column => ({
  title: "status",
  cell: ({ runs }) => ({ content: roomy(status(runs, deciding)) }),
  alike: (content) => content,
});

/** What the runs cost. */
export const costColumns: Column[] = [
  {
    title: "parameters",
    cell: ({ runs: [{ summary: { parameters } }] }) => (
      { content: formatCount(parameters), value: parameters }
    ),
    alike: (content) => [content, " parameters"],
  },
  {
    title: "steps/s",
    cell: ({ runs }) => once(runs.map((run) => run.summary.stepsPerSecond), formatPace),
  },
  {
    title: "time",
    cell: ({ runs }) => once(runs.map((run) => run.summary.seconds), formatSeconds),
  },
];

/** Measured again, further digits are others. */
const formatPace = (stepsPerSecond: number): string => formatCount(shortNumber(stepsPerSecond, 2));

/** How many runs the row's losses are of. */
export const seedsColumn = (deciding: Split): Column => ({
  title: "seeds",
  cell: ({ runs }) => {
    const some = counted(runs, deciding).filter((run) => run.summary.status !== "diverged").length;
    const content = some === runs.length ? `${some}` : `${some} of ${runs.length}`;
    return { content, value: some };
  },
  alike: (content) => [content, " seeds"],
});

/** Of a row a run. */
export const seedColumn: Column = {
  title: "seed",
  cell: ({ runs: [{ summary: { seed } }] }) => ({ content: seed, value: seed }),
};

/** A text that is given some width where it is long. */
export const roomy = (text: string): Content =>
  text.length > 20 ? html`<span class="long">${text}</span>` : text;

/** What became of a row's runs. */
function status(runs: readonly ShownRun[], deciding: Split): string {
  const troubles = runs.flatMap((run) => trouble(run, deciding) ?? []);
  if (troubles.length === 0) return "finished";
  if (runs.length === 1) return troubles[0];
  const kinds = Map.groupBy(troubles, (text) => text.replace(/ at step .*/, ""));
  return [...kinds].map(([kind, some]) => `${formatCount(some.length)} ${kind}`).join(", ");
}

/** "2.1042 ± 0.0013": mean and standard deviation of those that are there. */
function average(values: (number | null | undefined)[], format: (x: number) => string): Cell {
  const there = values.filter((x) => x !== null && x !== undefined);
  if (there.length === 0) return { content: DASH, value: null };
  const content = format(mean(there));
  if (there.length === 1) return { content, value: there[0] };
  return {
    content: html`${content} <span class="deviation">± ${
      formatDeviation(standardDeviation(there), mean(there))
    }</span>`,
    value: mean(there),
  };
}

/** The mean alone. */
const once = (values: number[], format: (x: number) => string): Cell => (
  { content: format(mean(values)), value: mean(values) }
);
