/**
 * Signs of how a run ended.
 *
 * @module
 */
import { fallAtTheEnd } from "../charts/falling.ts";
import { formatCount, formatLoss } from "../format.ts";
import { guessing } from "../hopeless.ts";
import { finalLoss, hasBatchNorm } from "../rows.ts";
import { bestVal } from "../scores.ts";
import { say } from "../sentence.ts";
import type { Looked } from "./looked.ts";
import type { Finder } from "./sign.ts";

export const unfinished: Finder = ({ curve, run }, best) => {
  const fall = fallAtTheEnd([curve]), other = best && fallAtTheEnd([best.curve]);
  if (fall === null || other && fall.by < 2 * other.by) return null;
  const than = best ? say` (${best.variant}: by ${formatLoss(other?.by ?? 0)})` : [];
  return {
    kind: "unfinished",
    cause: "too few steps",
    told: [
      say`Its val loss still falls at the end, by ${formatLoss(fall.by)} since step ${
        formatCount(fall.since)
      } of ${formatCount(run.summary.steps)}${other ? than : []}.`,
    ],
    brief: `by ${formatLoss(fall.by)}`,
  };
};

const WIDE = 0.05;

export const overfit: Finder = ({ run, train, val }, best) => {
  const gap = val - train, other = best ? best.val - best.train : 0;
  const isWider = best
    ? val > best.val && gap - other >= (val - best.val) / 2
    : train < guessing(run) && val >= guessing(run);
  if (!isWider || gap < WIDE) return null;
  const least = bestVal(run);
  const before = least && val - least.loss >= WIDE
    ? `; its val loss was lowest, ${formatLoss(least.loss)}, at step ${formatCount(least.step)}`
    : "";
  const than = best
    ? say` (${best.variant}: ${formatLoss(best.train)} and ${formatLoss(best.val)})`
    : [];
  return {
    kind: "overfits",
    cause: "overfitting",
    told: [
      say`It ends at ${formatLoss(train)} on train and ${formatLoss(val)} on val${than}${before}.`,
    ],
    brief: `${formatLoss(gap)} above train`,
  };
};

/** Its val loss with batch norm's statistics of the whole training split; without batch norm as it is. */
export const calibratedVal = ({ run, val }: Looked): number =>
  hasBatchNorm(run) ? finalLoss(run, "val", "calibrated") ?? NaN : val;

export const lagging: Finder = (one, best) => {
  const { run, val } = one, calibrated = calibratedVal(one);
  if (!hasBatchNorm(run)) return null;
  const isCause = best
    ? val > best.val && calibrated - calibratedVal(best) <= (val - best.val) / 2
    : calibrated < guessing(run) && val >= guessing(run);
  if (!isCause) return null;
  const than = best ? say` (${best.variant}: ${formatLoss(calibratedVal(best))})` : [];
  return {
    kind: "lagging",
    cause: "batch norm’s running statistics",
    told: [
      say`With batch norm’s statistics of the whole training split instead of the running ones its val loss is ${
        formatLoss(calibrated)
      }, not ${formatLoss(val)}${than}.`,
    ],
    brief: `${formatLoss(calibrated)} with calibrated statistics`,
  };
};

export const diverged: Finder = ({ run: { summary: { status, steps, notFinite = "a value" } } }) =>
  status !== "diverged" ? null : {
    kind: "arithmetic",
    cause: `${notFinite} that became not finite, though nothing looked at was large before`,
    told: [],
    brief: `at step ${formatCount(steps)}`,
  };
