/**
 * What the variants' losses cost: what the charts of loss against cost are drawn from.
 *
 * @module
 */
import type { Split } from "../../runner/results.ts";
import { operationsOfStep } from "../../runner/training/step_cost.ts";
import { blockDesign } from "../block_design.ts";
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
  /**
   * Of costs that were measured: how many pairs of variants there are, and of how many the costs cannot be told apart.
   */
  told?: { pairs: number; unknown: number };
}

/** A variant, of the runs that are not hopeless. */
export interface CostPoint {
  variant: Variant;
  cost: number;
  loss: number;
  /** By run. */
  runs: { cost: number; loss: number }[];
  /**
   * No other variant has at most its cost and at most its loss, and less of one of them; costs that cannot be told
   * apart are alike.
   */
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
  const kinds: [name: string, costOf: (run: ShownRun) => number, isMeasured?: true][] = [
    ["parameters", ({ summary }) => summary.parameters],
    [
      "floating-point operations a step",
      ({ config, summary }) => operationsOfStep(config, summary.dataset.vocabulary.length),
    ],
    // As it was measured, so it is never quite the same.
    ["milliseconds a step", ({ summary }) => 1000 / summary.stepsPerSecond, true],
  ];
  const costs = kinds.map(([name, costOf, isMeasured]) => costOfKind(name, costOf, isMeasured))
    .filter(({ points }) =>
      points.every(({ cost }) => Number.isFinite(cost) && cost > 0) &&
      new Set(points.map(({ cost }) => cost)).size > 1
    );
  return costs.length > 0 ? { split, costs } : undefined;

  function costOfKind(name: string, costOf: (run: ShownRun) => number, isMeasured = false): Cost {
    const order = isMeasured ? measuredOrder(compared, costOf) : undefined;
    const points = pointsOf(compared, split, costOf, order);
    if (order === undefined) return { name, points };
    const pairs = compared.flatMap((_, a) => compared.slice(a + 1).map((_, b) => [a, a + 1 + b]));
    const unknown = pairs.filter(([a, b]) => order(a, b) === 0).length;
    return { name, points, told: { pairs: pairs.length, unknown } };
  }
}

/** Below 0 where the first of two variants costs less, 0 where they cost the same or it cannot be told. */
type Order = (a: number, b: number) => number;

/**
 * The order of measured costs, told as the verdict tells losses, seed by seed. Runs that stand side by side on a
 * machine that does other things at once take the time that these leave them, and that is alike for some of them: where
 * the seeds' costs overlap, nothing is told either.
 */
function measuredOrder(variants: readonly Variant[], costOf: (run: ShownRun) => number): Order {
  const costs = variants.map(({ runs }) =>
    new Map(runs.map((run) => [run.summary.seed, costOf(run)]))
  );
  const { compare } = blockDesign(costs);
  const highest = (i: number) => Math.max(...costs[i].values());
  const lowest = (i: number) => Math.min(...costs[i].values());
  return (a, b) => {
    const { verdict } = compare(a, b);
    if (verdict === "lower" && highest(a) < lowest(b)) return -1;
    return verdict === "higher" && highest(b) < lowest(a) ? 1 : 0;
  };
}

function pointsOf(
  variants: readonly Variant[],
  split: Split,
  costOf: (run: ShownRun) => number,
  order?: Order,
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
  const cheaper = order ?? ((a, b) => points[a].cost - points[b].cost);
  const beats = (a: number, b: number) => {
    const cost = cheaper(a, b), loss = points[a].loss - points[b].loss;
    return cost <= 0 && loss <= 0 && (cost < 0 || loss < 0);
  };
  return points.map((point, i) => ({
    ...point,
    isBest: !points.some((_, other) => beats(other, i)),
  }));
}
