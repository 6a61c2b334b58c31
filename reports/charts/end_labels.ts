/**
 * The variants' names where their curves end.
 *
 * @module
 */
import { formatCount, formatLoss, isolate } from "../format.ts";
import { labelNames } from "../short_names.ts";
import { type CurveSeries, endOf } from "./curve_series.ts";
import type { CurveView } from "./curve_view.ts";
import type { ChartScale, LossChart } from "./drawn_loss.ts";

/** More variants than these cannot all be labelled. */
const MAX_LABELS = 16, MAX_NARROW = 8;
const MAX_LENGTH = 22, MAX_NARROW_LENGTH = 11;
const LINE = 15;

/** What is labelled, and where the chart's loss axis ends. */
export interface Labelled {
  view: CurveView;
  range: readonly [number, number];
  top: number;
  isNarrow: boolean;
}

/** A label before it has found its place. */
interface Label {
  name: string;
  color: string;
  /** What is said behind the name. */
  more: string;
  loss: number;
}

/**
 * A label for each variant at its last val loss, which it tells where there is room; with an arrow where that is above
 * the chart, those too that do not stand out. Variants that diverged have theirs where they died.
 */
function labelsOf(
  series: readonly CurveSeries[],
  { view, range, top, isNarrow }: Labelled,
): Label[] {
  const names = namesOf(series, isNarrow);
  const labels = series.filter((one) => !hasDied(one)).flatMap((one): Label[] => {
    const end = endOf(one, view, range), { color, faded } = one.variant;
    const isAbove = end !== null && end.loss > top;
    if (end === null || faded && !isAbove) return [];
    const number = end.isVal && !isNarrow ? ` ${formatLoss(end.loss)}` : "";
    const more = (isAbove ? " ↑" : "") + number;
    return [{ name: names.get(one)!, color: faded ? "var(--quiet)" : color, more, loss: end.loss }];
  });
  return labels.length > most(isNarrow) ? [] : labels;
}

/** How much room the labels need on the right, about. */
export function labelRoom(series: readonly CurveSeries[], labelled: Labelled): number {
  const lengths = labelsOf(series, labelled).map(({ name, more }) => [...name + more].length);
  return 24 + 7 * Math.max(0, ...lengths);
}

/** What each is called in a label. */
function namesOf(series: readonly CurveSeries[], isNarrow: boolean): Map<CurveSeries, string> {
  const names = labelNames(
    series.map(({ variant }) => variant.name),
    isNarrow ? MAX_NARROW_LENGTH : MAX_LENGTH,
  );
  return new Map(series.map((one, i) => [one, names[i]]));
}

const most = (isNarrow: boolean): number => isNarrow ? MAX_NARROW : MAX_LABELS;

/** How labels are to be drawn. */
export interface LabelOptions extends Labelled {
  document: Document;
  x: ChartScale;
  y: ChartScale;
  frame: LossChart["frame"];
}

/** The texts right of the curves' ends. Where two would cover each other, they are moved up or down. */
export function endLabels(series: readonly CurveSeries[], options: LabelOptions): SVGTextElement[] {
  const { y, frame } = options;
  const labels = labelsOf(series, options)
    .map((label) => ({ ...label, place: clamp(y.apply(label.loss), frame) }))
    .sort((a, b) => a.place - b.place || b.loss - a.loss);
  return spreadOut(labels.map(({ place }) => place), frame).map((place, i) =>
    textAt(frame.right + 12, place, labels[i], options)
  );
}

/**
 * Names and steps beside the crosses of runs that diverged within the range, below each other where they would cover
 * each other.
 */
export function deathLabels(
  series: readonly CurveSeries[],
  options: LabelOptions,
): SVGTextElement[] {
  const { range: [from, to], x, y, top, frame, isNarrow } = options;
  const names = namesOf(series, isNarrow);
  const deaths = series.flatMap((one) => {
    const { variant: { color, runs, pace } } = one, name = names.get(one)!;
    return runs.filter(({ diverged }) => diverged).map((run) => {
      const more = `${runs.length > 1 ? `, seed ${run.seed},` : ""} ✕ step ${
        formatCount(run.steps)
      }`;
      const loss = run.last ?? top;
      return { name, color, more, loss, x: run.steps * pace, place: clamp(y.apply(loss), frame) };
    });
  }).filter(({ x }) => x >= from && x <= to).sort((a, b) => a.place - b.place);
  const shown = deaths.slice(0, most(isNarrow));
  const places = spreadOut(shown.map(({ place }) => place + LINE), frame);
  return shown.map((death, i) => {
    const at = x.apply(death.x), isLeft = at > (frame.left + frame.right) / 2;
    const text = textAt(at + (isLeft ? -10 : 10), places[i], death, options);
    if (isLeft) text.setAttribute("text-anchor", "end");
    return text;
  });
}

/** Whether all its runs diverged. */
export const hasDied = ({ variant: { runs } }: CurveSeries): boolean =>
  runs.every(({ diverged }) => diverged);

function textAt(
  x: number,
  y: number,
  { name, color, more }: Label,
  { document }: LabelOptions,
): SVGTextElement {
  const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
  const attributes = {
    x: `${round(x)}`,
    y: `${round(y)}`,
    dy: "0.35em",
    fill: color,
    "font-weight": "600",
    class: "end-label",
    stroke: "var(--page)",
    "stroke-width": "3",
    "paint-order": "stroke",
  };
  for (const [key, value] of Object.entries(attributes)) text.setAttribute(key, value);
  text.textContent = isolate(name) + more;
  return text;
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
