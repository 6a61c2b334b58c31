/**
 * What to try next, by stated rules:
 *
 * - The settings do not do what they say, and others let them: these, with all else that is to be tried.
 * - Every run is hopeless, and each diverged or its loss rose far above where it began: lower learning rates.
 * - The best overfits: fewer steps. Its val loss falls still at the end, by a test of trend, and in the last tenth too,
 *   and its learning rate is not small by then: more.
 * - The variants differ in one number and the best has the lowest or the highest tried: beyond it, or between it and
 *   the next value; with more seeds, where it is not told from that.
 * - It lies between, and cannot be told from a neighbor: values between all that it cannot be told from, or beyond
 *   where these reach an end, or more seeds.
 * - They differ in more, but the best and one that it is told from in one number: values between the nearest tried on
 *   both sides, or beyond the best's.
 * - Other variants with one seed, or that cannot be told apart: more seeds, about as many as the verdict's interval
 *   needs to leave out 0 if the difference and the scatter stay.
 *
 * Nothing where no rule applies.
 *
 * @module
 */
import { compareVariants, type Comparison, isSameData } from "./comparison.ts";
import type { CurveData, CurveRun } from "./charts/curve_data.ts";
import { type KeyData, keyData } from "./charts/key_data.ts";
import { keyName } from "./charts/key_name.ts";
import { fallAtTheEnd } from "./charts/falling.ts";
import { overfitting } from "./charts/overfitting.ts";
import type { RateCurve } from "./charts/rate_curve.ts";
import { differences } from "./differences.ts";
import { formatCount, formatLoss } from "./format.ts";
import { ranking } from "./ranking.ts";
import type { Variant } from "./rows.ts";
import { decidingSplit } from "./scores.ts";
import { say, type Sentence } from "./sentence.ts";
import { mending } from "./mend.ts";
import { portable, withSettings } from "./shell.ts";
import { mean } from "./statistics.ts";

/** A loss is far above where it began from so many times that on. */
const FAR = 1.5;
/** What takes more seeds than these is not worth telling apart. */
const MAX_SEEDS = 20;

/**
 * At most four sentences.
 *
 * @param data of the same runs
 * @param isSweep as for `judge`
 * @param command what made the runs
 */
export function nextSteps(
  variants: readonly Variant[],
  data: CurveData,
  isSweep = false,
  command = "",
): Sentence[] {
  const { compared } = ranking(variants);
  if (compared.length === 0) return lowerRates(variants, data);
  if (!isSameData(compared)) return [];
  const key = keyData(variants);
  const mended = mending(variants.flatMap(({ runs }) => runs.map(({ config }) => config)));
  return [
    ...mended.length > 0
      ? [
        say`First let the settings do what they say (see the note on them): ${
          commandWith(command, mended)
        }.`,
      ]
      : steps(variants, data, command, key),
    ...key ? values(key, variants) : between(variants),
    ...seeds(variants, isSweep, command, mended, key),
  ];
}

/**
 * The command with further settings, or these options alone where the command is not known:
 * `deno task run experiments/bn.json --set training.steps=40000`.
 */
function commandWith(command: string, settings: readonly string[]): string {
  const isKnown = /^deno task run [^\s-]/.test(command);
  return `\`${withSettings(isKnown ? portable(command) : "", settings).trim()}\``;
}

const LEARNING_RATE = "training.learningRate.initial";

function lowerRates(variants: readonly Variant[], data: CurveData): Sentence[] {
  const isRisen = data.runs.length > 0 &&
    data.runs.every(({ diverged, highest, val: [start] }) =>
      diverged || highest !== null && start?.[0] === 0 && highest[1] > FAR * start[1]
    );
  if (!isRisen) return [];
  const rates = variants.flatMap(({ runs }) =>
    runs.map(({ config }) => config.training.learningRate.initial)
  ).filter((rate) => rate > 0);
  const below = rates.length === 0 ? "" : `, below ${Math.min(...rates)}`;
  return [
    say`Every run diverged, or its loss rose far: try lower learning rates${below} (\`${LEARNING_RATE}\`).`,
  ];
}

/** More steps, or fewer. */
function steps(
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

/** Beyond the values tried, or between them. */
function values({ path, points, lowest }: KeyData, variants: readonly Variant[]): Sentence[] {
  if (lowest === undefined) return [];
  const tried = [...new Set(points.map(({ value }) => value))];
  const at = tried.indexOf(lowest.value), name = keyName(path);
  if (tried.length < 2) return [];
  // A tie is no edge.
  if (points.some((point) => point !== lowest && point.mean === lowest.mean)) return [];
  if (at === tried.length - 1 || at === 0) {
    const isLow = at === 0;
    if (isLow ? !hasBelow(tried) : !hasAbove(path, lowest.value)) return [];
    const next = tried[isLow ? 1 : at - 1];
    const beyond = `${isLow ? "below" : "above"} ${lowest.value}${orBetween(lowest.value, next)}`;
    const gaps = points.filter(({ value, mean }) => value === next && mean !== null)
      .map(({ gap }) => gap);
    if (gaps.every((gap) => gap?.verdict === "higher")) {
      return [
        say`The best ${name} is the ${
          isLow ? "lowest" : "highest"
        } tried: try ${beyond} (\`${path}\`).`,
      ];
    }
    const count = Math.min(...gaps.map((gap) => gap?.seeds ?? 1));
    return [
      count > 1
        ? say`${lowest.variant} ends lowest, but ${count} seeds do not show it: try more seeds, and a ${name} ${beyond} (\`${path}\`).`
        : say`${lowest.variant} ends lowest, which is no evidence with one seed: try a ${name} ${beyond} (\`${path}\`).`,
    ];
  }
  const isUnlike = (value: number) =>
    points.some((point) =>
      point.value === value && point.mean !== null && point.gap?.verdict !== "higher"
    );
  let from = at, to = at;
  while (from > 0 && isUnlike(tried[from - 1])) from--;
  while (to < tried.length - 1 && isUnlike(tried[to + 1])) to++;
  if (from === to) return [];
  const [low, high] = [tried[from], tried[to]];
  const open = points.filter((point) =>
    point !== lowest && point.value >= low && point.value <= high
  );
  const gaps = open.flatMap(({ gap }) => gap ?? []);
  const count = gaps.length === open.length ? seedsFor(gaps, variants) : null;
  const beyond = [
    ...from === 0 && hasBelow(tried) ? [`below ${low}`] : [],
    ...to === tried.length - 1 && hasAbove(path, high) ? [`above ${high}`] : [],
  ];
  const any = `The best ${name} may be any from ${low} to ${high}`;
  const all = ["try values between", ...beyond].join(", or ");
  if (count !== null) {
    return [
      say`${any}: ${all}, or more seeds (about ${count} tell them apart, if the differences stay).`,
    ];
  }
  return [
    gaps.length === open.length
      ? say`${any}: ${NOT_WORTH}.`
      : say`${any}: ${all}${gaps.length > 0 ? ", or more seeds" : ""}.`,
  ];
}

/** ", or between 0.1 and 0.2", where there is something: whole numbers are counts. */
function orBetween(...two: [number, number]): string {
  const [low, high] = two.sort((a, b) => a - b);
  const hasBetween = !two.every(Number.isInteger) || high - low > 1;
  return hasBetween ? `, or between ${low} and ${high}` : "";
}

const NOT_WORTH = `telling them apart takes more than ${MAX_SEEDS} seeds, which is not worth it`;

/**
 * Between two numbers, where the best and one that it is told from differ in nothing else, or beyond the best's. On
 * either side the nearest that was tried counts, whatever came of it.
 */
function between(variants: readonly Variant[]): Sentence[] {
  const { compared, ranked: [best, ...others] } = ranking(variants);
  const { compare } = compareVariants(compared, decidingSplit(variants));
  for (const other of others) {
    const found = oneNumber(best, other), gap = compare(other, best);
    if (!found || gap.seeds < 2 || gap.isSame || gap.verdict !== "higher") continue;
    const { path, ours } = found;
    const tried = variants.flatMap((variant) => {
      const one = oneNumber(best, variant);
      return one?.path === path ? [{ variant, value: one.theirs }] : [];
    }).sort((a, b) => a.value - b.value);
    const below = tried.findLast(({ value }) => value < ours);
    const above = tried.find(({ value }) => value > ours);
    if (below && above) {
      return [
        say`${best} lies between ${below.variant} and ${above.variant}, which differ from it in one number only: try values between ${below.value} and ${above.value} (\`${path}\`).`,
      ];
    }
    const beside = (below ?? above)!, isLow = below === undefined;
    const hasBeyond = isLow ? hasBelow([ours, beside.value]) : hasAbove(path, ours);
    const beyond = hasBeyond ? `, or ${isLow ? "below" : "above"} ${ours}` : "";
    return [
      say`${best} and ${beside.variant} differ in one number only: try values between ${
        Math.min(ours, beside.value)
      } and ${Math.max(ours, beside.value)}${beyond} (\`${path}\`).`,
    ];
  }
  return [];
}

/** The one number in which two variants differ; undefined where they differ in more, or otherwise. */
function oneNumber(best: Variant, other: Variant) {
  const [one, ...more] = differences([best, other].map(({ runs: [run] }) => run.config));
  const [ours, theirs] = one?.values ?? [];
  if (more.length > 0 || typeof ours !== "number" || typeof theirs !== "number") return undefined;
  return { path: one.path, ours, theirs };
}

/** What may be 0 at least is not tried below. Whole numbers are counts. */
function hasBelow([least, ...others]: readonly number[]): boolean {
  return [least, ...others].every(Number.isInteger) ? least > 1 : least > 0;
}

/** A number up to 1 may be a share, which ends there; a learning rate is none. */
const hasAbove = (path: string, most: number): boolean =>
  most > 1 || path.startsWith("training.learningRate");

/**
 * The best and the baseline; where that is the best, or a sweep has none, the best and the second. Undefined where
 * there are no two to compare.
 */
export function pairOf(
  variants: readonly Variant[],
  isSweep = false,
): [Variant, Variant] | undefined {
  const { compared: [baseline], ranked: [best, second] } = ranking(variants);
  if (best === undefined || baseline === undefined) return undefined;
  const other = isSweep || best === baseline ? second : baseline;
  return other && [best, other];
}

/** More seeds, of the best and the baseline, or else of the best and the second. */
function seeds(
  variants: readonly Variant[],
  isSweep: boolean,
  command: string,
  mended: readonly string[],
  key?: KeyData,
): Sentence[] {
  const { compared, ranked: [best, second] } = ranking(variants), pair = pairOf(variants, isSweep);
  if (pair === undefined) return [];
  const { compare } = compareVariants(compared, decidingSplit(variants));
  const gaps = [pair, ...second ? [[best, second] as const] : []].map((two) => compare(...two));
  if (gaps.every(({ isSame }) => isSame)) return [];
  if (gaps.every(({ seeds }) => seeds < 2)) {
    const five = commandWith(command, [...mended, "seeds=[1,2,3,4,5]"]);
    return [say`More seeds: one tells nothing of chance. ${five} trains five.`];
  }
  // Of a number's values that cannot be told apart, more is said.
  if (key) return [];
  const gap = gaps.find(({ seeds, isSame, verdict }) =>
    seeds > 1 && !isSame && verdict === "unknown"
  );
  if (gap === undefined) return [];
  const { variant, other } = gap, count = seedsFor([gap], variants);
  return [
    count === null
      ? say`${variant} and ${other}: ${NOT_WORTH}. Try something else.`
      : say`More seeds: about ${count} tell ${variant} and ${other} apart, if the difference and the scatter stay.`,
  ];
}

/**
 * How many the verdict's intervals need to leave out 0; null where more than MAX_SEEDS are needed, or it cannot be
 * told.
 */
function seedsFor(gaps: readonly Comparison[], variants: readonly Variant[]): number | null {
  if (gaps.length === 0) return null;
  const { halfWidth } = compareVariants(ranking(variants).compared, decidingSplit(variants));
  const isEnough = (count: number) =>
    gaps.every(({ variant, other, difference }) =>
      halfWidth(variant, other, count) < Math.abs(difference)
    );
  let few = Math.max(...gaps.map(({ seeds }) => seeds)), enough = MAX_SEEDS;
  if (!isEnough(enough)) return null;
  while (enough - few > 1) {
    const middle = (few + enough) >> 1;
    if (isEnough(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}
