/**
 * Runs as a randomized block design: every variant with every seed, loss = variant + seed + error. How far apart two variants are is judged seed by seed,
 * and how far chance may have moved them apart by the errors of all variants together.
 *
 * The rules, for k variants that are compared:
 *
 * 1. The block is the variants that have finished the same seeds, those that most variants have finished. What a variant has finished besides is not used, and
 *    one that lacks a seed stays out. Of variants whose losses are the same in every seed only the first counts.
 * 2. A variant of the block whose spread is not comparable stays out of the pool. Its spread is the variance of its differences, seed by seed, from the mean of the
 *    others, and is held against the others' residual variance by an F test. As long as there are four or more, the one with the smallest p leaves
 *    if p < 0.05 / (their number). Three are too few to see whose spread is unlike the others', and no pool.
 * 3. The pool of m variants and n seeds has one error variance s², the residual mean square of the additive model, with f = (m − 1)(n − 1) degrees of freedom. Two of
 *    its variants are apart by their mean difference ± the larger of q(f) · √(s²/n), q being the studentized range of k means (Tukey), and q(g) · √(v/2n). There v is the
 *    mean of s₂², the variance of the pair's own differences, weighted by its n − 1 degrees of freedom, and of 2s², weighted by d = min(1, (f − n + 1)/8); g = n − 1 + d.
 *    So the pool lends a pair at most one degree of freedom: with few seeds nobody can see whose spread is larger, and intervals by s² alone claim a difference
 *    that is not there in up to 28 % of experiments whose spreads differ up to five times.
 * 4. A pair with a variant outside the pool has only its own differences, in the n seeds that both have finished: ± q(n − 1) · √(s₂²/2n) (as Games and Howell do
 *    without blocks), q for a confidence of 1 − 0.05/u where u variants are outside. Without a pool it is ± t · √(s₂²/n), Student's t with n − 1 degrees of freedom for a confidence of 1 − 0.05 / (k(k − 1)/2) (Bonferroni).
 *
 * The intervals of all pairs hold together with 95 % confidence, so that the best may be picked by looking at the losses and then be compared with its rivals. With two
 * variants all this is the paired t test. `deno task bench:verdict` measures how often a difference is claimed that is not there.
 *
 * @module
 */
import { criticalRange, criticalT, probabilityAbove } from "./distributions.ts";
import { mean, standardDeviation } from "./statistics.ts";

const RISK = 0.05;
const SMALLEST_POOL = 4;

/** A variant's final losses by seed. */
export type Losses = ReadonlyMap<number, number>;

/** Two variants, seed by seed. */
export interface Gap {
  /** How many seeds both have finished. */
  seeds: number;
  /** The mean over them of the first one's loss less the second's. NaN without any. */
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
  /** Whose errors are pooled; none where too few are comparable. */
  pool: number[];
  /** Who stays out because of its spread. */
  unlike: number[];
  /** The pool's seeds. */
  seeds: number[];
  /** The degrees of freedom of the pool's error variance. */
  freedom: number;
  /** How far `a` is from `b`. */
  compare: (a: number, b: number) => Gap;
}

/** Fits the model to the losses of two variants or more. */
export function blockDesign(losses: readonly Losses[]): BlockDesign {
  const seeds = commonSeeds(losses);
  const rows = losses.map((one) => seeds.map((seed) => one.get(seed) ?? NaN));
  const block = [...rows.keys()].filter((i) =>
    seeds.length > 1 && rows[i].every(Number.isFinite) &&
    !rows.slice(0, i).some((row) => isEqual(row, rows[i]))
  );
  const pool = comparable(rows, block);
  const unlike = pool.length > 0 ? block.filter((i) => !pool.includes(i)) : [];
  const freedom = (pool.length - 1) * (seeds.length - 1);
  const variance = errorVariance(pool.map((i) => rows[i]));
  // Of equal variants only the first counts for the variance, but the pool's interval is theirs too.
  const isPooled = (i: number) => pool.some((j) => isEqual(rows[i], rows[j]));

  const outside = [...losses.keys()].filter((i) => !isPooled(i)).length;
  const pairs = losses.length * (losses.length - 1) / 2;

  const compare = (a: number, b: number): Gap => {
    const together = isPooled(a) && isPooled(b);
    const shared = together ? seeds : [...losses[a].keys()].filter((seed) => losses[b].has(seed));
    const ours = shared.map((seed) => losses[a].get(seed)!);
    const theirs = shared.map((seed) => losses[b].get(seed)!);
    const differences = ours.map((loss, i) => loss - theirs[i]);
    const n = shared.length, difference = mean(differences);
    const own = n < 2 ? NaN : standardDeviation(differences);
    const isSame = n > 1 && isNegligible(own, ours);
    const range = (freedom: number, risk = RISK) => criticalRange(1 - risk, losses.length, freedom);
    const half = (): number => {
      if (n < 2 || isSame) return NaN;
      if (pool.length === 0) {
        return criticalT(1 - RISK / pairs, n - 1) * own / Math.sqrt(n);
      }
      if (!together) return range(n - 1, RISK / outside) * own / Math.sqrt(2 * n);
      const lent = Math.min(1, (freedom - n + 1) / 8);
      const mixed = (lent * 2 * variance + (n - 1) * own ** 2) / (lent + n - 1);
      const pooled = range(freedom) * Math.sqrt(variance);
      return Math.max(pooled, range(n - 1 + lent) * Math.sqrt(mixed / 2)) / Math.sqrt(n);
    };
    const halfWidth = half();
    const isSure = Math.abs(difference) > halfWidth;
    const verdict = !isSure ? "unknown" : difference < 0 ? "lower" : "higher";
    return { seeds: n, difference, halfWidth, verdict, isSame };
  };
  return { pool, unlike, seeds, freedom, compare };
}

/** The seeds that most variants have finished all of, and no others; of several such sets the largest. */
function commonSeeds(losses: readonly Losses[]): number[] {
  const sets = Map.groupBy(losses.map((one) => [...one.keys()].sort((a, b) => a - b)), String);
  const [most] = [...sets.values()].toSorted((a, b) =>
    b.length - a.length || b[0].length - a[0].length
  );
  return most?.[0] ?? [];
}

/** Those of `block` whose spread is comparable. */
function comparable(rows: readonly number[][], block: readonly number[]): number[] {
  let pool = [...block];
  while (pool.length >= SMALLEST_POOL) {
    const tests = pool.map((i) => {
      const others = pool.filter((j) => j !== i);
      return { i, p: spreadTest(rows[i], others.map((j) => rows[j])) };
    });
    const least = tests.reduce((a, b) => b.p < a.p ? b : a);
    if (!(least.p < RISK / pool.length)) return pool;
    pool = pool.filter((i) => i !== least.i);
  }
  return [];
}

/** The probability of a spread as large as this row's, were it that of the others. */
function spreadTest(row: readonly number[], others: readonly number[][]): number {
  const n = row.length, m = others.length;
  const differences = row.map((loss, s) => loss - mean(others.map((other) => other[s])));
  const variance = standardDeviation(differences) ** 2 / (1 + 1 / m);
  const expected = errorVariance(others);
  return variance === 0 ? 1 : probabilityAbove(variance / expected, n - 1, (m - 1) * (n - 1));
}

/** The residual mean square of rows of losses, a column a seed, once the rows' and the columns' means are taken off. */
function errorVariance(rows: readonly number[][]): number {
  if (rows.length < 2) return NaN;
  const n = rows[0].length;
  const columns = rows[0].map((_, s) => mean(rows.map((row) => row[s])));
  let sum = 0;
  for (const row of rows) {
    const differences = row.map((loss, s) => loss - columns[s]);
    sum += standardDeviation(differences) ** 2 * (n - 1);
  }
  return sum / ((rows.length - 1) * (n - 1));
}

const isEqual = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((x, i) => x === b[i]);

/** Whether a deviation of these losses is what is left of rounding. */
const isNegligible = (deviation: number, losses: readonly number[]): boolean =>
  deviation <= 1e-12 * Math.max(...losses.map(Math.abs));
