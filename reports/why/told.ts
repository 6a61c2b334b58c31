/**
 * How those are told that have to be explained, and what is set beside them.
 *
 * @module
 */
import { landmarks } from "../few.ts";
import type { Variant } from "../rows.ts";
import { decidingSplit, score } from "../scores.ts";
import { list, say, type Sentence } from "../sentence.ts";
import type { ShownRun } from "../shown_run.ts";
import type { Looked } from "./looked.ts";
import type { Sign } from "./sign.ts";
import { signsOf } from "./signs.ts";

/** The run of a variant to set beside one: that of the same seed, or else its first. */
export const runBeside = ({ runs }: Variant, { summary: { seed } }: ShownRun): ShownRun =>
  runs.find(({ summary }) => summary.seed === seed) ?? runs[0];

/**
 * What gives the best's run to set beside one: that of the same seed, or else its first; undefined where every run
 * failed.
 */
export function besideBest(
  variants: readonly Variant[],
): (run: ShownRun) => { variant: Variant; run: ShownRun } | undefined {
  const { best } = landmarks(variants), split = decidingSplit(variants);
  const fit = best?.runs.filter((run) => score(run, split) !== null) ?? [];
  return ({ summary: { seed } }) => {
    const run = fit.find(({ summary }) => summary.seed === seed) ?? fit[0];
    return run && { variant: best!, run };
  };
}

/** The signs that all runs of a variant show, by the numbers of the first. */
export function commonSigns(
  runs: readonly { one: Looked; best?: Looked; near?: Looked }[],
): Sign[] {
  const [first, ...others] = runs.map(({ one, best, near }) => signsOf(one, best, near));
  return first.filter(({ kind }) =>
    others.every((signs) => signs.some((sign) => sign.kind === kind))
  );
}

/** "the likely cause is too large steps" */
export const likely = (signs: readonly Sign[]): Sentence =>
  say`the likely ${signs.length === 1 ? "cause is" : "causes are"} ${
    list(signs.map(({ cause }) => [cause]))
  }`;
