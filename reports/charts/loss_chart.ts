/**
 * The chart of the losses: what training did, what the val split says to it, and below it, on the same axis, the
 * learning rate.
 *
 * @module
 */
import type { ChartScale, LossChart } from "./drawn_loss.ts";
import * as Plot from "@observablehq/plot";
// @ts-types="npm:@types/d3-array@3.2.2"
import { ticks } from "d3-array";
import { formatCount } from "../format.ts";
import type { CurveData } from "./curve_data.ts";
import { seriesOf } from "./curve_series.ts";
import { type CurveView, FIRST_VIEW, shownRange, shownVariants } from "./curve_view.ts";
import { lossDomain } from "./domain.ts";
import { deathLabels, endLabels, labelRoom } from "./end_labels.ts";
import { wholeRun } from "./inset.ts";
import { lossAxis } from "./loss_axis.ts";
import { lossMarks } from "./loss_marks.ts";
import { dropRules, rateMarks, rateScale } from "./rate_marks.ts";
import { referencesAbove } from "./reference_marks.ts";
import { formatTick, logTicks, xPlace, xTicks } from "./ticks.ts";
import { xAxis } from "./x_axis.ts";

/** How the chart is drawn; nothing need be said in a page. */
export interface LossChartOptions {
  /** Makes the elements. Default: the page's; without a page, use `svgFile`. */
  document?: Document;
  /** What is shown. Default: all, as a page shows it first. */
  view?: CurveView;
  /** In CSS pixels. Default: 960 */
  width?: number;
  /** Default: 500, or 380 where the chart is narrower than 600. */
  height?: number;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * Val losses as points on a line, if asked for the smoothed minibatch losses behind them, and the learning rate below.
 *
 * @example The second half of a run on a logarithmic axis with its minibatch losses, smoothed as much as can be
 * ```ts
 * import { curveData, FIRST_VIEW, lossChart, runExperiment, svgFile } from "@handgrad/handgrad";
 *
 * const { experiment } = await runExperiment({
 *   title: "One run",
 *   question: "How does the loss fall?",
 *   dataset: { source: "first-names" },
 *   training: { steps: 200 },
 * }, { results: null });
 *
 * const data = curveData(experiment!.runs);
 * const view = { ...FIRST_VIEW, minibatch: true, smoothing: 5, logLoss: true, range: [100, 200] as [number, number] };
 * const svg = svgFile((document) => lossChart(data, { document, view, width: 640 }).svg, data.colors);
 * ```
 */
export function lossChart(data: CurveData, options: LossChartOptions = {}): LossChart {
  const { document = globalThis.document, view = FIRST_VIEW, width = 960 } = options;
  const isNarrow = width < 600;
  const { height = isNarrow ? 380 : 500 } = options;
  const variants = shownVariants(data, view), domain = lossDomain(data, view);
  const series = variants.map((variant) => seriesOf(data, view, variant));
  const range = shownRange(data, view), labelled = { view, range, top: domain.high, isNarrow };
  const isFlat = data.rates.every(isConstant);
  /** Around the learning rate; where that never changes, it is only told. */
  const margin = { top: isFlat ? 8 : 34, bottom: 40 };
  const frame = {
    left: 46,
    right: width - labelRoom(series, labelled),
    top: 26,
    bottom: height - (isFlat ? margin.top + margin.bottom : isNarrow ? 100 : 132),
    end: height - margin.bottom,
  };
  const rates = rateScale(data, view, height - frame.bottom - margin.top - margin.bottom);
  const log = view.logX;
  const axis = xAxis(data, view.x), step = Math.min(...axis.paces);
  const place = xPlace(log, { step, last: axis.last });
  const isCount = axis.kind !== "time";
  const levels = domain.log ? logTicks(domain) : ticks(domain.low, domain.high, isNarrow ? 5 : 7);
  const marks = xTicks(range, { log, count: isNarrow ? 2 : 8, step, isCount });
  const common = {
    document,
    width,
    marginLeft: frame.left,
    marginRight: width - frame.right,
    x: {
      type: log ? "log" as const : "linear" as const,
      domain: range.map(place),
      axis: null,
    },
  };
  const xMarks = Plot.axisX(marks.map(place), {
    text: marks.map(isCount ? formatCount : formatTick),
    label: null,
    tickSize: 5,
  });

  const losses = Plot.plot({
    ...common,
    height: frame.bottom,
    marginTop: frame.top,
    marginBottom: 0,
    y: {
      domain: [domain.low, domain.high],
      type: domain.log ? "log" : "linear",
      label: null,
      axis: null,
    },
    marks: [
      lossAxis(levels),
      dropRules(data, variants),
      lossMarks(data, series, {
        view,
        domain,
        range,
        place,
        isNarrow,
        width: frame.right - frame.left,
        height: frame.bottom - frame.top,
      }),
    ],
  });
  const below = Plot.plot({
    ...common,
    height: height - frame.bottom,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    y: { ...rates, label: null, axis: null },
    marks: [
      isFlat ? null : [
        Plot.axisY(rates.ticks, { text: rates.ticks.map(String), label: null, tickSize: 0 }),
        Plot.gridY(rates.ticks, { strokeOpacity: 0.12 }),
        dropRules(data, variants),
        rateMarks(data, variants, place),
      ],
      xMarks,
    ],
  });

  const svg = document.createElementNS(SVG, "svg");
  setAll(svg, {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    fill: "currentColor",
    "font-size": 12,
    "aria-hidden": "true",
  });
  for (const [part, y] of [[losses, 0], [below, frame.bottom]] as const) {
    for (const style of part.querySelectorAll("style")) style.remove();
    setAll(part, { x: 0, y, overflow: "visible" }); // the lowest number stands half below its part
    part.removeAttribute("class");
    svg.append(part);
  }
  const inset = wholeRun(data, view, frame, document);
  if (inset !== null) {
    for (const style of inset.part.querySelectorAll("style")) style.remove();
    inset.part.removeAttribute("class");
    setAll(inset.part, { x: inset.x, y: inset.y });
    svg.append(inset.part);
  }
  const scale = (name: "x" | "y"): ChartScale => {
    const { domain, apply, invert } = losses.scale(name)!;
    return {
      domain: domain as [number, number],
      apply: (v) => apply(v),
      invert: (p) => invert!(p),
    };
  };
  const x = scale("x"), y = scale("y");
  const caption = (text: string, x: number, y: number, anchor: string) => {
    const label = document.createElementNS(SVG, "text");
    setAll(label, { x, y, "text-anchor": anchor, class: "axis-label" });
    label.textContent = text;
    svg.append(label);
  };
  caption(`loss (nats per ${data.unit})`, 2, 12, "start");
  const above = referencesAbove(data.references, domain, isNarrow);
  if (above !== "") caption(above, isNarrow ? width - 2 : frame.right, 12, "end");
  if (isFlat) caption(flatRate(data), 2, height - 4, "start");
  else caption("learning rate", 2, frame.bottom + 22, "start");
  caption(log ? `${axis.label}, logarithmic` : axis.label, frame.right, height - 4, "end");
  const placed = { ...x, apply: (value: number) => x.apply(place(value)) };
  const labels = { ...labelled, document, x: placed, y, frame };
  svg.append(...deathLabels(series, labels), ...endLabels(series, labels));
  return { svg, x: placed, y, frame };
}

const isConstant = ({ points }: CurveData["rates"][number]): boolean =>
  points.every(([, rate]) => rate === points[0][1]);

/** "learning rate 0.1, constant" */
function flatRate({ rates }: CurveData): string {
  const values = new Set(rates.flatMap(({ points }) => points.map(([, rate]) => rate)));
  if (values.size === 0) return "";
  return values.size === 1
    ? `learning rate ${[...values][0]}, constant`
    : "learning rates constant";
}

function setAll(element: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, `${value}`);
}
