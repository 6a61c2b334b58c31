/**
 * Two variants compared seed by seed.
 *
 * @module
 */
import type { Split } from "../runner/results.ts";
import type { Variant } from "./rows.ts";
import { score } from "./scores.ts";
import { halfWidth, mean } from "./statistics.ts";

/** How far a variant's final loss is from another's. */
export interface Comparison {
  variant: Variant;
  other: Variant;
  /** The seeds that both have finished with. */
  seeds: number[];
  /** The mean over these seeds of the variant's loss less the other's. NaN without any. */
  difference: number;
  /** Half the confidence interval of that mean; NaN for fewer than two seeds. */
  halfWidth: number;
  /** The seeds change nothing: every one gives the same losses, so all of them are as good as one. */
  isSame: boolean;
  /** What the interval allows to say: "lower" or "higher" where it is all on one side of 0, else "unknown". */
  verdict: "lower" | "higher" | "unknown";
}

/** Compares `variant` with `other` by the final losses of `split`. */
export function compareVariants(
  variant: Variant,
  other: Variant,
  split: Split,
  confidence: number,
): Comparison {
  const [ours, theirs] = [variant, other].map((one) => scoresBySeed(one, split));
  const seeds = [...ours.keys()].filter((seed) => theirs.has(seed));
  const differences = seeds.map((seed) => ours.get(seed)! - theirs.get(seed)!);
  const difference = mean(differences), half = halfWidth(differences, confidence);
  const isSame = seeds.length > 1 &&
    [ours, theirs].every((scores) => new Set(seeds.map((seed) => scores.get(seed))).size === 1);
  const isSure = !isSame && Math.abs(difference) > half;
  return {
    variant,
    other,
    seeds,
    difference,
    halfWidth: half,
    isSame,
    verdict: !isSure ? "unknown" : difference < 0 ? "lower" : "higher",
  };
}

function scoresBySeed({ runs }: Variant, split: Split): Map<number, number> {
  return new Map(runs.flatMap((run) => {
    const loss = score(run, split);
    return loss === null ? [] : [[run.summary.seed, loss]];
  }));
}
