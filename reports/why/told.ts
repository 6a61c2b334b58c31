/**
 * Who has to be explained, and by whom: those that failed, and the worst that did not, by the best.
 *
 * @module
 */
import { sortedJson } from "../../runner/sorted_json.ts";
import { landmarks } from "../few.ts";
import { isHopeless } from "../hopeless.ts";
import type { Variant } from "../rows.ts";
import { decidingSplit, score } from "../scores.ts";
import { list, say, type Sentence } from "../sentence.ts";
import type { ShownRun } from "../shown_run.ts";
import type { Looked } from "./looked.ts";
import type { Sign } from "./sign.ts";
import { signsOf } from "./signs.ts";

/**
 * The runs that tell why: those of the best and the worst, all that failed, and those of the nearest learning rates
 * below these that train.
 */
export function toExplain<Run extends ShownRun>(variants: readonly Variant<Run>[]): Set<Run> {
  const { best, worst } = landmarks(variants), split = decidingSplit(variants);
  const failed = variants.filter(({ runs }) => runs.some((run) => isHopeless(run, split)));
  const edgeBelow = edges(variants);
  const whole = new Set(
    [best, worst, ...failed.map((one) => edgeBelow(one)?.trains)]
      .map((variant) => variant?.index),
  );
  return new Set(
    variants.flatMap((variant) =>
      variant.runs.filter((run) => whole.has(variant.index) || isHopeless(run, split))
    ),
  );
}

/** Where between two learning rates training begins to fail. */
export interface Edge {
  /**
   * Of the variants that differ in the learning rate only, the one with the highest rate below that trains, in all
   * seeds.
   */
  trains: Variant;
  /** The next one above it, where that fails. */
  fails?: Variant;
}

/**
 * What gives the edge below a variant: undefined where none that differs in its learning rate only trains with a lower
 * one. Those that differ in nothing else are found once, not for every pair of variants.
 */
export function edges(
  variants: readonly Variant[],
): (variant: Variant) => Edge | undefined {
  const split = decidingSplit(variants);
  const rateOf = ({ runs: [run] }: Variant) => run.config.training.learningRate.initial;
  const alike = Map.groupBy(
    variants.toSorted((a, b) => rateOf(a) - rateOf(b)),
    ({ runs: [{ config }] }) => butForRate(config),
  );
  const trains = new Set(
    variants.filter(({ runs }) => !runs.some((run) => isHopeless(run, split))),
  );
  return (variant) => {
    const row = alike.get(butForRate(variant.runs[0].config))!;
    const at = row.findLastIndex((other) => rateOf(other) < rateOf(variant) && trains.has(other));
    if (at < 0) return undefined;
    const above = row.at(at + 1);
    const fails = above && rateOf(above) <= rateOf(variant) && !trains.has(above);
    return { trains: row[at], ...fails ? { fails: above } : {} };
  };
}

/** All that a config states but its learning rate. */
const butForRate = (config: ShownRun["config"]): string => {
  const { initial: _, ...learningRate } = config.training.learningRate;
  return sortedJson({ ...config, training: { ...config.training, learningRate } });
};

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
