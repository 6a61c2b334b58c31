/**
 * What to try next, by stated rules:
 *
 * - Every run is hopeless, and each diverged or its loss rose far above where it began: lower learning rates.
 * - The best overfits: fewer steps. Its val loss falls still at the end, by a test of trend: more.
 * - The variants differ in one number and the best has the lowest or the highest tried: beyond it.
 * - It lies between, and cannot be told from a neighbor: values between, or more seeds.
 * - Other variants with one seed, or that cannot be told apart: more seeds, about as many as the verdict's interval needs to leave out 0 if the difference and the scatter stay.
 *
 * Nothing where no rule applies.
 *
 * @module
 */
import { pairOf } from "./apart.ts";
import { compareVariants, type Comparison, isSameData } from "./comparison.ts";
import type { CurveData } from "./charts/curve_data.ts";
import { type KeyData, keyData } from "./charts/key_data.ts";
import { keyName } from "./charts/key_name.ts";
import { fallAtTheEnd } from "./charts/falling.ts";
import { overfitting } from "./charts/overfitting.ts";
import { formatCount, formatLoss } from "./format.ts";
import { ranking } from "./ranking.ts";
import type { Variant } from "./rows.ts";
import { decidingSplit } from "./scores.ts";
import { say, type Sentence } from "./sentence.ts";

/** A loss is far above where it began from so many times that on. */
const FAR = 1.5;
/** More seeds than these are no advice. */
const MAX_SEEDS = 100;

/** At most three sentences. @param data of the same runs @param isSweep as for `judge` */
export function nextSteps(
  variants: readonly Variant[],
  data: CurveData,
  isSweep = false,
): Sentence[] {
  const { compared } = ranking(variants);
  if (compared.length === 0) return lowerRates(variants, data);
  if (!isSameData(compared)) return [];
  const key = keyData(variants);
  return [
    ...steps(variants, data, key),
    ...key ? values(key, variants) : [],
    ...seeds(variants, isSweep, key),
  ];
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
function steps(variants: readonly Variant[], data: CurveData, key?: KeyData): Sentence[] {
  const [best] = ranking(variants).ranked;
  // Where they differ in it, it is the key.
  if (key?.path === "training.steps") return [];
  const planned = new Set(
    variants.flatMap(({ runs }) => runs.map(({ config }) => config.training.steps)),
  );
  const set = (steps: number) =>
    planned.size === 1 ? `: \`--set training.steps=${Math.round(steps)}\`` : "";
  const over = overfitting(data).find(({ variant }) => variant === best.index);
  if (over) {
    return over.step === 0
      ? []
      : [say`${best} overfits: try fewer steps${set(over.step)}, or to regularize.`];
  }
  const fall = fallAtTheEnd(
    data.runs.filter((run) => run.variant === best.index && !run.hopeless),
  );
  if (fall === null) return [];
  return [
    say`The val loss of ${best} still falls at the end (by ${formatLoss(fall.by)} since step ${
      formatCount(fall.since)
    }): try more steps${set(2 * Math.max(...planned))}.`,
  ];
}

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
    return [
      say`The best ${name} is the ${isLow ? "lowest" : "highest"} tried: try ${
        isLow ? "below" : "above"
      } ${lowest.value} (\`${path}\`).`,
    ];
  }
  const near = points.filter(({ value }) => value === tried[at - 1] || value === tried[at + 1]);
  const unlike = near.filter(({ gap, mean }) => mean !== null && gap?.verdict !== "higher");
  if (unlike.length === 0) return [];
  const low = Math.min(lowest.value, ...unlike.map(({ value }) => value));
  const high = Math.max(lowest.value, ...unlike.map(({ value }) => value));
  const gaps = unlike.flatMap(({ gap }) => gap ?? []);
  const count = gaps.length === unlike.length ? seedsFor(gaps, variants) : null;
  const orSeeds = gaps.length > 0 ? ", or more seeds" : "";
  return [
    say`The best ${name} may be any from ${low} to ${high}: try values between${orSeeds}${
      count === null ? "" : ` (about ${count} tell them apart, if the differences stay)`
    }.`,
  ];
}

/** What may be 0 at least is not tried below. Whole numbers are counts. */
function hasBelow([least, ...others]: readonly number[]): boolean {
  return [least, ...others].every(Number.isInteger) ? least > 1 : least > 0;
}

/** A number up to 1 may be a share, which ends there; a learning rate is none. */
const hasAbove = (path: string, most: number): boolean =>
  most > 1 || path.startsWith("training.learningRate");

/** More seeds, of the best and the baseline, or else of the best and the second. */
function seeds(variants: readonly Variant[], isSweep: boolean, key?: KeyData): Sentence[] {
  const { compared, ranked: [best, second] } = ranking(variants), pair = pairOf(variants, isSweep);
  if (pair === undefined) return [];
  const { compare } = compareVariants(compared, decidingSplit(variants));
  const gaps = [pair, ...second ? [[best, second] as const] : []].map((two) => compare(...two));
  if (gaps.every(({ isSame }) => isSame)) return [];
  if (gaps.every(({ seeds }) => seeds < 2)) return [ONE_SEED];
  // Of a number's values that cannot be told apart, more is said.
  if (key) return [];
  const gap = gaps.find(({ seeds, isSame, verdict }) =>
    seeds > 1 && !isSame && verdict === "unknown"
  );
  if (gap === undefined) return [];
  const { variant, other } = gap, count = seedsFor([gap], variants);
  return [
    count === null
      ? say`${variant} and ${other} are too alike for more seeds to pay: try something else.`
      : say`More seeds: about ${count} tell ${variant} and ${other} apart, if the difference and the scatter stay.`,
  ];
}

const ONE_SEED =
  say`More seeds: one tells nothing of chance. \`--set 'seeds=[1,2,3,4,5]'\` trains five.`;

/** How many the verdict's intervals need to leave out 0; null where more than MAX_SEEDS are needed, or it cannot be told. */
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
