/**
 * Successive halving: the loss of each configuration at each rung, and who went on.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
// @ts-types="npm:@types/d3-array@3.2.2"
import { quantileSorted, ticks } from "d3-array";
import { formatCount, formatLoss, isolate, shortNumber } from "../format.ts";
import { colorsBy } from "../sweep/axes.ts";
import type { SweepConfig, SweepData } from "../sweep/sweep_data.ts";

/** How the chart is drawn. */
export interface RungsOptions {
  document: Document;
  /** In CSS pixels. */
  width: number;
  /** The steps of a whole training. */
  steps: number;
}

/** A configuration at a rung. */
interface RungPoint {
  config: SweepConfig;
  /** Its place among all. */
  i: number;
  step: number;
  loss: number | null;
  color: string;
}

/** A line a configuration, through its rungs to where it was ended, or to its final loss; beyond the top, an arrow with how many there are. */
export function rungsChart(data: SweepData, { document, width, steps }: RungsOptions): Element {
  const { rungs, configs, split, unit } = data, colors = colorsBy(data);
  const stops = [...rungs, steps], narrow = width < 600;
  const points = configs.flatMap((config, i) => pointsOf(config, i, rungs, steps, colors[i]));
  const losses = points.flatMap(({ loss }) => loss ?? []).sort((a, b) => a - b);
  const high = losses.at(-1)!, most = quantileSorted(losses, 0.95)!;
  const top = high > losses[0] + 3 * (most - losses[0]) ? most : high;
  const air = 0.06 * (top - losses[0]) || 0.1;
  const domain: [number, number] = [losses[0] - air, top + air];
  const isSeen = ({ loss }: RungPoint) => loss !== null && loss <= domain[1];
  const seen = points.filter(isSeen);
  const ends = seen.filter(({ config, step }) => config.ended?.step === step);
  const beyond = stops.map((step) => (
    { step, count: points.filter((point) => point.step === step && !isSeen(point)).length }
  )).filter(({ count }) => count > 0);
  const levels = ticks(domain[0], domain[1], narrow ? 5 : 7);
  const counts = stops.map((step) => (
    { step, count: points.filter((point) => point.step === step).length }
  ));
  const survivors = seen.filter(({ config }) => config.ended === undefined);
  const others = seen.filter(({ config }) => config.ended !== undefined);
  const line = (some: RungPoint[], options: Plot.LineOptions) =>
    Plot.line(some, { x: "step", y: "loss", z: "i", ...options });
  return Plot.plot({
    document,
    width,
    height: narrow ? 340 : 400,
    marginLeft: 48,
    marginRight: 28,
    marginTop: 66,
    marginBottom: 46,
    x: { type: "log", domain: [stops[0] / 1.15, steps * 1.08], axis: null },
    y: { domain, axis: null },
    marks: [
      Plot.gridY(levels, { strokeOpacity: 0.12 }),
      Plot.axisY(levels, {
        label: null,
        tickSize: 0,
        text: levels.map((y) => String(shortNumber(y, 6))),
      }),
      Plot.ruleX(stops, { strokeOpacity: 0.25 }),
      Plot.axisX(stops, { text: stops.map(formatCount), label: null, tickSize: 5 }),
      Plot.text([`${split} loss (nats per ${unit})`], {
        frameAnchor: "top-left",
        dx: -46,
        dy: -56,
        textAnchor: "start",
        className: "axis-label",
      }),
      Plot.text(["step (logarithmic)"], {
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
        title: ({ config, loss }) =>
          `${isolate(config.name)}: ${config.state}: ${formatLoss(loss)}`,
      }),
      line(survivors, { stroke: "color", strokeWidth: 2 }),
      Plot.dot(survivors, {
        x: "step",
        y: "loss",
        r: 3,
        fill: "color",
        title: ({ config, loss }) => `${isolate(config.name)}: ${formatLoss(loss)}`,
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

function pointsOf(
  config: SweepConfig,
  i: number,
  rungs: readonly number[],
  steps: number,
  color: string,
): RungPoint[] {
  const point = (step: number, loss: number | null): RungPoint => ({
    config,
    i,
    step,
    loss,
    color,
  });
  const decided = config.rungs.map((loss, k) => point(rungs[k], loss));
  const isLost = config.ended !== undefined || config.place === null;
  return isLost ? decided : [...decided, point(steps, config.loss)];
}
