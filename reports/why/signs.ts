/**
 * Signs of why a run ended badly, in its looks inside, its updates and its losses. A sign is told where it is there and the best variant does not have it, or much
 * less of it: what both have does not tell them apart.
 *
 * Before the first update:
 *
 * - A value is not finite.
 * - The gradient at the first hidden layer is 30 times that at the last one, or a thirtieth of it, and ten times farther from it than the best's.
 * - The loss is 1 nat or more above guessing, and three times as far as the best's.
 * - In a layer nine in ten outputs are saturated, or 40 in a hundred more than in any of the best's with the same activation; or half the units are dead, and not in the best.
 *
 * Steps:
 *
 * - An update moved a matrix or table by its own size (standard deviation) or more, which is half as much again as the best's largest, and the run diverged or a
 *   minibatch's loss rose to half as much again as the first. Beside a sign from before the first update only where the learning rate is three times the best's.
 *   Where a variant that differs in the learning rate only trains with a lower one, what followed is told beside the nearest such: the first update is as many times larger
 *   as the rate, and so tells nothing.
 *
 * Only without any of these:
 *
 * - The loss did not rise, train ends no lower than the best's, and the usual update of half the matrices and tables or more is a tenth of the best's or less; where
 *   there is no best, 10⁻⁵ of their size.
 * - The val loss still falls at the end, by a test of trend, and twice as much as the best's.
 * - It overfits: of how far val is above the best's, half or more is that it is farther above train; where there is no best, train is below guessing, and val not.
 * - It diverged: what was not finite.
 *
 * @module
 */
import { WINDOW } from "../charts/curve_data.ts";
import { fallAtTheEnd } from "../charts/falling.ts";
import {
  formatCount,
  formatFactor,
  formatLoss,
  formatShare,
  formatShort,
  shortNumber,
} from "../format.ts";
import { guessing, guessingText } from "../hopeless.ts";
import { bestVal } from "../scores.ts";
import { say, type Sentence } from "../sentence.ts";
import type { LayerClues, LookClues } from "./clues.ts";
import type { Looked } from "./looked.ts";

export interface Sign {
  /** Signs of a kind are alike. */
  kind: string;
  /** "too large steps" */
  cause: string;
  /** By which numbers: complete sentences, told of a variant that is named before them. */
  told: Sentence[];
  /** The number that stands for all, for a list of several variants; may be empty. */
  brief: string;
}

/** The signs of a run, the best's run beside it where there is one. @param near that of the nearest lower learning rate that trains, where only the rate differs */
export function signsOf(one: Looked, best?: Looked, near?: Looked): Sign[] {
  const finders = [notFinite, throughDepth, tooSure, flat];
  const start = finders.flatMap((find) => find(one, best) ?? []);
  const large = start.length === 0 || rateFactor(one, best) >= 3 ? tooLarge(one, best, near) : null;
  const told = [...start, ...large ? [large] : []];
  if (told.length > 0) return told;
  const small = tooSmall(one, best) ?? unfinished(one, best);
  return [small, ...[overfit, diverged].map((find) => find(one, best))].flatMap((sign) =>
    sign ?? []
  );
}

type Finder = (one: Looked, best?: Looked, near?: Looked) => Sign | null;

const notFinite: Finder = ({ start }) => {
  if (start === undefined) return null;
  const layer = start.layers.find(({ notFinite }) => notFinite > 0);
  if (layer === undefined && start.loss !== null) return null;
  const where = layer
    ? `${formatCount(layer.notFinite)} outputs of ${layer.name} are`
    : "the loss is";
  return {
    kind: "not finite",
    cause: "values that are not finite from the start",
    told: [say`Before the first step ${where} not finite.`],
    brief: "",
  };
};

const DEEP = 1.5, DEEPER = 1; // decades

/** How much larger the gradient is at the first hidden layer than at the last, in decades; 0 without two of them. */
function depthOf(look?: LookClues): { by: number; first: LayerClues; last: LayerClues } | null {
  const layers = look?.layers.filter(({ gradient }) => gradient !== null) ?? [];
  if (layers.length < 2) return null;
  const first = layers[0], last = layers.at(-1)!;
  return { by: first.gradient! - last.gradient!, first, last };
}

const throughDepth: Finder = ({ start }, best) => {
  const deep = depthOf(start), other = depthOf(best?.start);
  if (deep === null) return null;
  const { by, first, last } = deep;
  if (Math.abs(by) < DEEP || Math.abs(by) < Math.abs(other?.by ?? 0) + DEEPER) return null;
  const vanishes = by < 0, times = (by: number) => formatFactor(10 ** by);
  const spread = last.spread! / first.spread!;
  const forward = Math.abs(Math.log10(spread)) < DEEP
    ? ""
    : ` What the activations are given ${spread < 1 ? "shrinks" : "grows"} from ${
      formatShort(first.spread)
    } to ${formatShort(last.spread)}.`;
  const than = best && other ? say`, in ${best.variant} ${times(other.by)} it` : [];
  return {
    kind: vanishes ? "vanishes" : "explodes",
    cause: `a gradient that ${
      vanishes ? "vanishes" : "explodes"
    } on its way back through the layers`,
    told: [
      say`Before the first step the gradient at ${first.name} is ${
        times(by)
      } that at ${last.name}${than}.${forward}`,
    ],
    brief: `${times(by)} it at ${first.name}`,
  };
};

const SURE = 1, SURER = 3;

const tooSure: Finder = (one, best) => {
  const { run, start, first, above } = one;
  if (!(above >= SURE) || above < SURER * (best?.above ?? 0)) return null;
  const likeliest = start?.likeliest
    ? `, since it gives ${formatShare(start.likeliest)} to the likeliest symbol on average`
    : "";
  const than = best && Number.isFinite(best.first)
    ? say` (${best.variant} starts at ${formatLoss(best.first)})`
    : [];
  return {
    kind: "sure",
    cause: "a start that is confidently wrong",
    told: [
      say`Its loss before the first step is ${formatLoss(first)}, not ${
        guessingText(run)
      }${likeliest}${than}.`,
      ...takenBack(one, best),
    ],
    brief: `${formatLoss(first)} at first`,
  };
};

/** "Its minibatch loss, smoothed over 21 steps, is first below guessing at step 330 (in a at step 3)." Nothing where it never is, or where a penalty is in it. */
function takenBack({ run, curve: { back } }: Looked, best?: Looked): Sentence[] {
  if (back === null || run.config.training.penalty) return [];
  const other = best?.run.config.training.penalty ? null : best?.curve.back ?? null;
  const than = best && other !== null
    ? say` (in ${best.variant} ${
      other === 0 ? "from the first on" : `at step ${formatCount(other)}`
    })`
    : [];
  return [
    say`Its minibatch loss, smoothed over ${WINDOW} steps, is first below guessing at step ${
      formatCount(back)
    }${than}.`,
  ];
}

const FLAT = 0.9, FLATTER = 0.4, DEAD = 0.5;
/** A gradient is told to be lost where it is so many times smaller than the best's. */
const LOST = 3;

const flat: Finder = ({ start }, best) => {
  const others = best?.start?.layers ?? [];
  const isDead = ({ dead, units }: LayerClues) => dead !== null && dead >= DEAD * units;
  const isFlat = ({ kind, saturated }: LayerClues) => {
    if (saturated === null) return false;
    const shares = (alike: LayerClues[]) => alike.map(({ saturated }) => saturated ?? 0);
    const same = shares(others.filter((other) => other.kind === kind));
    return saturated >= FLAT && !shares(others).some((share) => share >= FLAT) ||
      same.length > 0 && saturated >= Math.max(...same) + FLATTER;
  };
  const found =
    start?.layers.filter((layer) => isFlat(layer) || isDead(layer) && !others.some(isDead)) ?? [];
  if (found.length === 0) return null;
  const [most] = found.toSorted((a, b) => b.saturated! - a.saturated!);
  const other = others.find(({ name, kind }) => name === most.name && kind === most.kind);
  const of = ({ saturated, dead }: LayerClues) =>
    `${formatShare(saturated)} of the outputs of ${most.name} are saturated` +
    (dead! > 0 ? ` and ${formatCount(dead)} of its ${formatCount(most.units)} units dead` : "");
  const than = best && other && other.saturated !== null
    ? say` (in ${best.variant} ${formatShare(other.saturated)}${
      other.dead! > 0 ? `, ${formatCount(other.dead)} dead` : ""
    })`
    : [];
  return {
    kind: "saturated",
    cause: `units that are ${isDead(most) ? "dead" : "saturated"} from the start`,
    told: [say`Before the first step ${of(most)}${than}${lostGradient(start, best)}.`],
    brief: `${formatShare(most.saturated)} saturated`,
  };
};

/** ", and the gradient of `C` is 1/5 of that in a": what comes through to the first matrix or table, below all layers. Nothing where it is not clearly smaller. */
function lostGradient(start?: LookClues, best?: Looked): Sentence {
  const ours = start?.matrices[0];
  const theirs = best?.start?.matrices.find(({ name }) => name === ours?.name);
  if (!best || ours?.gradient == null || !theirs?.gradient) return [];
  const factor = ours.gradient / theirs.gradient;
  if (factor > 1 / LOST) return [];
  const size = factor === 0 ? "is 0" : `is ${formatFactor(factor)} that`;
  return say`, and the gradient that comes through to \`${ours.name}\` ${size}${
    factor === 0 ? ", not so" : ""
  } in ${best.variant}`;
}

const FAR = 1.5, LARGE = 1, LARGER = 1.5;

/** How many times the best's learning rate its own is; NaN where they cannot be compared. */
function rateFactor({ run }: Looked, best?: Looked): number {
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

const tooLarge: Finder = (one, best, near) => {
  const most = largestOf(one), other = best && largestOf(best);
  if (!most || most.largest < LARGE || !hasRisen(one)) return null;
  if (most.largest < LARGER * (other?.largest ?? 0)) return null;
  const kind = "large", cause = "too large steps";
  const after = near ? [...secondLoss(one, near), ...growth(one, near)] : [];
  if (after.length > 0) {
    return { kind, cause, told: after.map(({ told }) => told), brief: after.at(-1)!.brief };
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

/** What the first update did to the loss, where that is much more than with the nearest rate that trains. */
function secondLoss({ curve: { second } }: Looked, near: Looked): Evidence[] {
  const other = near.curve.second;
  if (second === null || other === null || second < FAR * other) return [];
  return [{
    told: say`After the first update its minibatch loss is ${
      formatThree(second)
    } (${near.variant}: ${formatThree(other)}).`,
    brief: `a loss of ${formatThree(second)} after the first update`,
  }];
}

/** How far the matrix or table has grown by the last look that has grown most beside that of the nearest rate that trains. */
function growth({ start, end }: Looked, near: Looked): Evidence[] {
  const grown = (start?: LookClues, end?: LookClues) =>
    new Map(
      end?.matrices.flatMap(({ name, size }) => {
        const first = start?.matrices.find((one) => one.name === name)?.size;
        return first && size ? [[name, size / first]] : [];
      }),
    );
  const theirs = grown(near.start, near.end);
  const [most] = [...grown(start, end)].filter(([name]) => theirs.has(name))
    .map(([name, times]) => ({ name, times, other: theirs.get(name)! }))
    .sort((a, b) => b.times / b.other - a.times / a.other);
  if (most === undefined || most.times < LARGER || most.times < LARGER * most.other) return [];
  const times = formatFactor(most.times);
  return [{
    told: say`By step ${
      formatCount(end!.step)
    } \`${most.name}\` has ${times} its first size (${near.variant}: ${
      formatShort(shortNumber(most.other, 2))
    } times).`,
    brief: `\`${most.name}\` has ${times} its first size`,
  }];
}

/** Whether two have the same matrices and tables, by name: those of unlike networks are not the same things. */
export const isSameNetwork = (...two: [Looked, Looked]): boolean =>
  new Set(two.map(({ clues }) => JSON.stringify(clues.updates.map(({ parameter }) => parameter))))
    .size === 1;

const SMALL = -5, SMALLER = -1; // decades

const tooSmall: Finder = (one, best) => {
  if (hasRisen(one) || best && (one.train < best.train || !isSameNetwork(one, best))) return null;
  const { updates } = one.clues;
  const shared = updates.map((update) => {
    const other = best?.clues.updates.find(({ parameter }) => parameter === update.parameter);
    return { update, by: best ? other ? update.usual - other.usual : NaN : update.usual };
  }).filter(({ by }) => Number.isFinite(by)).sort((a, b) => a.by - b.by);
  if (shared.length === 0) return null;
  // The upper one of two in the middle: half of them or more are as small.
  const { update, by } = shared[(shared.length - 1) >> 1];
  if (by > (best ? SMALLER : SMALL)) return null;
  const than = best ? say`, ${formatFactor(10 ** by)} what ${best.variant} does` : [];
  return {
    kind: "small",
    cause: "too small steps",
    told: [
      ...rateTold(one, best),
      say`An update usually changes \`${update.parameter}\` by ${
        formatShort(10 ** update.usual)
      } of its size${than}.`,
      // Whether the best's falls too is no matter: what crawls has not arrived.
      ...unfinished(one)?.told ?? [],
    ],
    brief: `\`${update.parameter}\` by ${formatShort(10 ** update.usual)} of its size`,
  };
};

const unfinished: Finder = ({ curve, run }, best) => {
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

const overfit: Finder = ({ run, train, val }, best) => {
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

const diverged: Finder = ({ run: { summary: { status, steps, notFinite = "a value" } } }) =>
  status !== "diverged" ? null : {
    kind: "arithmetic",
    cause: `${notFinite} that became not finite, though nothing looked at was large before`,
    told: [],
    brief: `at step ${formatCount(steps)}`,
  };

/** What came of large steps or a bad start by the last look: of each kind a sentence. */
export function outcome({ start, end, clues }: Looked): { kind: string; told: string }[] {
  if (end === undefined) return [];
  const shareAtFirst = (name: string) =>
    start?.layers.find((layer) => layer.name === name)?.saturated ?? null;
  const [layer] = end.layers.filter(({ name, saturated }) =>
    saturated !== null && saturated >= FLAT && saturated >= (shareAtFirst(name) ?? 0) + 0.05
  ).sort((a, b) => b.saturated! - a.saturated!);
  const before = layer && shareAtFirst(layer.name);
  return [
    ...layer
      ? [{
        kind: "saturated",
        told:
          `At step ${formatCount(end.step)}, ${
            formatShare(layer.saturated)
          } of the outputs of ${layer.name} are saturated` +
          (before === null ? "." : ` (${formatShare(before)} at first).`),
      }]
      : [],
    ...clues.still.length > 0
      ? [{
        kind: "still",
        told: `At every look after the first, hardly any gradient comes to ${listed(clues.still)}.`,
      }]
      : [],
  ];
}

/** "`C`, `W1` and 3 more" */
function listed(names: readonly string[]): string {
  const some = names.slice(0, names.length > 3 ? 2 : 3).map((name) => `\`${name}\``);
  const all = names.length > some.length ? [...some, `${names.length - some.length} more`] : some;
  return all.length === 1 ? all[0] : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** What of a run there was to look at, as it goes after "no sign of a cause shows in"; empty where nothing. */
export function lookedAt({ start, clues, train, val }: Looked): string {
  const layers = start?.layers ?? [];
  const parts = [
    start && "the first loss",
    layers.some(({ saturated }) => saturated !== null) && "saturated or dead units",
    layers.length > 1 && "the gradient from layer to layer",
    clues.updates.length > 0 && "the sizes of updates",
    Number.isFinite(train) && Number.isFinite(val) && "train beside val",
  ].filter((part) => part);
  return parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(", ")} or ${parts.at(-1)}`;
}
