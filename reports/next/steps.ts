/**
 * Whether to train longer, or shorter.
 *
 * @module
 */
import type { CurveData, CurveRun } from "../charts/curve_data.ts";
import { fallAtTheEnd } from "../charts/falling.ts";
import type { KeyData } from "../charts/key_data.ts";
import { overfitting } from "../charts/overfitting.ts";
import type { RateCurve } from "../charts/rate_curve.ts";
import { formatCount, formatLoss } from "../format.ts";
import { ranking } from "../ranking.ts";
import type { Variant } from "../rows.ts";
import { say, type Sentence } from "../sentence.ts";
import { mean } from "../statistics.ts";
import { commandWith } from "./command.ts";

/** More steps, or fewer. */
export function steps(
  variants: readonly Variant[],
  data: CurveData,
  command: string,
  key?: KeyData,
): Sentence[] {
  const [best] = ranking(variants).ranked;
  // Where they differ in it, it is the key.
  if (key?.path === "training.steps") return [];
  const planned = new Set(
    variants.flatMap(({ runs }) => runs.map(({ config }) => config.training.steps)),
  );
  const set = (steps: number) =>
    planned.size === 1 ? `: ${commandWith(command, [`training.steps=${Math.round(steps)}`])}` : "";
  const over = overfitting(data).find(({ variant }) => variant === best.index);
  if (over) {
    return over.step === 0
      ? []
      : [say`${best} overfits: try fewer steps${set(over.step)}, or to regularize.`];
  }
  const runs = data.runs.filter((run) => run.variant === best.index && !run.hopeless);
  const fall = fallAtTheEnd(runs);
  if (fall === null || !isFallingLast(runs)) return [];
  // A rate that goes down to almost 0 brings the loss down with it: that is what it is for.
  if (runs.some(({ rate }) => isAnnealed(data.rates[rate]))) return [];
  return [
    say`The val loss of ${best} still falls at the end (by ${formatLoss(fall.by)} since step ${
      formatCount(fall.since)
    }): try more steps${set(2 * Math.max(...planned))}.`,
  ];
}

/** A learning rate is small at the end where it is below so large a share of its highest. */
const SMALL = 0.05;

const isAnnealed = ({ points }: RateCurve): boolean =>
  points.length > 0 && points.at(-1)![1] < SMALL * Math.max(...points.map(([, rate]) => rate));

/** Whether the val loss fell in the last tenth of the steps, on average. */
const isFallingLast = (runs: readonly CurveRun[]): boolean =>
  mean(runs.map(({ val, steps }) => {
    const before = val.findLast(([step]) => step <= 0.9 * steps);
    return before === undefined ? NaN : val.at(-1)![1] - before[1];
  })) < 0;
