/**
 * How long a training will take, from a short trial of it.
 *
 * @module
 */
import type { Dataset } from "../data/dataset.ts";
import type { RunConfig } from "../schema/schema.ts";
import { evaluationSteps } from "./steps.ts";
import { train } from "./train.ts";

/** What a training costs on this machine. */
export interface Cost {
  stepsPerSecond: number;
  /** Of all its evaluations. */
  evaluationSeconds: number;
}

/** The share of the time that is left for the compiler to get warm. */
const WARM_UP = 0.4;
const QUIET = { count: 0, at: [] };

/**
 * Measures steps and evaluations for at most so many seconds each. Looks inside and samples are not counted: they are
 * few.
 *
 * @param config its length in steps
 */
export function measureCost(
  config: RunConfig,
  seed: number,
  dataset: Dataset,
  seconds = 0.3,
): Cost {
  const quiet: RunConfig = {
    ...config,
    inspections: { ...config.inspections, ...QUIET, updates: 0 },
    samples: { ...config.samples, count: 0 },
  };
  const atSteps = { ...quiet, evaluation: { ...config.evaluation, ...QUIET } };
  const stepsPerSecond = rateOf(train(atSteps, seed, dataset), "step", seconds).rate;
  const start: RunConfig = { ...quiet, training: { ...config.training, steps: 1 } };
  const once = { ...start, evaluation: { ...config.evaluation, count: 1, at: [] } };
  const onTheWay = rateOf(train(once, seed, dataset), "evaluating", seconds);
  const end: RunConfig = { ...atSteps, training: { ...config.training, steps: 0 } };
  const atTheEnd = rateOf(train(end, seed, dataset), "evaluating", 0);
  const all = evaluationSteps(config).size * onTheWay.total + atTheEnd.total;
  return {
    stepsPerSecond: stepsPerSecond || Infinity, // not even one, where it diverges at once
    evaluationSeconds: onTheWay.rate > 0 ? all / onTheWay.rate : 0,
  };
}

/**
 * How many steps, or contexts evaluated, a second, of a part that is long enough to tell; and how many contexts there
 * are in all.
 */
function rateOf(
  records: ReturnType<typeof train>,
  kind: "step" | "evaluating",
  seconds: number,
): { rate: number; total: number } {
  const start = performance.now();
  const marks: { count: number; time: number }[] = [{ count: 0, time: start }];
  let total = 0;
  for (const record of records) {
    if (record.kind === "model" || record.kind === "samples") continue;
    if (record.kind !== kind) break;
    if (record.kind === "evaluating") total = record.total;
    const count = record.kind === "evaluating" ? record.done : record.step + 1;
    const time = performance.now();
    marks.push({ count, time });
    if (time - start >= 1000 * seconds) break;
  }
  const last = marks.at(-1)!;
  const warm = marks.find(({ time }) => time - start >= WARM_UP * (last.time - start))!;
  const first = warm === last ? marks[0] : warm;
  return { rate: 1000 * (last.count - first.count) / (last.time - first.time || 1), total };
}
