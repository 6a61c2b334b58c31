/**
 * Who went on and who was ended: the loss of each configuration at each place where that was decided, a rung of halving
 * or a round of pruning.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
// @ts-types="npm:@types/d3-array@3.2.2"
import { quantileSorted, ticks } from "d3-array";
import { formatCount, formatLoss, isolate } from "../format.ts";
import { lossAxis } from "./loss_axis.ts";

/** What is drawn. */
export interface RungsData {
  /** Where it was decided, and last the end: in steps or seeds. */
  stops: number[];
  /** A configuration each. */
  lines: RungsLine[];
  /** "val loss (nats per character)" */
  loss: string;
  /** What the stops are of: "step (logarithmic)". */
  axis: string;
  isLogarithmic: boolean;
}

/** A configuration. */
export interface RungsLine {
  name: string;
  color: string;
  /** At the stops, as far as it came. */
  losses: (number | null)[];
  /** Why it went no further, if it did not. */
  ended?: string;
}

/** How the chart is drawn. */
export interface RungsOptions {
  document: Document;
  /** In CSS pixels. */
  width: number;
}

/** A configuration at a stop. */
interface RungPoint {
  line: RungsLine;
  /** Its place among all. */
  i: number;
  step: number;
  loss: number | null;
  isLast: boolean;
}

/**
 * A line a configuration, through its stops to where it was ended, or to its final loss; beyond the top, an arrow with
 * how many there are.
 */
export function rungsChart(data: RungsData, { document, width }: RungsOptions): Element {
  const { stops, lines, isLogarithmic } = data, narrow = width < 600;
  const points = lines.flatMap((line, i) =>
    line.losses.map((loss, k): RungPoint => (
      { line, i, step: stops[k], loss, isLast: k === line.losses.length - 1 }
    ))
  );
  const losses = points.flatMap(({ loss }) => loss ?? []).sort((a, b) => a - b);
  const high = losses.at(-1)!, most = quantileSorted(losses, 0.95)!;
  const top = high > losses[0] + 3 * (most - losses[0]) ? most : high;
  const air = 0.06 * (top - losses[0]) || 0.1;
  const domain: [number, number] = [losses[0] - air, top + air];
  const isSeen = ({ loss }: RungPoint) => loss !== null && loss <= domain[1];
  const seen = points.filter(isSeen);
  const ends = seen.filter(({ line, isLast }) => line.ended !== undefined && isLast);
  const beyond = stops.map((step) => (
    { step, count: points.filter((point) => point.step === step && !isSeen(point)).length }
  )).filter(({ count }) => count > 0);
  const levels = ticks(domain[0], domain[1], narrow ? 5 : 7);
  const counts = stops.map((step) => (
    { step, count: points.filter((point) => point.step === step).length }
  ));
  const survivors = seen.filter(({ line }) => line.ended === undefined);
  const others = seen.filter(({ line }) => line.ended !== undefined);
  const line = (some: RungPoint[], options: Plot.LineOptions) =>
    Plot.line(some, { x: "step", y: "loss", z: "i", ...options });
  const color = ({ line }: RungPoint) => line.color;
  const [first, last] = [stops[0], stops[stops.length - 1]], side = 0.04 * (last - first) || 0.5;
  return Plot.plot({
    document,
    width,
    height: narrow ? 340 : 400,
    marginLeft: 48,
    marginRight: 28,
    marginTop: 66,
    marginBottom: 46,
    x: isLogarithmic
      ? { type: "log", domain: [first / 1.15, last * 1.08], axis: null }
      : { type: "linear", domain: [first - side, last + side], axis: null },
    y: { domain, axis: null },
    marks: [
      lossAxis(levels),
      Plot.ruleX(stops, { strokeOpacity: 0.25 }),
      Plot.axisX(stops, { text: stops.map(formatCount), label: null, tickSize: 5 }),
      Plot.text([data.loss], {
        frameAnchor: "top-left",
        dx: -46,
        dy: -56,
        textAnchor: "start",
        className: "axis-label",
      }),
      Plot.text([data.axis], {
        frameAnchor: "bottom-right",
        dy: 38,
        textAnchor: "end",
        className: "axis-label",
      }),
      line(others, { stroke: "var(--faded)", strokeOpacity: 0.6, strokeWidth: 1 }),
      Plot.dot(ends, {
        x: "step",
        y: "loss",
        r: 2.5,
        symbol: "times",
        stroke: "var(--quiet)",
        title: ({ line, loss }) => `${isolate(line.name)}: ${line.ended}: ${formatLoss(loss)}`,
      }),
      line(survivors, { stroke: color, strokeWidth: 2 }),
      Plot.dot(survivors, {
        x: "step",
        y: "loss",
        r: 3,
        fill: color,
        title: ({ line, loss }) => `${isolate(line.name)}: ${formatLoss(loss)}`,
      }),
      Plot.text(counts, {
        x: "step",
        frameAnchor: "top",
        dy: -34,
        text: ({ count }) => formatCount(count),
        fontWeight: 600,
      }),
      Plot.dot(beyond, {
        x: "step",
        y: domain[1],
        dy: -8,
        symbol: "triangle",
        r: 4,
        fill: "var(--quiet)",
      }),
      Plot.text(beyond, {
        x: "step",
        y: domain[1],
        dy: -8,
        dx: 8,
        textAnchor: "start",
        text: ({ count }) => formatCount(count),
        className: "axis-label",
      }),
    ],
  });
}
