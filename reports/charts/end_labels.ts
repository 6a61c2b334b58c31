/**
 * The variants' names at the ends of their curves.
 *
 * @module
 */
import { isolate } from "../format.ts";
import type { CurveData } from "./curve_data.ts";
import { binsOf, type CurveView, shownRange, type ShownVariant, trainAt } from "./curve_view.ts";
import type { ChartScale, LossChart } from "./loss.ts";
import { overSeeds } from "./seeds.ts";

/** More variants than these cannot all be labelled. */
const MAX_LABELS = 16;
const MAX_LENGTH = 22;
const LINE = 15;

/** How much room the labels need on the right, about. */
export const labelRoom = (variants: readonly ShownVariant[]): number =>
  variants.length > MAX_LABELS
    ? 0
    : 22 + 7 * Math.max(0, ...variants.map(({ name }) => [...shortened(name)].length));

/** A text for each variant, beside the end of its curve (with an arrow, where that is above the chart), moved up or down where two would cover each other. */
export function endLabels(
  data: CurveData,
  shown: readonly ShownVariant[],
  { document, view, y, frame }: {
    document: Document;
    view: CurveView;
    y: ChartScale;
    frame: LossChart["frame"];
  },
): SVGTextElement[] {
  const variants = shown.filter(({ faded }) => !faded);
  if (variants.length > MAX_LABELS) return [];
  const [, to] = shownRange(data, view);
  const ends = variants.flatMap(({ name, color, runs }) => {
    const { mean } = overSeeds(runs.map((run) => trainAt(run, view, lastShown(run, to))));
    if (mean === null) return [];
    const place = y.apply(mean);
    return [{ name, color, place: clamp(place, frame), isAbove: place < frame.top }];
  }).sort((a, b) => a.place - b.place);

  return spreadOut(ends.map(({ place }) => place), frame).map((place, i) => {
    const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
    text.setAttribute("x", `${frame.right + 12}`);
    text.setAttribute("y", `${round(place)}`);
    text.setAttribute("dy", "0.35em");
    text.setAttribute("fill", ends[i].color);
    text.setAttribute("font-weight", "600");
    text.setAttribute("class", "end-label");
    text.textContent = isolate(shortened(ends[i].name)) + (ends[i].isAbove ? " ↑" : "");
    return text;
  });
}

/** The last step of a run whose bin's middle is in view. */
function lastShown(run: CurveData["runs"][number], to: number): number {
  const { middles } = binsOf(run);
  return middles.findLast((step) => step <= Math.min(to, run.steps)) ?? 0;
}

/** Places from top to bottom, a line apart at least, within the frame, close to where they were. */
export function spreadOut(places: readonly number[], { top, bottom }: Edges): number[] {
  const moved = [...places];
  for (let i = 1; i < moved.length; i++) moved[i] = Math.max(moved[i], moved[i - 1] + LINE);
  let limit = bottom;
  for (let i = moved.length - 1; i >= 0 && moved[i] > limit; i--, limit -= LINE) moved[i] = limit;
  return moved.map((place) => Math.max(place, top));
}

type Edges = Pick<LossChart["frame"], "top" | "bottom">;

const clamp = (place: number, { top, bottom }: Edges): number =>
  Math.min(bottom, Math.max(top, place));

const round = (x: number): number => Math.round(10 * x) / 10;

function shortened(name: string): string {
  const symbols = [...name];
  return symbols.length <= MAX_LENGTH ? name : `${symbols.slice(0, MAX_LENGTH - 1).join("")}…`;
}
