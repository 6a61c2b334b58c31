/**
 * The chart of one number that the variants differ in against their final losses.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
// @ts-types="npm:@types/d3-array@3.2.2"
import { ticks } from "d3-array";
import { formatLoss, interval, isolate, shortNumber } from "../format.ts";
import {
  canBeShown,
  hopelessLoss,
  type KeyData,
  keyLossAxis,
  type KeyPoint,
  shortenedAxis,
} from "./key_data.ts";
import { keyName } from "./key_name.ts";
import { lossAxis } from "./loss_axis.ts";
import { lookOf } from "../palette.ts";
import { logTicks } from "./ticks.ts";

/** How the chart is drawn. */
export interface KeyChartOptions {
  document: Document;
  /** In CSS pixels. */
  width: number;
}

/** Texts of so many pixels to a character do not touch. */
const CHARACTER = 7.5;

/**
 * Runs as dots, their means, the intervals of the means' differences from the lowest, that one marked; hopeless
 * variants as arrows at the top.
 */
export function keyChart(data: KeyData, { document, width }: KeyChartOptions): Element {
  const { points, lowest, path, split } = data;
  const { axis, breaks } = shortenedAxis(points.map(({ value }) => value));
  const losses = keyLossAxis(data);
  const { domain } = losses;
  const margin = { left: domain[1] < 1000 ? 46 : 60, right: 24 },
    room = width - margin.left - margin.right;
  const levels = losses.log
    ? thinned(logTicks({ low: domain[0], high: domain[1] }))
    : ticks(domain[0], domain[1], 6);
  const x = ({ value }: KeyPoint) => axis.place(value);
  const pixel = (point: KeyPoint) => room * share(x(point), axis);
  const whole = points.filter(({ mean }) => mean !== null);
  const sure = whole.filter(({ gap }) => gap !== undefined);
  const best = whole.filter((point) => point === lowest);
  const runs = points.flatMap((point) => point.losses.map((loss) => ({ point, loss })));
  const isFit = runs.length > 0;
  const lost = points.filter(({ hopeless }) => hopeless.length > 0);
  const inside = isFit
    ? []
    : lost.flatMap((point) => point.hopeless.filter(canBeShown).map((loss) => ({ point, loss })));
  const arrows = lost.filter(({ hopeless }) => isFit || !hopeless.every(canBeShown));
  const small = points.length > 40 || width < 600;
  const color = ({ variant }: KeyPoint) => lookOf(variant.index).color;
  const values = free(
    [...best, points[0], points.at(-1)!, ...points],
    pixel,
    ({ value }) => CHARACTER * formatKey(value).length + 6,
  );
  const toldWidth = (point: KeyPoint) => CHARACTER * offScale(point).length + 6;
  const told = free(arrows, pixel, toldWidth);
  // What has no room beside them stands above them.
  const above = free(arrows.filter((point) => !told.includes(point)), pixel, toldWidth);
  const label = ({ value, mean }: KeyPoint) => `${formatKey(value)}: ${formatLoss(mean)}`;
  const anchored = (anchor: "start" | "middle" | "end") =>
    best.slice(0, 1).filter((point) => {
      const half = CHARACTER * label(point).length / 2, place = pixel(point);
      return anchor === (place < half ? "start" : place > room - half ? "end" : "middle");
    });
  return Plot.plot({
    document,
    width,
    height: width < 600 ? 280 : 340,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: 52,
    marginBottom: 44,
    x: { type: axis.log ? "log" : "linear", domain: axis.domain, axis: null },
    y: { type: losses.log ? "log" : "linear", domain, axis: null },
    marks: [
      lossAxis(levels),
      Plot.axisX(values.map(x), {
        text: values.map(({ value }) => formatKey(value)),
        label: null,
        tickSize: 5,
      }),
      Plot.text([`${split} loss (nats per character)`], {
        frameAnchor: "top-left",
        dx: 2 - margin.left,
        dy: -44,
        textAnchor: "start",
        className: "axis-label",
      }),
      Plot.text([`${keyName(path)}${axis.log ? " (logarithmic)" : ""}`], {
        frameAnchor: "bottom-right",
        dy: 36,
        textAnchor: "end",
        className: "axis-label",
      }),
      Plot.ruleY([domain[0]], { strokeOpacity: 0.3 }),
      Plot.text(breaks, {
        x: (place) => place,
        y: domain[0],
        text: () => "//",
        fontSize: 14,
        fill: "currentColor",
        stroke: "var(--page)",
        strokeWidth: 6,
      }),
      Plot.ruleY(sure.length > 0 ? best : [], {
        y: "mean",
        stroke: "currentColor",
        strokeDasharray: "2 4",
      }),
      // One line for each stretch without a gap.
      stretches(points).map((stretch) =>
        Plot.lineY(stretch, { x, y: "mean", stroke: "currentColor", strokeOpacity: 0.35 })
      ),
      Plot.ruleX(sure, {
        x,
        y1: ({ mean, gap }) => Math.max(domain[0], mean! - gap!.halfWidth),
        y2: ({ mean, gap }) => Math.min(domain[1], mean! + gap!.halfWidth),
        stroke: color,
        strokeWidth: small ? 1.5 : 2.5,
        strokeOpacity: 0.55,
      }),
      Plot.dot([...runs, ...inside], {
        x: ({ point }) => x(point),
        y: "loss",
        r: small ? 2 : 3,
        fill: "var(--page)",
        stroke: ({ point }) => color(point),
        title: ({ point, loss }) => `${isolate(point.variant.name)}: ${formatLoss(loss)}`,
      }),
      // A function would be taken for a channel of the radius's own scale.
      ([[false, small ? 3 : 4.5], [true, small ? 4.5 : 6]] as const).map(([isBest, r]) =>
        Plot.dot(whole.filter((point) => best.includes(point) === isBest), {
          x,
          y: "mean",
          r,
          fill: color,
          stroke: isBest ? "currentColor" : "var(--page)",
          strokeWidth: isBest ? 2.5 : 1.5,
          title: (point) => `${isolate(point.variant.name)}: ${inWords(point)}`,
        })
      ),
      (["start", "middle", "end"] as const).map((anchor) =>
        Plot.text(anchored(anchor), {
          x,
          y: ({ mean }) => Math.max(0.91 * domain[0] + 0.09 * domain[1], mean!),
          dy: 12,
          text: label,
          textAnchor: anchor,
          fill: "currentColor",
          fontWeight: 600,
          stroke: "var(--page)",
          strokeWidth: 4,
        })
      ),
      Plot.dot(arrows, {
        x,
        y: domain[1],
        symbol: "triangle",
        r: 5,
        dy: -2,
        fill: color,
        title: (point) => `${isolate(point.variant.name)}: ${inWords(point)}`,
      }),
      Plot.text(told, { x, y: domain[1], dy: -16, text: offScale, fill: "currentColor" }),
      Plot.text(above, { x, y: domain[1], dy: -31, text: offScale, fill: "currentColor" }),
    ],
  });
}

/** What a variant ended with: "2.3290, mean of 3 seeds, 0.032 ± 0.043 above the lowest", "10,382", "diverged". */
export function inWords(point: KeyPoint): string {
  const { mean, gap, losses, hopeless } = point;
  if (hopeless.length > 0) {
    const of = losses.length > 0
      ? `, ${hopeless.length} of ${losses.length + hopeless.length} seeds`
      : "";
    return `${offScale(point)}${of}`;
  }
  if (mean === null) return "no final loss";
  if (losses.length === 1) return formatLoss(mean);
  const above = gap === undefined
    ? ""
    : `, ${interval(gap.difference, gap.halfWidth)} above the lowest`;
  return `${formatLoss(mean)}, mean of ${losses.length} seeds${above}`;
}

/** "21.1", "10,382", "diverged", "no final loss" */
export function offScale(point: KeyPoint): string {
  const loss = hopelessLoss(point);
  const { runs } = point.variant;
  if (loss === null) {
    const isDiverged = runs.some(({ summary: { status } }) => status === "diverged");
    return isDiverged ? "diverged" : "no final loss";
  }
  return loss < 100 ? loss.toPrecision(3) : formatLoss(loss);
}

/** A value of the key without digits that nobody needs. */
const formatKey = (value: number): string =>
  String(shortNumber(value, 6)).replaceAll("-", "−").replace("e+", "e");

/** Runs of neighbours that all have a mean. */
function stretches(points: readonly KeyPoint[]): KeyPoint[][] {
  const all: KeyPoint[][] = [[]];
  for (const point of points) {
    if (point.mean === null) all.push([]);
    else all.at(-1)!.push(point);
  }
  return all.filter(({ length }) => length > 1);
}

/** Of many ticks of a logarithmic axis those that begin with 1, 2 or 5, which lie far enough apart. */
const thinned = (all: readonly number[]): number[] =>
  all.filter((tick) => all.length <= 8 || /^[125]e/.test(tick.toExponential()));

/** Of the points, in this order, those whose texts do not touch one that was taken before. */
function free(
  points: readonly KeyPoint[],
  pixel: (point: KeyPoint) => number,
  width: (point: KeyPoint) => number,
): KeyPoint[] {
  const taken: KeyPoint[] = [];
  for (const point of points) {
    const isFree = taken.every((other) =>
      Math.abs(pixel(other) - pixel(point)) >= (width(other) + width(point)) / 2
    );
    if (isFree) taken.push(point);
  }
  return taken;
}

function share(
  x: number,
  { log, domain: [low, high] }: { log: boolean; domain: [number, number] },
) {
  const scale = log ? Math.log : (x: number) => x;
  return (scale(x) - scale(low)) / (scale(high) - scale(low));
}
