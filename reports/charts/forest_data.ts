/**
 * How far each variant is from the baseline: what the forest plot is drawn from.
 *
 * @module
 */
import type { Split } from "../../runner/results.ts";
import { compareVariants, type Comparison, isSameData } from "../comparison.ts";
import { ranking } from "../ranking.ts";
import type { Variant } from "../rows.ts";
import { decidingSplit } from "../scores.ts";

export interface ForestData {
  /** Of the losses. */
  split: Split;
  baseline: Variant;
  /** By the mean difference, the lowest first. */
  rows: ForestRow[];
  /** Of the compared ones, those that are not shown since there are too many. */
  more: number;
  /** Those with hopeless runs only. */
  hopeless: Variant[];
}

/** A variant. */
export interface ForestRow {
  variant: Variant;
  /** The verdict on it and the baseline; undefined for that one itself. */
  gap?: Comparison;
}

/** More rows would be the table again. */
const MAX_ROWS = 16;

/** The data; undefined where no two variants can be compared, or all that there is is one difference of one seed. */
export function forestData(variants: readonly Variant[]): ForestData | undefined {
  const { compared } = ranking(variants), [baseline, ...others] = compared;
  if (others.length === 0 || !isSameData(compared)) return undefined;
  const split = decidingSplit(variants), { compare } = compareVariants(compared, split);
  const gaps = others.map((variant) => compare(variant, baseline)).filter(({ seeds }) => seeds > 0)
    .sort((a, b) => a.difference - b.difference);
  if (gaps.length === 0 || gaps.length === 1 && gaps[0].seeds === 1) return undefined;
  const shown = gaps.slice(0, MAX_ROWS - 1);
  const rows: ForestRow[] = shown.map((gap) => ({ variant: gap.variant, gap }));
  const place = rows.findIndex(({ gap }) => gap!.difference > 0);
  rows.splice(place < 0 ? rows.length : place, 0, { variant: baseline });
  return {
    split,
    baseline,
    rows,
    more: gaps.length - shown.length,
    hopeless: variants.filter((variant) => !compared.includes(variant)),
  };
}

/** Whether the row has an interval. */
export const isSure = ({ gap }: ForestRow): boolean =>
  gap !== undefined && !Number.isNaN(gap.halfWidth);
