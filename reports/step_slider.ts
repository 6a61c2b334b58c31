/**
 * A slider that shows one of several steps at a time. Without a script, and on paper, the first and the last step are
 * shown.
 *
 * @module
 */
import { spread } from "./bin.ts";
import { MAX_ALL } from "./few.ts";
import { formatCount } from "./format.ts";
import { type Content, type Html, html, raw } from "./html.ts";

/** What the slider of a section chooses from. */
export interface Steps {
  /** Sets the ids of this slider apart. */
  id: string;
  /** In order. */
  steps: readonly number[];
  /** The place of the step that is shown at first. */
  start: number;
}

/**
 * Of more steps than these, so many evenly spread ones: fewer where there are many variants, so that the page stays
 * light.
 */
const MAX_STEPS = 9, MAX_STEPS_OF_MANY = 5;

/** Of all these steps those that there is room for, in order, each once. */
export function fewSteps(all: readonly number[], variants: number): number[] {
  const steps = [...new Set(all)].sort((a, b) => a - b);
  return spread(steps.length, variants > MAX_ALL ? MAX_STEPS_OF_MANY : MAX_STEPS).map((k) =>
    steps[k]
  );
}

/**
 * The slider; where there is nothing to choose, which step it is that is shown. It governs what is inside the same
 * element with `data-steps`.
 */
export function stepSlider({ id, steps, start }: Steps): Html {
  if (steps.length === 0) return html``;
  if (steps.length === 1) return html`<p class="only-step">${onlyStep(steps[0])}</p>`;
  return html`
    <p class="step-slider">
      <label for="${id}-slider">step</label>
      <input
        type="range"
        id="${id}-slider"
        list="${id}-steps"
        min="0"
        max="${steps.length - 1}"
        step="1"
        value="${start}"
      >
      <datalist id="${id}-steps">
        ${steps.map((step, k) => html`<option value="${k}" label="${formatCount(step)}"></option>`)}
      </datalist>
      <output for="${id}-slider">${formatCount(steps[start])}</output>
    </p>
  `;
}

const onlyStep = (step: number): string =>
  step === 0
    ? "Step 0, before the first update: there is nothing of later steps."
    : `Step ${formatCount(step)}: there is nothing of other steps.`;

/** What is shown of each step. */
export function stepParts({ steps }: Steps, content: (step: number) => Content): Html[] {
  return steps.map((step, k) => {
    const isEdge = k === 0 || k === steps.length - 1;
    const state = raw(isEdge ? 'class="edge"' : "hidden");
    return html`<div data-step="${k}" ${state}><p class="step-name">step ${formatCount(step)}</p>${
      content(step)
    }</div>`;
  });
}
