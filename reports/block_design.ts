/**
 * Runs as a randomized block design: every variant with every seed, loss = variant + seed + error. How far apart two
 * variants are is judged seed by seed, and how far chance may have moved them apart by the errors, whose spread each
 * variant has for itself but not known well.
 *
 * The rules, for k variants that are compared:
 *
 * 1. The block is the variants that have finished the same seeds, those that most variants have finished. What a
 *    variant has finished besides is not used, and one that lacks a seed stays out. Of variants whose losses are the
 *    same in every seed only the first counts.
 * 2. Where the block has m ≥ 4 variants and n seeds, the residuals of the additive model give the spreads. With Rᵢ = Σ
 *    r²/(n − 1) of a variant's residuals, the variance of all errors together is s² = Σ Rᵢ / (m − 1), with (m − 1)(n −
 *    1) degrees of freedom, and that of one variant's is sᵢ² = (Rᵢ − s²/m) / (1 − 2/m), without bias whatever the
 *    others' (Grubbs 1948, On Estimating Precision of Measuring Instruments). Each is drawn to what is common, vᵢ = w ·
 *    s² + (1 − w) · sᵢ², w = 0.1 (n − 1), 0.3 at most: the more is lent, the more degrees of freedom, and the more
 *    often a difference is claimed that is not there where spreads differ. With three seeds or more, a variant whose
 *    variance is more than 25 times that of the others is left out of the block, the loudest first: it would drown
 *    them. Three variants are too few to see whose spread is unlike the others', and no block.
 * 3. Two variants of the block are apart by their mean difference ± the larger of q(ν) · √((vᵢ + vⱼ)/2n) and q(f) ·
 *    √(s²/n), f = (m − 1)(n − 1), q being the studentized range of m means (Tukey). ν are the degrees of freedom of vᵢ
 *    + vⱼ = Σ c R, by Satterthwaite: (n − 1)(Σ cᵢMᵢᵢ)² / Σᵢⱼ cᵢcⱼMᵢⱼ², M the residuals' covariance for the spreads v;
 *    rounded down to tenths.
 * 4. Any other pair has its own differences only, in the n seeds that both have finished: ± t(n − 1) · √(their variance
 *    / n), Student's t. With two variants that is the paired t test.
 * 5. Of the risk of 5 % each of the k(k − 1)/2 pairs has an equal part: t is for a confidence of 1 − 0.05 / (k(k −
 *    1)/2) (Bonferroni), q for one of 1 − 0.05 · m(m − 1) / (k(k − 1)).
 *
 * The intervals of all pairs hold together with 95 % confidence, so that the best may be picked by looking at the
 * losses and then be compared with its rivals. The common variance alone, with its many degrees of freedom, is not
 * enough: where one variant's errors are five times as large as the others', few seeds do not show it, and it claims a
 * difference that is not there in up to a quarter of experiments. `deno task bench:verdict` measures how often that
 * happens, and the power.
 *
 * @module
 */
import { criticalRange, criticalT } from "./distributions.ts";
import { mean, standardDeviation } from "./statistics.ts";

const RISK = 0.05;
const SMALLEST_BLOCK = 4;
/** A variance so many times that of the others is not lent to them. */
const LOUD = 25;

/** The share of the common variance in each variant's own. */
export const lent = (seeds: number): number => Math.min(0.3, 0.1 * (seeds - 1));

/** A variant's final losses by seed. */
export type Losses = ReadonlyMap<number, number>;

/** Two variants, seed by seed. */
export interface Gap {
  /** How many seeds both have finished. */
  seeds: number;
  /** Of each of them, the first one's loss less the second's. */
  differences: number[];
  /** The mean of these; NaN without any. */
  difference: number;
  /** Half the interval of that mean; NaN where there are fewer than two seeds or the seeds change nothing. */
  halfWidth: number;
  /** "lower" or "higher" where the interval is all on one side of 0, else "unknown". */
  verdict: "lower" | "higher" | "unknown";
  /** The seeds change nothing: all of them are as good as one. */
  isSame: boolean;
}

/** The model of all variants that are compared; these are known by their index. */
export interface BlockDesign {
  /** Whose errors give the common variance; none where too few have finished the same seeds. */
  block: number[];
  /** Who is left out of the block because of its spread. */
  loud: number[];
  /** The block's seeds. */
  seeds: number[];
  /** The degrees of freedom of the common variance. */
  freedom: number;
  /** How far `a` is from `b`. */
  compare: (a: number, b: number) => Gap;
  /** What half the interval of `a` and `b` would be with so many seeds of the same spreads; NaN where it has none. */
  halfWidth: (a: number, b: number, seeds: number) => number;
}

/** Fits the model to the losses of two variants or more. */
export function blockDesign(losses: readonly Losses[]): BlockDesign {
  const seeds = commonSeeds(losses);
  const rows = losses.map((one) => seeds.map((seed) => one.get(seed) ?? NaN));
  const different = [...rows.keys()].filter((i) =>
    seeds.length > 1 && rows[i].every(Number.isFinite) &&
    !rows.slice(0, i).some((row) => isEqual(row, rows[i]))
  );
  const block = quiet(rows, different);
  const loud = block.length > 0 ? different.filter((i) => !block.includes(i)) : [];
  // Of equal variants only the first counts for the variance, but the block's interval is theirs too.
  const places = rows.map((row) => block.findIndex((i) => isEqual(rows[i], row)));
  const spreads = block.length > 0 ? fitSpreads(block.map((i) => rows[i])) : undefined;
  const inBlock = places.filter((place) => place >= 0).length;
  const part = RISK / pairsOf(losses.length);
  const q = (freedom: number) => criticalRange(1 - part * pairsOf(inBlock), inBlock, freedom);
  const t = (freedom: number) => criticalT(1 - part, freedom);

  const pair = (a: number, b: number) => {
    const inside = places[a] >= 0 && places[b] >= 0 ? spreads : undefined;
    const shared = inside ? seeds : [...losses[a].keys()].filter((seed) => losses[b].has(seed));
    const ours = shared.map((seed) => losses[a].get(seed)!);
    const theirs = shared.map((seed) => losses[b].get(seed)!);
    const differences = ours.map((loss, i) => loss - theirs[i]);
    const n = shared.length;
    const own = n < 2 ? NaN : standardDeviation(differences);
    const isSame = n > 1 && isNegligible(own, ours);
    const half = (seeds: number): number => {
      if (n < 2 || isSame) return NaN;
      if (!inside) return t(seeds - 1) * own / Math.sqrt(seeds);
      const { variance, freedom } = inside.ofPair(places[a], places[b]);
      const more = (seeds - 1) / (n - 1); // of each degree of freedom
      return Math.max(
        q(tenths(more * freedom)) * Math.sqrt(variance / 2),
        q(tenths(more * inside.freedom)) * Math.sqrt(inside.common),
      ) / Math.sqrt(seeds);
    };
    return { n, differences, isSame, half };
  };
  const compare = (a: number, b: number): Gap => {
    const { n, differences, isSame, half } = pair(a, b);
    const difference = mean(differences), halfWidth = half(n);
    const isSure = Math.abs(difference) > halfWidth;
    const verdict = !isSure ? "unknown" : difference < 0 ? "lower" : "higher";
    return { seeds: n, differences, difference, halfWidth, verdict, isSame };
  };
  return {
    block,
    loud,
    seeds,
    freedom: spreads?.freedom ?? 0,
    compare,
    halfWidth: (a, b, seeds) => pair(a, b).half(seeds),
  };
}

/** Rounded down to tenths. */
const tenths = (x: number): number => Math.floor(10 * x + 1e-9) / 10;

const pairsOf = (count: number): number => count * (count - 1) / 2;

/** The seeds that most variants have finished all of, and no others; of several such sets the largest. */
function commonSeeds(losses: readonly Losses[]): number[] {
  const sets = Map.groupBy(losses.map((one) => [...one.keys()].sort((a, b) => a - b)), String);
  const [most] = [...sets.values()].toSorted((a, b) =>
    b.length - a.length || b[0].length - a[0].length
  );
  return most?.[0] ?? [];
}

/** Those of `block` whose spread is not out of all proportion; none where these are too few. */
function quiet(rows: readonly number[][], block: readonly number[]): number[] {
  if (block.length < SMALLEST_BLOCK) return [];
  if (rows[block[0]].length < 3) return [...block];
  const ratios = block.map((i) => {
    const others = block.filter((j) => j !== i).map((j) => rows[j]);
    const center = columnMeans(others);
    const own = standardDeviation(rows[i].map((loss, s) => loss - center[s])) ** 2;
    return own / (1 + 1 / others.length) / commonVariance(others);
  });
  const most = Math.max(...ratios);
  return most > LOUD ? quiet(rows, block.filter((_, at) => ratios[at] !== most)) : [...block];
}

const columnMeans = (rows: readonly number[][]): number[] =>
  rows[0].map((_, s) => mean(rows.map((row) => row[s])));

/** R of each row. */
function residualVariances(rows: readonly number[][]): number[] {
  const center = columnMeans(rows);
  return rows.map((row) => standardDeviation(row.map((loss, s) => loss - center[s])) ** 2);
}

/** s² */
const commonVariance = (rows: readonly number[][]): number =>
  rows.length * mean(residualVariances(rows)) / (rows.length - 1);

/** How the errors spread: together, and of a pair. */
interface Spreads {
  /** s² */
  common: number;
  freedom: number;
  /** vᵢ + vⱼ, and its degrees of freedom. */
  ofPair: (i: number, j: number) => { variance: number; freedom: number };
}

/** Rule 2, of rows of losses, a column a seed. */
function fitSpreads(rows: readonly number[][]): Spreads {
  const m = rows.length, n = rows[0].length, R = residualVariances(rows);
  const common = commonVariance(rows), freedom = (m - 1) * (n - 1), w = lent(n);
  const v = R.map((x) => w * common + (1 - w) * (x - common / m) / (1 - 2 / m));
  const M = residualCovariance(v.map((x) => Math.max(0, x)));
  const ofBoth = (1 - w) / (1 - 2 / m), ofAll = 2 * (w - ofBoth / m) / (m - 1);
  const ofPair = (i: number, j: number) => {
    const c = R.map((_, l) => l === i || l === j ? ofAll + ofBoth : ofAll);
    let sum = 0, squares = 0;
    for (let a = 0; a < m; a++) {
      sum += c[a] * M[a][a];
      for (let b = 0; b < m; b++) squares += c[a] * c[b] * M[a][b] ** 2;
    }
    const exact = Math.min(freedom, Math.max(1, (n - 1) * sum ** 2 / squares || 1));
    return {
      variance: Math.max(0, v[i] + v[j]),
      freedom: tenths(exact),
    };
  };
  return { common, freedom, ofPair };
}

/** The covariance of residuals within a seed, of independent errors with these variances. */
function residualCovariance(variances: readonly number[]): number[][] {
  const m = variances.length, center = mean(variances) / m;
  return variances.map((x, i) => variances.map((y, j) => center - (x + y) / m + (i === j ? x : 0)));
}

const isEqual = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((x, i) => x === b[i]);

/** Whether a deviation of these losses is what is left of rounding. */
const isNegligible = (deviation: number, losses: readonly number[]): boolean =>
  deviation <= 1e-12 * Math.max(...losses.map(Math.abs));
