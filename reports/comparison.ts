/**
 * Variants compared seed by seed.
 *
 * @module
 */
import type { DatasetSummary, Split, StoredRun } from "../runner/results.ts";
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
  /** Whose errors give the common spread, and over how many seeds and degrees of freedom. */
  block: { variants: Variant[]; seeds: number; freedom: number };
  /** Who is left out of that because of its spread. */
  loud: Variant[];
  compare: (variant: Variant, other: Variant) => Comparison;
  /** What half the interval of the two would be with so many seeds of the same spreads; NaN where it has none. */
  halfWidth: (variant: Variant, other: Variant, seeds: number) => number;
}

/** Compares `variants` by the final losses of `split`, by the rules of `blockDesign`. */
export function compareVariants(variants: readonly Variant[], split: Split): Comparisons {
  const { block, loud, seeds, freedom, compare, halfWidth } = blockDesign(
    variants.map((variant) => lossesBySeed(variant, split)),
  );
  return {
    block: { variants: block.map((i) => variants[i]), seeds: seeds.length, freedom },
    loud: loud.map((i) => variants[i]),
    compare: (variant, other) => ({
      variant,
      other,
      ...compare(variants.indexOf(variant), variants.indexOf(other)),
    }),
    halfWidth: (variant, other, seeds) =>
      halfWidth(variants.indexOf(variant), variants.indexOf(other), seeds),
  };
}

/** Whether more than one independent seed speaks. */
export const isEvidence = ({ seeds, isSame }: Comparison): boolean => seeds > 1 && !isSame;

/** Whether all variants were evaluated on the same examples. */
export function isSameData(variants: readonly Variant[]): boolean {
  const data = variants.map(({ runs: [run] }) => dataOf(run.config.dataset, run.summary.dataset));
  return new Set(data).size === 1;
}

/** What examples those are that a variant is evaluated on: of two that are, the same text. */
export function dataOf(
  { contextLength: _, source: __, ...rest }: StoredRun["config"]["dataset"],
  { sha256, content }: Pick<DatasetSummary, "sha256" | "content">,
): string {
  return JSON.stringify([rest, sha256, content]);
}

function lossesBySeed({ runs }: Variant, split: Split): Map<number, number> {
  return new Map(runs.flatMap((run) => {
    const loss = score(run, split);
    return loss === null ? [] : [[run.summary.seed, loss]];
  }));
}
