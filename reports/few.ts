/**
 * Which variants stand for all, where there are too many to show each.
 *
 * @module
 */
import { isHopeless } from "./hopeless.ts";
import { finalLoss, type Variant } from "./rows.ts";
import { decidingSplit } from "./scores.ts";
import type { ShownRun } from "./shown.ts";
import { mean } from "./statistics.ts";

/** So many variants are shown all. */
export const MAX_ALL = 4;

/**
 * Of more variants than MAX_ALL the baseline (the first one that is not hopeless), the best and the worst that is not hopeless, by their
 * mean final losses, each once, in the order of the config. Where all are hopeless, the first ones.
 */
export function chosenFew<Run extends ShownRun>(
  variants: readonly Variant<Run>[],
): Variant<Run>[] {
  if (variants.length <= MAX_ALL) return [...variants];
  const { baseline, best, worst } = landmarks(variants);
  if (baseline === undefined) return variants.slice(0, MAX_ALL - 1);
  return variants.filter((variant) => [baseline, best, worst].includes(variant));
}

/** The variants that one looks for first; all undefined where every variant has a hopeless run. */
export function landmarks(
  variants: readonly Variant[],
): { baseline?: Variant; best?: Variant; worst?: Variant } {
  const split = decidingSplit(variants);
  const fit = variants.filter(({ runs }) => runs.every((run) => !isHopeless(run, split)));
  const loss = ({ runs }: Variant) => mean(runs.map((run) => finalLoss(run, split)!));
  const sorted = fit.toSorted((a, b) => loss(a) - loss(b));
  return { baseline: fit[0], best: sorted[0], worst: sorted.at(-1) };
}
