/**
 * Who has to be explained, and by whom: those that failed, and the worst that did not, by the best.
 *
 * @module
 */
import { sortedJson } from "../../runner/sorted_json.ts";
import { landmarks } from "../few.ts";
import { isHopeless } from "../hopeless.ts";
import type { Variant } from "../rows.ts";
import { decidingSplit } from "../scores.ts";
import type { ShownRun } from "../shown_run.ts";

/** Who tells why: the best, the worst, and the nearest learning rates that train below those that failed; and these. */
function tellers<Run extends ShownRun>(variants: readonly Variant<Run>[]) {
  const { best, worst } = landmarks(variants), split = decidingSplit(variants);
  const failed = variants.filter(({ runs }) => runs.some((run) => isHopeless(run, split)));
  const edgeBelow = edges(variants);
  const whole = [best, worst, ...failed.map((one) => edgeBelow(one)?.trains)]
    .flatMap((variant) => variant?.index ?? []);
  return { whole: new Set(whole), failed, split };
}

/** The variants that are told of where it is told why, those of which all runs are first. */
export function explained<Run extends ShownRun>(variants: readonly Variant<Run>[]): Variant<Run>[] {
  const { whole, failed } = tellers(variants);
  const places = new Set([...whole, ...failed.map(({ index }) => index)]);
  return [...places].map((place) => variants.find(({ index }) => index === place)!);
}

/** The runs that tell why. */
export function toExplain<Run extends ShownRun>(variants: readonly Variant<Run>[]): Set<Run> {
  const { whole, split } = tellers(variants);
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
 * one. Those that differ in nothing else are found once, not for every pair of variants, and where nobody asks, never.
 */
export function edges(
  variants: readonly Variant[],
): (variant: Variant) => Edge | undefined {
  const split = decidingSplit(variants);
  const rateOf = ({ runs: [run] }: Variant) => run.config.training.learningRate.initial;
  let alike: Map<string, Variant[]> | undefined;
  const trains = new Set(
    variants.filter(({ runs }) => !runs.some((run) => isHopeless(run, split))),
  );
  return (variant) => {
    alike ??= Map.groupBy(
      variants.toSorted((a, b) => rateOf(a) - rateOf(b)),
      ({ runs: [{ config }] }) => butForRate(config),
    );
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
