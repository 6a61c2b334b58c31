/**
 * What the variants' losses cost: what the charts of loss against cost are drawn from.
 *
 * @module
 */
import type { Split } from "../../runner/results.ts";
import { operationsOfStep } from "../../runner/step_cost.ts";
import { isSameData } from "../comparison.ts";
import { differences } from "../differences.ts";
import { ranking } from "../ranking.ts";
import type { Variant } from "../rows.ts";
import { decidingSplit, score } from "../scores.ts";
import type { ShownRun } from "../shown_run.ts";
import { mean } from "../statistics.ts";

export interface CostData {
  /** Of the losses. */
  split: Split;
  costs: Cost[];
}

/** One kind of cost. */
export interface Cost {
  name: string;
  points: CostPoint[];
}

/** A variant, of the runs that are not hopeless. */
export interface CostPoint {
  variant: Variant;
  cost: number;
  loss: number;
  /** By run. */
  runs: { cost: number; loss: number }[];
  /** No other variant has at most its cost and at most its loss, and less of one of them. */
  isBest: boolean;
}

/** Which settings change what a step takes; the others, such as initial values and rates, do not. */
const COSTLY =
  /^(model(?!.*init)|training\.(batchSize|optimizer)|arithmetic|dataset\.contextLength)/;

/** The costs in which the variants that can be compared differ; undefined without any. */
export function costData(variants: readonly Variant[]): CostData | undefined {
  const { compared } = ranking(variants);
  const configs = compared.map(({ runs: [run] }) => run.config);
  const isCostly = differences(configs).some(({ path }) => COSTLY.test(path));
  if (compared.length < 2 || !isCostly || !isSameData(compared)) return undefined;
  const split = decidingSplit(variants);
  const kinds: [name: string, costOf: (run: ShownRun) => number][] = [
    ["parameters", ({ summary }) => summary.parameters],
    [
      "floating-point operations a step",
      ({ config, summary }) => operationsOfStep(config, summary.dataset.vocabulary.length),
    ],
    // As it was measured, so it is never quite the same.
    ["milliseconds a step", ({ summary }) => 1000 / summary.stepsPerSecond],
  ];
  const costs = kinds.map(([name, costOf]) => ({ name, points: pointsOf(compared, split, costOf) }))
    .filter(({ points }) =>
      points.every(({ cost }) => Number.isFinite(cost) && cost > 0) &&
      new Set(points.map(({ cost }) => cost)).size > 1
    );
  return costs.length > 0 ? { split, costs } : undefined;
}

function pointsOf(
  variants: readonly Variant[],
  split: Split,
  costOf: (run: ShownRun) => number,
): CostPoint[] {
  const points = variants.map((variant) => {
    const runs = variant.runs.flatMap((run) => {
      const loss = score(run, split);
      return loss === null ? [] : [{ cost: costOf(run), loss }];
    });
    return {
      variant,
      runs,
      cost: mean(runs.map(({ cost }) => cost)),
      loss: mean(runs.map(({ loss }) => loss)),
    };
  });
  const beats = (a: Omit<CostPoint, "isBest">, b: Omit<CostPoint, "isBest">) =>
    a.cost <= b.cost && a.loss <= b.loss && (a.cost < b.cost || a.loss < b.loss);
  return points.map((point) => ({
    ...point,
    isBest: !points.some((other) => beats(other, point)),
  }));
}
