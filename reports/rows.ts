/**
 * Stored runs → tidy rows, which tables and charts are made of.
 *
 * @module
 */
import { evaluatedExamples, type Split, type Statistics } from "../runner/results.ts";
import type { ShownRun } from "./shown_run.ts";

/** A variant and its runs, one a seed. */
export interface Variant<Run extends ShownRun = ShownRun> {
  /** What the config calls it. */
  name: string;
  /** Its place in the config; it decides the variant's look. */
  index: number;
  /** In the order of the seeds. */
  runs: Run[];
}

/** The runs by variant, in the order in which the variants first come. */
export function variantsOf<Run extends ShownRun>(runs: readonly Run[]): Variant<Run>[] {
  const byName = Map.groupBy(runs, (run) => run.summary.variant);
  return [...byName].map(([name, runs], index) => ({ name, index, runs }));
}

/** Whether any variant was run more than once. */
export const hasSeeds = (variants: readonly Variant[]): boolean =>
  variants.some((variant) => variant.runs.length > 1);

/** Whether the run's model has batch norm, so that its losses depend on whose statistics it used. */
export const hasBatchNorm = (run: ShownRun): boolean =>
  [run.summary.final, run.evaluations].some((rows) =>
    rows.some(({ statistics }) => statistics !== "none")
  );

/** A split's loss after the last update: with the running statistics, unless others are asked for. */
export function finalLoss(
  run: ShownRun,
  split: Split,
  statistics: Statistics = hasBatchNorm(run) ? "running" : "none",
): number | null {
  const row = run.summary.final.find((row) => row.split === split && row.statistics === statistics);
  return finite(row?.loss);
}

/** Whose statistics batch norm used in the val losses of the chart: the first that the config asks for. */
export const curveStatistics = (run: ShownRun): Statistics =>
  hasBatchNorm(run) ? run.config.evaluation.statistics[0] : "none";

/** A val loss on the way. */
export interface ValRow {
  step: number;
  loss: number;
}

/**
 * The val losses of a run, without those that do not exist. Where the last one is over other examples than those on the
 * way, it is left out: the curve would jump by what the draw of the examples makes, as if something had been learnt.
 */
export function valRows(run: ShownRun): ValRow[] {
  const statistics = curveStatistics(run);
  const { onTheWay, atTheEnd } = evaluatedExamples(run.config, run.summary.dataset.examples, "val");
  const isComparable = ({ step }: ValRow) =>
    onTheWay === atTheEnd || step < run.config.training.steps;
  return run.evaluations
    .filter((row) => row.split === "val" && row.statistics === statistics)
    .flatMap(({ step, loss }) => finite(loss) === null ? [] : [{ step, loss: loss! }])
    .filter(isComparable);
}

function finite(x: number | null | undefined): number | null {
  return Number.isFinite(x) ? x! : null;
}
