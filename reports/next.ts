/**
 * What to try next, by stated rules:
 *
 * - Every run is hopeless, and each diverged or its loss rose far above where it began: lower learning rates.
 * - The best overfits: fewer steps. Its val loss falls still at the end, by a test of trend: more.
 * - The variants differ in one number and the best has the lowest or the highest tried: beyond it.
 * - It lies between, and cannot be told from a neighbor: values between, or more seeds.
 * - Other variants that cannot be told apart: more seeds, about as many as the interval needs to leave out 0 if the difference stays.
 *
 * Nothing where no rule applies.
 *
 * @module
 */
import { pairOf } from "./apart.ts";
import { spread } from "./bin.ts";
import { compareVariants, type Comparison, isSameData } from "./comparison.ts";
import type { CurveData } from "./charts/curve_data.ts";
import { type KeyData, keyData } from "./charts/key_data.ts";
import { keyName } from "./charts/key_name.ts";
import { overfitting, trendRisk } from "./charts/overfitting.ts";
import { pointsOverSeeds } from "./charts/seeds.ts";
import { formatCount, formatLoss } from "./format.ts";
import { ranking } from "./ranking.ts";
import type { Variant } from "./rows.ts";
import { decidingSplit } from "./scores.ts";
import { say, type Sentence } from "./sentence.ts";

/** A loss is far above where it began from so many times that on. */
const FAR = 1.5;
/** The trend is that of the last half of the evaluations; fewer show none, and of more these are looked at. */
const MIN_LOOKS = 6, MAX_LOOKS = 24;
/** The share of mere noise that may be taken for a trend. */
const RISK = 0.01;
/** A smaller fall is no matter: half a percent of perplexity. */
const MIN_FALL = 0.005;
/** More seeds than these are no advice. */
const MAX_SEEDS = 100;

/** At most two sentences. @param data of the same runs */
export function nextSteps(variants: readonly Variant[], data: CurveData): Sentence[] {
  const { compared } = ranking(variants);
  if (compared.length === 0) return lowerRates(variants, data);
  if (!isSameData(compared)) return [];
  const key = keyData(variants);
  return [...steps(variants, data, key), ...(key ? values(key) : seeds(variants))].slice(0, 2);
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
  const fall = fallAtTheEnd(data, best.index);
  if (fall === null) return [];
  return [
    say`The val loss of ${best} still falls at the end (by ${formatLoss(fall.by)} since step ${
      formatCount(fall.since)
    }): try more steps${set(2 * Math.max(...planned))}.`,
  ];
}

function fallAtTheEnd(data: CurveData, variant: number): { by: number; since: number } | null {
  const runs = data.runs.filter((run) => run.variant === variant && !run.hopeless);
  const all = pointsOverSeeds(runs.map(({ val }) => val))
    .filter(({ step, n, mean }) => step > 0 && n === runs.length && mean !== null);
  const late = all.slice(Math.floor(all.length / 2));
  if (late.length < MIN_LOOKS) return null;
  const looks = spread(late.length, MAX_LOOKS).map((i) => late[i]);
  const losses = looks.map(({ mean }) => mean!), by = losses[0] - losses.at(-1)!;
  const isFalling = trendRisk(losses.map((loss) => -loss)) <= RISK;
  // What has come to rest falls no more in the last third of them.
  const third = losses[Math.floor(losses.length * 2 / 3) - 1] - losses.at(-1)!;
  return isFalling && third >= MIN_FALL ? { by, since: looks[0].step } : null;
}

/** Beyond the values tried, or between them. */
function values({ path, points, lowest }: KeyData): Sentence[] {
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
  const count = gaps.length === unlike.length ? seedsFor(gaps) : null;
  return [
    say`The best ${name} may be any from ${low} to ${high}: try values between, or more seeds${
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

/** More seeds, of variants that differ in more than a number. */
function seeds(variants: readonly Variant[]): Sentence[] {
  const pair = pairOf(variants);
  if (pair === undefined) return [];
  const { compare } = compareVariants(ranking(variants).compared, decidingSplit(variants));
  const gap = compare(...pair);
  if (gap.seeds < 2 || gap.isSame || gap.verdict !== "unknown") return [];
  const count = seedsFor([gap]), [best, other] = pair;
  return [
    count === null
      ? say`${best} and ${other} are too alike for more seeds to pay: try something else.`
      : say`More seeds: about ${count} tell ${best} and ${other} apart, if the difference stays.`,
  ];
}

/** Intervals shrink with the root of the seeds' number; null where too many are needed, or it cannot be told. */
function seedsFor(gaps: readonly Comparison[]): number | null {
  const counts = gaps.map(({ seeds, difference, halfWidth }) =>
    Math.max(seeds + 1, Math.ceil(seeds * (halfWidth / difference) ** 2))
  );
  const most = Math.max(...counts);
  return counts.length > 0 && most <= MAX_SEEDS ? most : null;
}
