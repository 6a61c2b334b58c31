/**
 * Who has to be explained, and by whom: those that failed, and the worst that did not, by the best.
 *
 * @module
 */
import { landmarks } from "../few.ts";
import { isHopeless } from "../hopeless.ts";
import type { Variant } from "../rows.ts";
import { decidingSplit, score } from "../scores.ts";
import { list, say, type Sentence } from "../sentence.ts";
import type { ShownRun } from "../shown_run.ts";
import type { Looked } from "./looked.ts";
import { type Sign, signsOf } from "./signs.ts";

/** The runs that tell why: those of the best and the worst, and all that failed. */
export function toExplain<Run extends ShownRun>(variants: readonly Variant<Run>[]): Set<Run> {
  const { best, worst } = landmarks(variants), split = decidingSplit(variants);
  return new Set(
    variants.flatMap((variant) =>
      variant.runs.filter((run) =>
        variant.index === best?.index || variant.index === worst?.index || isHopeless(run, split)
      )
    ),
  );
}

/** The best's run to set beside one: that of the same seed, or else its first; undefined where every run failed. */
export function besides(
  { summary: { seed } }: ShownRun,
  variants: readonly Variant[],
): { variant: Variant; run: ShownRun } | undefined {
  const { best } = landmarks(variants), split = decidingSplit(variants);
  const fit = best?.runs.filter((run) => score(run, split) !== null) ?? [];
  const run = fit.find(({ summary }) => summary.seed === seed) ?? fit[0];
  return run && { variant: best!, run };
}

/** The signs that all runs of a variant show, by the numbers of the first. */
export function commonSigns(runs: readonly { one: Looked; best?: Looked }[]): Sign[] {
  const [first, ...others] = runs.map(({ one, best }) => signsOf(one, best));
  return first.filter(({ kind }) =>
    others.every((signs) => signs.some((sign) => sign.kind === kind))
  );
}

/** "the likely cause is too large steps" */
export const likely = (signs: readonly Sign[]): Sentence =>
  say`the likely ${signs.length === 1 ? "cause is" : "causes are"} ${
    list(signs.map(({ cause }) => [cause]))
  }`;
