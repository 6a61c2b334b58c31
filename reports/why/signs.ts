/**
 * Signs of why a run ended badly, in its looks inside, its updates and its losses. A sign is told where it is there and
 * the best variant does not have it, or much less of it: what both have does not tell them apart.
 *
 * Before the first update:
 *
 * - A value is not finite.
 * - The gradient at the first hidden layer is 30 times that at the last one, or a thirtieth of it, and ten times
 *   farther from it than the best's.
 * - The loss is 1 nat or more above guessing, and three times as far as the best's.
 * - In a layer nine in ten outputs are saturated, or 40 in a hundred more than in any of the best's with the same
 *   activation; or half the units are dead, and not in the best.
 * - Only without any of these, and where both go by plain gradients: the gradient of half the matrices and tables or
 *   more is a tenth of the best's or less, and the best's start is not confidently wrong.
 *
 * Steps:
 *
 * - An update moved a matrix or table by its own size (standard deviation) or more, which is half as much again as the
 *   best's largest, and the run diverged or a minibatch's loss rose to half as much again as the first. Beside a sign
 *   from before the first update only where the learning rate is three times the best's. What followed is told: the
 *   loss after the first update, until when the loss was no better than guessing, and the usual update. In those that
 *   failed beside the nearest lower learning rate that trains, where a variant differs in nothing else; the first
 *   update is as many times larger as the rate, and so tells nothing.
 *
 * Only without any of these:
 *
 * - The loss did not rise, train ends no lower than the best's, and the usual update of half the matrices and tables or
 *   more is a tenth of the best's or less; where there is no best, 10⁻⁵ of their size.
 * - The val loss still falls at the end, by a test of trend, and twice as much as the best's.
 * - It overfits: of how far val is above the best's, half or more is that it is farther above train; where there is no
 *   best, train is below guessing, and val not.
 * - Batch norm's running statistics: with those of the whole training split its val loss is half as far above the
 *   best's, or less; where there is no best, below guessing, and not with the running ones.
 * - It diverged: what was not finite.
 *
 * @module
 */
import { diverged, lagging, overfit, unfinished } from "./end_signs.ts";
import type { Looked } from "./looked.ts";
import type { Sign } from "./sign.ts";
import { startSigns } from "./start_signs.ts";
import { rateFactor, tooLarge, tooSmall } from "./step_signs.ts";

/**
 * The signs of a run, the best's run beside it where there is one.
 *
 * @param near that of the nearest lower learning rate that trains, where only the rate differs
 */
export function signsOf(one: Looked, best?: Looked, near?: Looked): Sign[] {
  const start = startSigns(one, best);
  const large = start.length === 0 || rateFactor(one, best) >= 3 ? tooLarge(one, best, near) : null;
  const told = [...start, ...large ? [large] : []];
  if (told.length > 0) return told;
  const small = tooSmall(one, best) ?? unfinished(one, best);
  return [small, ...[overfit, lagging, diverged].map((find) => find(one, best))].flatMap((sign) =>
    sign ?? []
  );
}
