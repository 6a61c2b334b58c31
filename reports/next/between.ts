/**
 * Values of the one number in which the best differs from one that it is told from.
 *
 * @module
 */
import { compareVariants } from "../comparison.ts";
import { differences } from "../differences.ts";
import { ranking } from "../ranking.ts";
import type { Variant } from "../rows.ts";
import { decidingSplit } from "../scores.ts";
import { say, type Sentence } from "../sentence.ts";
import { besides, hasAbove, hasBelow } from "./beyond.ts";
import { type Trained, tries } from "./tries.ts";

/**
 * Between two numbers, where the best and one that it is told from differ in nothing else, or beyond the best's. On
 * either side the nearest that was tried counts, whatever came of it.
 */
export function between(
  variants: readonly Variant[],
  by: Trained,
): Sentence[] {
  const { compared, ranked: [best, ...others] } = ranking(variants);
  const { compare } = compareVariants(compared, decidingSplit(variants));
  for (const other of others) {
    const gap = compare(other, best);
    if (gap.seeds < 2 || gap.isSame || gap.verdict !== "higher") continue;
    const found = oneNumber(best, other);
    if (!found) continue;
    const { path, ours } = found;
    const tried = variants.flatMap((variant) => {
      const one = oneNumber(best, variant);
      return one?.path === path ? [{ variant, value: one.theirs }] : [];
    }).sort((a, b) => a.value - b.value);
    const below = tried.findLast(({ value }) => value < ours);
    const above = tried.find(({ value }) => value > ours);
    const values = { path, variant: best, ours };
    if (below && above) {
      const beside = [below.value, above.value];
      return [
        say`${best} lies between ${below.variant} and ${above.variant}, which differ from it in one number only: try values between ${below.value} and ${above.value} (\`${path}\`)${
          tries({ ...values, beside, beyond: false }, by)
        }.`,
      ];
    }
    const beside = (below ?? above)!, isLow = below === undefined;
    const hasBeyond = isLow ? hasBelow(path, [ours, beside.value]) : hasAbove(path, ours);
    const all = [
      besides(path, ours, beside.value),
      hasBeyond ? `${isLow ? "below" : "above"} ${ours}` : "",
    ].filter((text) => text !== "");
    if (all.length === 0) continue;
    return [
      say`${best} and ${beside.variant} differ in one number only: try values ${
        all.join(", or ")
      } (\`${path}\`)${tries({ ...values, beside: [beside.value], beyond: hasBeyond }, by)}.`,
    ];
  }
  return [];
}

/** The one number in which two variants differ; undefined where they differ in more, or otherwise. */
function oneNumber(best: Variant, other: Variant) {
  const [one, ...more] = differences([best, other].map(({ runs: [run] }) => run.config));
  const [ours, theirs] = one?.values ?? [];
  if (more.length > 0 || typeof ours !== "number" || typeof theirs !== "number") return undefined;
  return { path: one.path, ours, theirs };
}
