/**
 * What the answer says of two variants, and of how many there are.
 *
 * @module
 */
import type { Split } from "../../runner/results.ts";
import { type Comparison, isEvidence } from "../comparison.ts";
import { formatLoss, interval } from "../format.ts";
import type { Variant } from "../rows.ts";
import { list, say, type Sentence } from "../sentence.ts";

/**
 * What the interval allows to say of one variant and the baseline.
 *
 * @param isAll whether that is the whole answer, which names the better one first
 */
export function describe(comparison: Comparison, split: Split, isAll: boolean): Sentence {
  const { variant, other, seeds, difference, halfWidth, verdict } = comparison;
  const planned = Math.max(variant.runs.length, other.runs.length);
  const how = planned > seeds ? `${seeds} of ${planned} seeds, paired` : `${seeds} seeds, paired`;
  if (verdict === "unknown") {
    return say`No difference in ${split} loss can be told between ${variant} and ${other}: ${
      interval(difference, halfWidth)
    } (${how}).`;
  }
  if (isAll && verdict === "higher") {
    return say`${other} ends ${
      interval(difference, halfWidth)
    } lower than ${variant} in ${split} loss (${how}).`;
  }
  return say`${variant} ${verdict === "lower" ? "lowers" : "raises"} ${split} loss by ${
    interval(Math.abs(difference), halfWidth)
  } compared with ${other} (${how}).`;
}

/** What the baseline's only seed, or seeds that change nothing, let one say: where the runs ended, the lowest first. */
export function withoutEvidence(
  comparisons: readonly Comparison[],
  ahead: Comparison | undefined,
  split: Split,
): Sentence[] {
  const apart = comparisons.filter(({ seeds }) => seeds === 0);
  const together = comparisons.filter(({ seeds }) => seeds > 0);
  const sentences = apart.map(({ variant, other }) =>
    say`${variant} and ${other} have finished no seed in common, so they cannot be compared.`
  );
  if (together.length === 0) return sentences;
  const isOne = together.length === 1;
  const clauses = together.map(({ variant, other, difference }, i) => {
    const isTurned = isOne && difference > 0;
    const [one, than] = isTurned ? [other, variant] : [variant, other];
    if (difference === 0) return say`${variant} ends with just ${other}’s ${split} loss`;
    return say`${one} ends ${gap(Math.abs(difference))} ${
      isTurned || difference < 0 ? "lower" : "higher"
    }${i === 0 ? say` than ${than} in ${split} loss` : []}`;
  });
  const why = together.some(({ isSame }) => isSame)
    ? "the seeds change nothing, so they count as one, and one seed"
    : "with one seed that";
  const lowest = !isOne && ahead && !isEvidence(ahead) && ahead.difference < 0
    ? say`${ahead.variant} ends lowest, ${below(ahead)}: `
    : [];
  return [...sentences, say`${lowest}${list(clauses)}; ${why} is no evidence of a difference.`];
}

/** "0.0002 below warm-up" */
const below = ({ other, difference }: Comparison): Sentence =>
  say`${gap(Math.abs(difference))} below ${other}`;

/** Many variants of which one seed each is known: the best. */
export function summaryOfMany(
  comparisons: readonly Comparison[],
  rivals: readonly Comparison[],
  split: Split,
): Sentence[] {
  const [ahead] = rivals;
  const all = comparisons.length + 1;
  if (ahead === undefined) {
    return [say`The ${all} variants have too few seeds in common to compare.`];
  }
  const by = ahead.difference < 0 ? say`, ${below(ahead)}` : [];
  return [
    say`Of ${all} variants, ${ahead.variant} ends with the lowest ${split} loss${by}; with one seed each that is no evidence of a difference.`,
  ];
}

/**
 * Many variants: how many can be told from the baseline, and how far the best is from it.
 *
 * @param someFail whether there are others that no run is left of to compare
 */
export function against(
  baseline: Variant,
  comparisons: readonly Comparison[],
  best: Variant,
  someFail: boolean,
): Sentence {
  const count = (verdict: Comparison["verdict"]) =>
    comparisons.filter((comparison) => comparison.verdict === verdict).length;
  const n = comparisons.length;
  const ahead = comparisons.find(({ variant, verdict }) => variant === best && verdict === "lower");
  const by = ahead ? say` (${best} by ${interval(-ahead.difference, ahead.halfWidth)})` : [];
  const [lower, higher, unknown] = [count("lower"), count("higher"), count("unknown")];
  const parts: Sentence[] = [
    ...lower > 0 ? [say`${lower} ${lower === 1 ? "ends" : "end"} lower${by}`] : [],
    ...higher > 0 ? [say`${higher} ${higher === 1 ? "ends" : "end"} higher`] : [],
    ...unknown > 0 ? [say`${unknown} cannot be told from it`] : [],
  ];
  const fit = someFail ? " that train" : "";
  return unknown === n
    ? say`${
      someFail ? "None of the others that train" : "No other"
    } can be told from the baseline, ${baseline}.`
    : lower === n || higher === n
    ? say`Compared with the baseline, ${baseline}, all ${n} others${fit} end ${
      lower === n ? say`lower${by}` : "higher"
    }.`
    : say`Compared with the baseline, ${baseline}, ${
      someFail ? say`of the ${n} others that train ${list(parts)}` : list(parts)
    }.`;
}

/** A difference that may be smaller than a loss's last decimal. */
const gap = (x: number): string => x < 0.0001 ? String(Number(x.toPrecision(1))) : formatLoss(x);
