/**
 * Signs of too large and too small steps.
 *
 * @module
 */
import { WINDOW } from "../charts/curve_data.ts";
import { formatCount, formatFactor, formatShort, shortNumber } from "../format.ts";
import { say, type Sentence } from "../sentence.ts";
import { backIn, isPlain, takenBack } from "./back.ts";
import { unfinished } from "./end_signs.ts";
import { firstGradients, firstGradientTold, LOST } from "./gradients_beside.ts";
import { isSameNetwork, type Looked } from "./looked.ts";
import { type Pace, paceInShort, paces, paceTold } from "./pace.ts";
import type { Finder, Sign } from "./sign.ts";

/** Of what followed in those that failed so much is told: more says nothing new, and there may be many. */
const MAX_FAILED = 2;

const FAR = 1.5, LARGE = 1, LARGER = 1.5;

/** How many times the best's learning rate its own is; NaN where they cannot be compared. */
export function rateFactor({ run }: Looked, best?: Looked): number {
  if (best === undefined) return NaN;
  const [ours, theirs] = [run, best.run].map(({ config }) => config.training);
  if (ours.optimizer.name !== theirs.optimizer.name) return NaN;
  return ours.learningRate.initial / theirs.learningRate.initial;
}

/** "Its learning rate, 1000, is 5,000 times that of a." Nothing where they are much the same. */
function rateTold(one: Looked, best?: Looked): Sentence[] {
  const factor = rateFactor(one, best);
  if (!(factor > 0 && Number.isFinite(factor)) || Math.abs(Math.log(factor)) < Math.log(LARGER)) {
    return [];
  }
  const { initial } = one.run.config.training.learningRate;
  return [
    say`Its learning rate, ${formatRate(initial)}, is ${formatFactor(factor)} that of ${
      best!.variant
    }.`,
  ];
}

const formatRate = (rate: number): string => rate >= 1000 ? formatCount(rate) : formatShort(rate);

/** The largest of all updates that were measured, beside what it changed. */
const largestOf = ({ clues: { updates } }: Looked) =>
  updates.length === 0 ? undefined : updates.reduce((a, b) => b.largest > a.largest ? b : a);

const hasRisen = ({ run, curve: { highest }, first }: Looked): boolean =>
  run.summary.status === "diverged" || highest !== null && highest[1] >= FAR * first;

export const tooLarge: Finder = (one, best, near) => {
  const most = largestOf(one), other = best && largestOf(best);
  if (!most || most.largest < LARGE || !hasRisen(one)) return null;
  if (most.largest < LARGER * (other?.largest ?? 0)) return null;
  const kind = "large", cause = "too large steps";
  const beside = near ?? best, after = beside ? followed(one, beside) : [];
  if (after.length > 0) {
    const rate = near ? [] : rateTold(one, best);
    const some = near ? after.slice(0, MAX_FAILED) : after;
    return {
      kind,
      cause,
      told: [...rate, ...some.map(({ told }) => told)],
      brief: after[0].brief,
    };
  }
  // That nothing was finite any more tells more than any size.
  if (near && one.run.summary.status === "diverged") return { kind, cause, told: [], brief: "" };
  const which = most.at < 1 ? "The first update" : `The update after step ${formatCount(most.at)}`;
  const times = formatFactor(most.largest);
  const than = best && other
    ? say`; the largest in ${best.variant} was ${
      other.largest < 1
        ? `${formatShort(shortNumber(other.largest, 2))} times`
        : formatFactor(other.largest)
    }`
    : " (0.001 of it is a good pace)";
  return {
    kind,
    cause,
    told: [
      ...rateTold(one, best),
      say`${which} changed \`${most.parameter}\` by ${times} its size${than}.`,
    ],
    brief: `\`${most.parameter}\` by ${times} its size`,
  };
};

type Evidence = Pick<Sign, "brief"> & { told: Sentence };

/** A loss with no more digits than show that it is far off: 6.26, 1,090. */
const formatThree = (loss: number): string =>
  loss < 1000 ? formatShort(loss) : loss < 1e6 ? formatCount(shortNumber(loss, 3)) : "> 10⁶";

/** What came of too large steps that did not come beside it. */
const followed = (one: Looked, beside: Looked): Evidence[] =>
  [secondLoss, longAbove, pace].flatMap((find) => find(one, beside));

const RISEN = 0.5; // nats

/** What the first update did to the loss. */
function secondLoss(one: Looked, beside: Looked): Evidence[] {
  const [ours, theirs] = [one, beside].map(({ curve }) => curve.second);
  if (ours === null || theirs === null || ours < theirs + RISEN) return [];
  if (!isPlain(one) || !isPlain(beside)) return [];
  return [{
    told: say`After the first update its minibatch loss is ${
      formatThree(ours)
    } (${beside.variant}: ${formatThree(theirs)}).`,
    brief: `a loss of ${formatThree(ours)} after the first update`,
  }];
}

/** Until when the loss is no better than guessing, where that is later. */
function longAbove(one: Looked, beside: Looked): Evidence[] {
  const { run: { summary: { steps } }, curve: { back } } = one;
  if (!isPlain(one) || back !== null && back < (beside.curve.back ?? Infinity) + WINDOW) return [];
  if (back !== null) {
    return [{
      told: takenBack(one, beside)[0],
      brief: `below guessing from step ${formatCount(back)} on`,
    }];
  }
  return steps < WINDOW || beside.curve.back === null ? [] : [{
    told: say`Its minibatch loss, smoothed over ${WINDOW} steps, is never below guessing${
      backIn(beside)
    }.`,
    brief: "never below guessing",
  }];
}

/** The usual update of the matrix or table whose is larger by the most. */
function pace(one: Looked, beside: Looked): Evidence[] {
  // A single update is as many times larger as the rate, and tells nothing of what followed.
  const [most] = paces(one, beside).filter(({ count }) => count > 1).toSorted((a, b) =>
    b.by - a.by
  );
  if (most === undefined || most.by < Math.log10(LARGER)) return [];
  return [{ told: paceTold(most, beside), brief: paceInShort(most) }];
}

const SMALL = -5, SMALLER = -1; // decades

export const tooSmall: Finder = (one, best) => {
  if (hasRisen(one) || best && (one.train < best.train || !isSameNetwork(one, best))) return null;
  const shared = paces(one, best).toSorted((a, b) => a.by - b.by);
  if (shared.length === 0) return null;
  // The upper one of two in the middle: half of them or more are as small.
  const pace = shared[(shared.length - 1) >> 1];
  if (pace.by > (best ? SMALLER : SMALL)) return null;
  const rate = rateTold(one, best);
  return {
    kind: "small",
    cause: "too small steps",
    told: [
      ...rate.length > 0 ? rate : startTold(pace, one, best),
      paceTold(pace, best),
      // Whether the best's falls too is no matter: what crawls has not arrived.
      ...unfinished(one)?.told ?? [],
    ],
    brief: paceInShort(pace),
  };
};

/** That its gradient was smaller from the start, where it was. */
function startTold({ parameter }: Pace, one: Looked, best?: Looked): Sentence[] {
  const found = firstGradients(one, best).find(({ name }) => name === parameter);
  return best && found && found.factor <= 1 / LOST
    ? [firstGradientTold(parameter, found.factor, best)]
    : [];
}
