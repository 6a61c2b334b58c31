/**
 * The chart of a finder: the loss over the learning rate.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
// @ts-types="npm:@types/d3-array@3.2.2"
import { ticks } from "d3-array";
import { lossAxis } from "../charts/loss_axis.ts";
import { logTicks } from "../charts/ticks.ts";
import { formatLoss, formatShort, isolate } from "../format.ts";
import { lookOf } from "../palette.ts";
import type { Variant } from "../rows.ts";
import { inWords, shortRate } from "./answer.ts";
import type { FinderPoint, Found } from "./find_rate.ts";

/** How the chart is drawn. */
export interface FinderOptions {
  document: Document;
  /** In CSS pixels. */
  width: number;
  /** Of the losses: "nats per character". */
  unit: string;
}

interface Line {
  variant: Variant;
  found: Found;
}

/** Each variant's median loss as a line in the band of its middle half, its valley thick, the suggested rate a dot. */
export function finderChart(
  lines: readonly Line[],
  { document, width, unit }: FinderOptions,
): Element {
  const points = lines.flatMap(({ found }) => found.points);
  const domain = lossDomain(lines), levels = ticks(domain[0], domain[1], 6);
  const rates = points.map(({ rate }) => rate);
  const broken = lines.flatMap(({ variant, found: { brokeAt } }) =>
    brokeAt ? [{ variant, brokeAt }] : []
  );
  const [low, high] = extent([...rates, ...broken.map(({ brokeAt }) => brokeAt)]);
  const inside = (loss: number) => Math.min(domain[1], Math.max(domain[0], loss));
  const columns = logTicks({ low, high }).filter((tick) =>
    /^[125]e/.test(tick.toExponential()) && (width >= 600 || /^1e/.test(tick.toExponential()))
  );
  const valleys = lines.map(({ variant, found: { points, valley, suggestion } }) => ({
    variant,
    points: typeof suggestion === "number"
      ? points.filter(({ rate }) => rate >= valley![0] && rate <= valley![1])
      : [],
  }));
  const suggested = lines.flatMap((line) => {
    const { suggestion, points } = line.found;
    return typeof suggestion === "number"
      ? [{ ...line, rate: suggestion, loss: nearest(points, suggestion).loss }]
      : [];
  });
  return Plot.plot({
    document,
    width,
    height: width < 600 ? 300 : 360,
    marginLeft: 50,
    marginRight: 24,
    marginTop: 30,
    marginBottom: 44,
    x: { type: "log", domain: [low, high], axis: null },
    y: { domain, axis: null, clamp: true },
    marks: [
      lossAxis(levels),
      Plot.gridX(columns, { strokeOpacity: 0.12 }),
      Plot.axisX(columns, { label: null, tickSize: 5, text: columns.map(formatShort) }),
      Plot.ruleY([domain[0]], { strokeOpacity: 0.3 }),
      Plot.text([`minibatch loss (${unit})`], {
        frameAnchor: "top-left",
        dx: -48,
        dy: -20,
        textAnchor: "start",
        className: "axis-label",
      }),
      Plot.text(["learning rate (logarithmic)"], {
        frameAnchor: "bottom-right",
        dy: 36,
        textAnchor: "end",
        className: "axis-label",
      }),
      lines.map(({ variant, found }) =>
        Plot.areaY(found.points, {
          x: "rate",
          y1: ({ low }: FinderPoint) => inside(low),
          y2: ({ high }: FinderPoint) => inside(high),
          fill: lookOf(variant.index).color,
          fillOpacity: 0.13,
        })
      ),
      lines.map(({ variant, found }) =>
        Plot.lineY(found.points, {
          x: "rate",
          y: ({ loss }: FinderPoint) => inside(loss),
          stroke: lookOf(variant.index).color,
          strokeWidth: 1.5,
        })
      ),
      valleys.map(({ variant, points }) =>
        Plot.lineY(points, {
          x: "rate",
          y: "loss",
          stroke: lookOf(variant.index).color,
          strokeWidth: 4,
        })
      ),
      Plot.text(broken, {
        x: "brokeAt",
        y: domain[1],
        dy: 8,
        text: () => "×",
        fill: ({ variant }) => lookOf(variant.index).color,
        fontSize: 18,
        fontWeight: 700,
        title: ({ variant, brokeAt }) =>
          `${isolate(variant.name)}: broke down at a rate of ${shortRate(brokeAt)}`,
      }),
      suggested.map((line) =>
        Plot.dot([line], {
          x: "rate",
          y: "loss",
          r: 6,
          symbol: lookOf(line.variant.index).symbol,
          fill: lookOf(line.variant.index).color,
          stroke: "var(--page)",
          title: ({ variant, found, loss }: typeof line) =>
            `${isolate(variant.name)}: ${inWords(found)} (${formatLoss(loss)})`,
        })
      ),
      Plot.text(apart(suggested, Math.log(high / low) * LABEL / (width - 74)), {
        x: "rate",
        y: "loss",
        dy: 18,
        text: ({ rate }) => formatShort(rate),
        fill: "currentColor",
        fontWeight: 600,
        stroke: "var(--page)",
        strokeWidth: 4,
      }),
    ],
  });
}

/** A label's width, in pixels. */
const LABEL = 40;

/** The first of these whose rates' logarithms are so far apart: their labels do not touch. */
function apart<T extends { rate: number }>(all: readonly T[], distance: number): T[] {
  const taken: T[] = [];
  for (const one of all) {
    if (taken.every(({ rate }) => Math.abs(Math.log(one.rate / rate)) >= distance)) taken.push(one);
  }
  return taken;
}

/** All that lies below the highest of the lines' beginnings, with some air: what explodes leaves at the top. */
function lossDomain(lines: readonly Line[]): [number, number] {
  const beginnings = lines.map(({ found: { points: [first] } }) => first.high);
  const lowest = Math.min(...lines.flatMap(({ found }) => found.points.map(({ low }) => low)));
  const highest = Math.max(...beginnings);
  const air = 0.08 * (highest - lowest || 1);
  return [lowest - air, highest + air];
}

function extent(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < high ? [low, high] : [low / 1.5, low * 1.5];
}

const nearest = (points: readonly FinderPoint[], rate: number): FinderPoint =>
  points.reduce((best, point) =>
    Math.abs(Math.log(point.rate / rate)) < Math.abs(Math.log(best.rate / rate)) ? point : best
  );
