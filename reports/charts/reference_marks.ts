/**
 * Losses to compare with, in the chart of the losses.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import type { Reference } from "./curve_data.ts";
import type { LossDomain } from "./domain.ts";
import type { MarkOptions } from "./loss_marks.ts";

/** Labels closer than so many pixels would cover each other. */
const LABEL_GAP = 14;

/** A line at each loss that is in view. */
export const referenceRules = (
  references: readonly Reference[],
  { domain }: MarkOptions,
): Plot.Markish =>
  Plot.ruleY(references.filter((one) => place(one, domain) === "inside").map(({ loss }) => loss), {
    stroke: "currentColor",
    strokeOpacity: 0.6,
  });

/**
 * What those losses are, readable over the curves: the highest at the right, where no curve ends at it, the others
 * near the left, right of where curves fall steeply. One too close above another one's is left out.
 *
 * @param ends the losses that curves end at
 */
export function referenceLabels(
  references: readonly Reference[],
  ends: readonly number[],
  { domain, width, height, isNarrow }: MarkOptions,
): Plot.Markish[] {
  const { low, high, log } = domain;
  const scale = log ? Math.log : (loss: number) => loss;
  const heightAt = (loss: number) =>
    height * (scale(loss) - scale(low)) / (scale(high) - scale(low));
  const heightOf = ({ loss }: Reference) => heightAt(loss);
  const sorted = references.toSorted((a, b) => b.loss - a.loss);
  const inside = sorted.filter((one) => place(one, domain) === "inside");
  const isFree = inside.length > 0 &&
    ends.every((end) => Math.abs(heightAt(end) - heightOf(inside[0]) - LABEL_GAP / 2) > LABEL_GAP);
  const highest = isFree ? inside[0] : undefined, others = isFree ? inside.slice(1) : inside;
  const left = others.filter((one, i) =>
    i === others.length - 1 || heightOf(one) - heightOf(others[i + 1]) >= LABEL_GAP
  );
  const label = (one: Reference, options: Plot.TextOptions) =>
    Plot.text([one.loss], {
      y: (loss) => loss,
      text: () => isNarrow ? one.short : one.label,
      fill: "currentColor",
      stroke: "var(--page)",
      strokeWidth: 4,
      strokeOpacity: 0.85, // what it covers shines through
      ...options,
    });
  return [
    ...highest ? [label(highest, { frameAnchor: "right", dx: -4, dy: -9 })] : [],
    ...left.map((one) => label(one, { frameAnchor: "left", dx: 0.12 * width, dy: -9 })),
  ];
}

/** More than these would not fit on one line. */
const MAX_ABOVE = 2;

/** The names of those above the chart, the lowest first; "" where none is. */
export function referencesAbove(
  references: readonly Reference[],
  domain: LossDomain,
  isNarrow: boolean,
): string {
  const above = references.filter((one) => place(one, domain) === "above")
    .toSorted((a, b) => a.loss - b.loss).slice(0, MAX_ABOVE);
  if (above.length === 0) return "";
  return `↑ ${
    above.map(({ name, label }) => isNarrow ? name : label).join(isNarrow ? ", " : "\u2003↑ ")
  }`;
}

const place = ({ loss }: Reference, { low, high }: LossDomain) =>
  loss > high ? "above" : loss < low ? "below" : "inside";
