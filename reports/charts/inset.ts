/**
 * The whole run, drawn small where the chart of the losses is empty: a chart that is made for how training ends leaves
 * out how it came there.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { shortNumber } from "../format.ts";
import { type CurveSeries, lossesAt, seriesOf, valLine } from "./curve_series.ts";
import type { CurveData } from "./curve_data.ts";
import { axesView, type CurveView, FIRST_VIEW, shownRange, shownVariants } from "./curve_view.ts";
import { type LossDomain, lossDomain } from "./domain.ts";
import { hasDied } from "./end_labels.ts";

/** The frame of the chart. */
export interface Frame {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Around the small chart, in pixels: its numbers stand left of it, its title above. */
const MARGIN = { left: 38, right: 16, top: 18, bottom: 6 };
/** A smaller one shows nothing. */
const MIN_WIDTH = 48;
/** How many places along the axis are looked at. */
const PLACES = 60;

/** Which share of the chart, from the left, has nothing in it; 0 where the view shows something else than the end. */
export function emptyShare(data: CurveData, shown: CurveView = FIRST_VIEW): number {
  const view = axesView(data, shown);
  if (view.fit !== "end" || view.range !== undefined || view.logX) return 0;
  const domain = lossDomain(data, view), [, to] = shownRange(data, view);
  if (data.references.some(({ loss }) => isIn(loss, domain))) return 0;
  const all = shownVariants(data, view).map((variant) => seriesOf(data, view, variant));
  const marks = all.flatMap(({ val, test, variant: { runs, pace } }) => [
    ...[...val, ...test].filter(({ mean }) => mean !== null && isIn(mean, domain)).map(({ x }) =>
      x
    ),
    ...runs.filter((run) => run.diverged && isIn(run.last ?? Infinity, domain))
      .map(({ steps }) => steps * pace),
  ]);
  const places = Array.from({ length: PLACES }, (_, k) => to * k / PLACES);
  const isTaken = (x: number) =>
    all.some((series) => lossesAt(series, x).some((loss) => loss <= domain.high));
  return Math.min(places.find(isTaken) ?? to, ...marks) / to;
}

const isIn = (loss: number, { low, high }: LossDomain) => loss >= low && loss <= high;

/** The small chart, and where it stands; null where there is no room for it. */
export function wholeRun(
  data: CurveData,
  view: CurveView,
  frame: Frame,
  document: Document,
): { part: Element; x: number; y: number } | null {
  const free = emptyShare(data, view) * (frame.right - frame.left);
  const width = Math.floor(free - 8), height = Math.round(0.6 * (frame.bottom - frame.top));
  if (width - MARGIN.left - MARGIN.right < MIN_WIDTH) return null;
  const main = lossDomain(data, view), [from, to] = shownRange(data, view);
  const all = shownVariants(data, view);
  const lines = all.map((variant) => seriesOf(data, view, variant))
    .filter((series) => !hasDied(series))
    .map((series) => ({ color: series.variant.color, points: lineOf(series) }))
    .filter(({ points }) => points.length > 0 && points.at(-1)!.mean! <= main.high);
  const drops = new Set(
    all.flatMap(({ runs, pace }) => runs.flatMap(({ drops }) => drops.map((step) => step * pace))),
  );
  const losses = lines.flatMap(({ points }) => points.map(({ mean }) => mean!));
  if (losses.length === 0) return null;
  const high = Math.max(main.high, ...losses), low = main.low;
  const part = Plot.plot({
    document,
    width,
    height,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    x: { domain: [from, to], axis: null },
    y: { domain: [low, high], type: main.log ? "log" : "linear", axis: null },
    marks: [
      backing(width, height),
      Plot.axisY({
        ticks: 4,
        tickSize: 0,
        label: null,
        fontSize: 10.5,
        tickFormat: (y: number) => `${shortNumber(y, 4)}`,
      }),
      Plot.rectY([main], {
        x1: from,
        x2: to,
        y1: "low",
        y2: "high",
        fill: "currentColor",
        fillOpacity: 0.12,
      }),
      Plot.ruleX(drops, { strokeOpacity: 0.55, strokeDasharray: "1 3" }),
      lines.map(({ color, points }) =>
        Plot.lineY(points, { x: "x", y: "mean", stroke: color, strokeWidth: 1.5, clip: true })
      ),
      Plot.frame({ strokeOpacity: 0.3 }),
      Plot.text([width < 260 ? "all steps" : "all steps; shaded: the large chart"], {
        frameAnchor: "top-left",
        dy: -13,
        textAnchor: "start",
        fontSize: 11,
        fill: "var(--quiet)",
      }),
    ],
  });
  return { part, x: frame.left + 4, y: frame.top + Math.round(0.24 * (frame.bottom - frame.top)) };
}

/** Hides the lines of the large chart behind the small one. */
const backing = (width: number, height: number): Plot.RenderFunction => (...[, , , , context]) => {
  const rect = context.document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const attributes = { x: 4, width: width - 4, height: height + 2, fill: "var(--page)" };
  for (const [name, value] of Object.entries(attributes)) rect.setAttribute(name, `${value}`);
  return rect as unknown as SVGElement;
};

/** Of its val losses, or of its minibatch losses where they make no line. */
function lineOf(series: CurveSeries) {
  const val = valLine(series);
  return (val.length > 0 ? val : series.train).filter(({ mean }) => mean !== null);
}
