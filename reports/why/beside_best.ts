/**
 * What the losses at the end tell of how a variant differs from the best, whatever the cause.
 *
 * @module
 */
import { formatLoss, isSeen } from "../format.ts";
import { hasBatchNorm } from "../rows.ts";
import { say, type Sentence } from "../sentence.ts";
import { mean } from "../statistics.ts";
import { calibratedVal } from "./end_signs.ts";
import type { Looked } from "./looked.ts";

/** A variant's run and the best's, of the same seed. */
export interface Pair {
  one: Looked;
  best: Looked;
}

/** The means over the pairs of what `valueOf` gives. */
function meansOf(
  pairs: readonly Pair[],
  valueOf: (one: Looked) => number,
): { ours: number; theirs: number; by: number } {
  const ours = mean(pairs.map(({ one }) => valueOf(one)));
  const theirs = mean(pairs.map(({ best }) => valueOf(best)));
  return { ours, theirs, by: ours - theirs };
}

/** Whether it fits train less well, or only val. Nothing without losses of both. */
export function fitTold(pairs: readonly Pair[]): Sentence[] {
  const train = meansOf(pairs, (one) => one.train), val = meansOf(pairs, (one) => one.val);
  if (!Number.isFinite(train.by) || !(val.by > 0)) return [];
  const [{ best: { variant } }] = pairs;
  const losses = say`(${formatLoss(train.ours)}; ${variant}: ${formatLoss(train.theirs)})`;
  const wider = val.by - train.by, gap = "the gap from train to val is";
  if (!isSeen(train.by)) return [say`On train they end alike ${losses}: ${gap} larger.`];
  if (train.by < 0) {
    return [
      say`On train it ends ${
        formatLoss(-train.by)
      } lower ${losses}: it fits better, but ${gap} larger.`,
    ];
  }
  const than = !isSeen(wider) || Math.abs(wider) < val.by / 10
    ? `and ${gap} about the same`
    : wider > 0
    ? `and ${gap} larger`
    : `but ${gap} smaller`;
  return [
    say`On train it ends ${formatLoss(train.by)} higher too ${losses}: it fits less well, ${than}.`,
  ];
}

/** How much of the difference batch norm's running statistics make, where that was measured. */
export function statisticsTold(pairs: readonly Pair[]): Sentence[] {
  if (!pairs.every(({ one }) => hasBatchNorm(one.run))) return [];
  const running = meansOf(pairs, (one) => one.val), calibrated = meansOf(pairs, calibratedVal);
  if (!Number.isFinite(calibrated.by) || !(running.by > 0)) return [];
  const made = running.by - calibrated.by;
  const [{ best: { variant, run } }] = pairs;
  const than = hasBatchNorm(run) ? say` (${variant}: ${formatLoss(calibrated.theirs)})` : [];
  const otherwise = say`with those of the whole training split its val loss is ${
    formatLoss(calibrated.ours)
  }${than}`;
  if (!isSeen(made) || made < 0) {
    return [say`Batch norm’s running statistics are not why: ${otherwise}.`];
  }
  const part = calibrated.by > 0
    ? `${formatLoss(made)} of the ${formatLoss(running.by)}`
    : `all of the ${formatLoss(running.by)}`;
  return [say`Batch norm’s running statistics make ${part}: ${otherwise}.`];
}
