/**
 * Which looks inside the page shows: of each variant's first seed, at the steps that they were taken at.
 *
 * @module
 */
import type { Inspection } from "../../runner/results.ts";
import { formatCount } from "../format.ts";
import type { Variant } from "../rows.ts";
import { fewSteps } from "../steps.ts";
import type { ShownRun } from "../shown.ts";

/** A variant and the run of it that is shown. */
export interface Shown {
  variant: Variant;
  run: ShownRun;
}

/** More variants than these would make the page heavy and the figures tiresome. */
const MAX_VARIANTS = 12;
/** The variants that were looked into, the first ones of many. */
export function shownRuns(variants: readonly Variant[]): Shown[] {
  return variants.map((variant) => ({ variant, run: variant.runs[0] }))
    .filter(({ run }) => run.inspections.length > 0)
    .slice(0, MAX_VARIANTS);
}

/** The steps at which any of them was looked into, in order; of many, those that there is room for. */
export const shownSteps = (shown: readonly Shown[]): number[] =>
  fewSteps(shown.flatMap(({ run }) => run.inspections.map(({ step }) => step)), shown.length);

/** The look into a run at a step. */
export const lookAt = (run: ShownRun, step: number): Inspection | undefined =>
  run.inspections.find((inspection) => inspection.step === step);

/** Why there is nothing of a run to show at a step. */
export function whyNone({ summary: { status, steps } }: ShownRun, step: number): string {
  const isOver = step > steps || status === "diverged" && step === steps;
  const how = status === "hopeless" ? "stopped as hopeless" : status;
  return isOver ? `${how} at step ${formatCount(steps)}` : "not looked into at this step";
}

/** The layers by name, in order: a model with more hidden layers than another has some for itself; the output is last. */
export function layersOf(shown: readonly Shown[]): string[] {
  const names = shown.flatMap(({ run }) => run.inspections[0].layers.map(({ name }) => name));
  const hidden = [...new Set(names)].filter((name) => name !== "output");
  return [...hidden.sort((a, b) => numberOf(a) - numberOf(b)), "output"];
}

const numberOf = (layer: string) => Number(layer.split(" ")[1]);
