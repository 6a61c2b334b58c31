/**
 * Variants compared seed by seed.
 *
 * @module
 */
import type { Split } from "../runner/results.ts";
import { blockDesign, type Gap } from "./block_design.ts";
import type { Variant } from "./rows.ts";
import { score } from "./scores.ts";

/** How far a variant's final loss is from another's. */
export interface Comparison extends Gap {
  variant: Variant;
  other: Variant;
}

/** All variants in one model. */
export interface Comparisons {
  /** Whose errors are pooled, and over how many seeds and degrees of freedom. */
  pool: { variants: Variant[]; seeds: number; freedom: number };
  /** Who stays out of the pool because of its spread. */
  unlike: Variant[];
  compare: (variant: Variant, other: Variant) => Comparison;
}

/** Compares `variants` by the final losses of `split`, by the rules of `blockDesign`. */
export function compareVariants(variants: readonly Variant[], split: Split): Comparisons {
  const { pool, unlike, seeds, freedom, compare } = blockDesign(
    variants.map((variant) => lossesBySeed(variant, split)),
  );
  return {
    pool: { variants: pool.map((i) => variants[i]), seeds: seeds.length, freedom },
    unlike: unlike.map((i) => variants[i]),
    compare: (variant, other) => ({
      variant,
      other,
      ...compare(variants.indexOf(variant), variants.indexOf(other)),
    }),
  };
}

function lossesBySeed({ runs }: Variant, split: Split): Map<number, number> {
  return new Map(runs.flatMap((run) => {
    const loss = score(run, split);
    return loss === null ? [] : [[run.summary.seed, loss]];
  }));
}
