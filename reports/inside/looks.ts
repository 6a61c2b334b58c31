/**
 * Which looks inside the page shows: of each variant's first seed, at the steps that they were taken at.
 *
 * @module
 */
import type { Inspection } from "../../runner/results.ts";
import { formatCount } from "../format.ts";
import type { Variant } from "../rows.ts";
import { chosenFew } from "../few.ts";
import { explained } from "../why/to_explain.ts";
import { isHopeless, kindOfTrouble } from "../hopeless.ts";
import { decidingSplit } from "../scores.ts";
import { fewSteps } from "../step_slider.ts";
import type { ShownRun } from "../shown_run.ts";

/** A variant and the run of it that is shown. */
export interface Shown {
  variant: Variant;
  run: ShownRun;
  /** It is not shown until it is picked, and has the first and the last step only. */
  folded?: boolean;
  /** The run tells nothing, so no axis is made for it. */
  hopeless?: boolean;
}

/** More variants than these would make the page heavy. */
const MAX_VARIANTS = 8;

/**
 * The variants that were looked into, in the order of the config. Of many, there is room for the chosen few first, then
 * for one of each kind of failure, since one looks inside to see what went wrong, then for those that the page tells of
 * where it says why, then for the first of the others.
 */
export function shownRuns(variants: readonly Variant[]): Shown[] {
  const seen = variants.filter(({ runs: [run] }) => run.inspections.length > 0);
  const few = chosenFew(seen), split = decidingSplit(variants);
  const failures = Map.groupBy(seen, ({ runs: [run] }) => kindOfTrouble(run, split));
  failures.delete(null);
  const told = explained(variants).filter((variant) => seen.includes(variant));
  const ofEachKind = [...failures.values()].map(([first]) => first);
  const roomFor = new Set(
    [...new Set([...few, ...ofEachKind, ...told, ...seen])].slice(0, MAX_VARIANTS),
  );
  return seen.filter((variant) => roomFor.has(variant)).map((variant) => {
    const [run] = variant.runs;
    return { variant, run, folded: !few.includes(variant), hopeless: isHopeless(run, split) };
  });
}

/** The variants that are shown at first. */
export const pickedOf = (shown: readonly Shown[]): Shown[] => shown.filter(({ folded }) => !folded);

/** The variants that axes are made for: all that are not hopeless, or all where each of them is. */
export function forScale(shown: readonly Shown[]): readonly Shown[] {
  const fit = shown.filter(({ hopeless }) => !hopeless);
  return fit.length > 0 ? fit : shown;
}

/** The steps at which any of them was looked into, in order; of many, those that there is room for. */
export const shownSteps = (shown: readonly Shown[]): number[] =>
  fewSteps(shown.flatMap(({ run }) => run.inspections.map(({ step }) => step)), shown.length);

/** How many examples a look into the run sees; with smaller batches among those that it was trained on, at most. */
export function examplesOf({ config, summary }: Pick<ShownRun, "config" | "summary">): number {
  const { inspections, training } = config;
  const seesAll = inspections.batch === "trained" && training.batches?.kind === "whole";
  return seesAll ? summary.dataset.examples.train : training.batchSize;
}

/** Whether there is room for what a variant shows at a step. */
export const hasRoom = ({ folded }: Shown, step: number, steps: readonly number[]): boolean =>
  !folded || step === steps[0] || step === steps.at(-1);

/** The look into a run at a step. */
export const lookAt = (run: ShownRun, step: number): Inspection | undefined =>
  run.inspections.find((inspection) => inspection.step === step);

/** Why there is nothing of a run to show at a step. */
export function whyNone({ summary: { status, steps } }: ShownRun, step: number): string {
  const isOver = step > steps || status === "diverged" && step === steps;
  const how = status === "hopeless" ? "stopped as hopeless" : status;
  return isOver ? `${how} at step ${formatCount(steps)}` : "not looked into at this step";
}

/**
 * The layers by name, in order: a model with more hidden layers than another has some for itself; the output is last.
 */
export function layersOf(shown: readonly Shown[]): string[] {
  const lists = shown.map(({ run }) => run.inspections[0].layers.map(({ name }) => name));
  const longest = lists.reduce((a, b) => b.length > a.length ? b : a);
  return longest;
}

/**
 * What activates a hidden layer, e.g. "tanh"; of the output layer undefined. Looks of before do not say it of each
 * layer.
 */
export function activationOf(
  { kind, saturation }: Inspection["layers"][number],
  { config: { model } }: ShownRun,
): string | undefined {
  return kind ?? (saturation !== null && model.kind === "mlp" ? model.activation : undefined);
}
