/**
 * Pruning by paired seeds: all configurations train with the first seed, those that are left with the second, and so
 * on. After each seed, a configuration is left out that is worse than the best so far over the same seeds, by
 * Wilcoxon's signed-rank test (Wilcoxon 1945; as Optuna's WilcoxonPruner). At each seed they all wait for the slowest,
 * so that who goes on depends on nothing but their losses.
 *
 * @module
 */
import type { Round } from "../results.ts";
import type { Pruning } from "../schema/sweep_schema.ts";

/**
 * Who goes on after a seed: the best, which has the lowest mean loss, and whoever is not worse than it with p <
 * pThreshold. Without a finite mean nobody is the best, and all go on. A loss that is not finite counts as larger than
 * any other.
 *
 * @param losses of each configuration, one a seed, in the seeds' order
 */
export function prune(losses: ReadonlyMap<string, readonly number[]>, pThreshold: number): Round {
  const scores = [...losses].map(([variant, some]) => {
    const mean = some.reduce((sum, loss) => sum + loss, 0) / some.length;
    return { variant, loss: Number.isFinite(mean) ? mean : null };
  });
  const best = scores.filter(({ loss }) => loss !== null)
    .reduce<{ variant: string; loss: number | null } | undefined>(
      (best, score) => best === undefined || score.loss! < best.loss! ? score : best,
      undefined,
    );
  const seeds = Math.max(0, ...[...losses.values()].map(({ length }) => length));
  if (best === undefined) {
    return { seeds, scores: scores.map((score) => ({ ...score, p: null, kept: true })) };
  }
  const lowest = losses.get(best.variant)!;
  return {
    seeds,
    best: best.variant,
    scores: scores.map((score) => {
      if (score.variant === best.variant) return { ...score, p: null, kept: true };
      const p = signedRank(losses.get(score.variant)!.map((loss, i) => above(loss, lowest[i])));
      return { ...score, p, kept: p >= pThreshold };
    }),
  };
}

/** How much a loss is above a finite one; what is not finite is as far above as can be. */
const above = (loss: number, other: number) => Number.isFinite(loss) ? loss - other : Infinity;

/**
 * Wilcoxon's signed-rank test: how probable a rank sum of the positive differences as large as this one is, or a larger
 * one, where each difference is as likely to be negative. Equal ones share the mean of their ranks, and those that are
 * 0 count half on either side.
 */
export function signedRank(differences: readonly number[]): number {
  const sizes = differences.map(Math.abs);
  // Twice the ranks: whole numbers, also where they are shared.
  const ranks = sizes.map((size) =>
    sizes.filter((other) => other < size).length +
    sizes.filter((other) => other <= size).length + 1
  );
  const flipped = ranks.filter((_, i) => sizes[i] > 0);
  const found = ranks.filter((_, i) => differences[i] > 0).reduce((sum, rank) => sum + rank, 0);
  // Which share of all signs gives each sum.
  let shares = Float64Array.of(1);
  for (const rank of flipped) {
    const next = new Float64Array(shares.length + rank);
    shares.forEach((share, sum) => {
      next[sum] += share / 2;
      next[sum + rank] += share / 2;
    });
    shares = next;
  }
  return shares.subarray(found).reduce((sum, share) => sum + share, 0);
}

/** As many seeds as it takes before anything can be left out: the smallest p of n differences is 2^-n. */
export const seedsToPrune = (pThreshold: number): number =>
  Math.floor(Math.log2(1 / pThreshold)) + 1;

/** What pruning cannot do for an experiment, for its warnings. */
export function uselessPruning(
  { pruning, seeds, variants }: {
    pruning?: Pruning;
    seeds: readonly number[];
    variants: readonly unknown[];
  },
): string[] {
  if (pruning === undefined) return [];
  const needed = seedsToPrune(pruning.pThreshold);
  if (variants.length < 2) return ["pruning leaves nothing out of a single variant"];
  if (seeds.length > needed) return [];
  return [
    `pruning saves nothing: with pThreshold ${pruning.pThreshold} nothing can be left out before ${needed} seeds are through, and there ` +
    `${seeds.length === 1 ? "is 1" : `are ${seeds.length}`}`,
  ];
}

/** Why a variant went no further, for whoever reads the report. */
export function describePruned({ seeds, best, scores }: Round, variant: string): string {
  const { p } = scores.find((score) => score.variant === variant)!;
  const how = p! < 0.001 ? "p < 0.001" : `p = ${p!.toFixed(3)}`;
  return `pruned after ${seeds} seeds: worse than ${JSON.stringify(best)} (${how})`;
}
