/**
 * Which variants are compared, and in what order: one rule for the sentence, the table and the charts.
 *
 * @module
 */
import type { Variant } from "./rows.ts";
import { decidingSplit, score } from "./scores.ts";
import { mean } from "./statistics.ts";

export interface Ranking {
  /** Those with a run that is not hopeless, in the order of the config. The first is the baseline. */
  compared: Variant[];
  /**
   * Those of them that no other has more such runs than, by their mean final losses, the lowest first: what is left of
   * a variant with a hopeless run would flatter it, and other seeds have other losses.
   */
  ranked: Variant[];
  /** The mean final loss of the runs that are not hopeless; NaN without any. */
  meanOf: (variant: Variant) => number;
}

export function ranking(variants: readonly Variant[]): Ranking {
  const split = decidingSplit(variants);
  const scores = new Map(
    variants.map((variant) => [variant, variant.runs.flatMap((run) => score(run, split) ?? [])]),
  );
  const countOf = (variant: Variant) => scores.get(variant)!.length;
  const meanOf = (variant: Variant) => mean(scores.get(variant)!);
  const compared = variants.filter((variant) => countOf(variant) > 0);
  const most = Math.max(...compared.map(countOf));
  const ranked = compared.filter((variant) => countOf(variant) === most)
    .sort((a, b) => meanOf(a) - meanOf(b));
  return { compared, ranked, meanOf };
}
