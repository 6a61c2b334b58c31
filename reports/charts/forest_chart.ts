/**
 * The forest plot: each variant's difference from the baseline, a row a variant.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
// @ts-types="npm:@types/d3-array@3.2.2"
import { ticks } from "d3-array";
import { formatLoss, interval, isolate, shortened } from "../format.ts";
import { lookOf } from "../palette.ts";
import { type ForestData, type ForestRow, isSure } from "./forest_data.ts";
import { domainOf } from "./interval_domain.ts";
import { formatTick } from "./ticks.ts";

/** How the chart is drawn. */
export interface ForestOptions {
  document: Document;
  /** In CSS pixels. */
  width: number;
  /** Of the losses: "nats per character". */
  unit: string;
}

const ZERO = { stroke: "currentColor", strokeOpacity: 0.7 } as const;

/** The grid does not run through it. */
const TEXT = {
  fontSize: 12.5,
  fill: "currentColor",
  stroke: "var(--page)",
  strokeWidth: 4,
} as const;

/** Seeds as dots, means as diamonds, filled where the interval leaves out 0; the baseline is the line at 0. */
export function forestChart(data: ForestData, { document, width, unit }: ForestOptions): Element {
  const { rows, split } = data;
  const isNarrow = width < 600, rowHeight = isNarrow ? 42 : 30;
  const differences = rows.flatMap(({ gap }) => gap?.differences ?? []);
  const ends = rows.filter(isSure).flatMap(({ gap }) => [
    gap!.difference - gap!.halfWidth,
    gap!.difference + gap!.halfWidth,
  ]);
  const domain = domainOf([0, ...differences], ends);
  const place = new Map(rows.map((row, i) => [row, i]));
  const y = (row: ForestRow) => place.get(row)!;
  const color = ({ variant }: ForestRow) => lookOf(variant.index).color;
  const others = rows.filter(({ gap }) => gap !== undefined), sure = others.filter(isSure);
  const seeds = others.flatMap((row) =>
    row.gap!.differences.map((difference) => ({ row, difference }))
  );
  const inside = (x: number) => Math.min(domain[1], Math.max(domain[0], x));
  const levels = ticks(domain[0], domain[1], isNarrow ? 4 : 7);
  const names = isNarrow ? 24 : 26;
  // On narrow pages the texts stand above their row.
  const dy = isNarrow ? -14 : 0, margin = isNarrow ? 8 : 190;
  return Plot.plot({
    document,
    width,
    height: 70 + rowHeight * rows.length,
    marginLeft: margin,
    marginRight: isNarrow ? 8 : 150,
    marginTop: 26,
    marginBottom: 44,
    x: { domain, axis: null },
    y: { domain: [rows.length - 0.5, -0.5], axis: null },
    marks: [
      Plot.gridX(levels, { strokeOpacity: 0.12 }),
      Plot.axisX(levels, {
        label: null,
        tickSize: 0,
        text: levels.map((x) => signed(formatTick(x))),
      }),
      // Where names stand above their rows, the line leaves them out.
      isNarrow
        ? Plot.ruleX(rows, {
          x: 0,
          y1: (row) => y(row) - 0.12,
          y2: (row) => y(row) + 0.45,
          ...ZERO,
        })
        : Plot.ruleX([0], ZERO),
      Plot.text(["← lower"], {
        frameAnchor: "top-left",
        dy: -14,
        textAnchor: "start",
        className: "axis-label",
      }),
      Plot.text(["higher →"], {
        frameAnchor: "top-right",
        dy: -14,
        textAnchor: "end",
        className: "axis-label",
      }),
      Plot.text([`difference in ${split} loss (${unit})`], {
        frameAnchor: "bottom-right",
        dy: 36,
        textAnchor: "end",
        className: "axis-label",
      }),
      Plot.ruleY(sure, {
        y,
        x1: ({ gap }) => inside(gap!.difference - gap!.halfWidth),
        x2: ({ gap }) => inside(gap!.difference + gap!.halfWidth),
        stroke: color,
        strokeWidth: 2.5,
        strokeOpacity: 0.55,
      }),
      Plot.dot(others, {
        x: ({ gap }) => gap!.difference,
        y,
        symbol: "diamond",
        r: 6,
        fill: (row) => row.gap!.verdict === "unknown" ? "var(--page)" : color(row),
        stroke: color,
        strokeWidth: 2,
        title: (row) => `${isolate(row.variant.name)}: ${inWords(row)}`,
      }),
      Plot.dot(seeds, {
        x: "difference",
        y: ({ row }) => y(row),
        r: 2.5,
        fill: "var(--page)",
        stroke: ({ row }) => color(row),
      }),
      Plot.text(rows, {
        y,
        dy,
        dx: -margin + 4,
        frameAnchor: "left",
        textAnchor: "start",
        text: ({ variant }) => isolate(shortened(variant.name, names)),
        title: ({ variant }) => isolate(variant.name),
        ...TEXT,
      }),
      Plot.text(rows, {
        y,
        dy,
        dx: isNarrow ? 0 : 146,
        frameAnchor: "right",
        textAnchor: "end",
        text: distance,
        ...TEXT,
        fontVariant: "tabular-nums",
      }),
    ],
  });
}

/** "−0.120 ± 0.050"; without an interval "−0.1203". */
function distance(row: ForestRow): string {
  if (row.gap === undefined) return "baseline";
  const { difference, halfWidth } = row.gap;
  if (isSure(row)) return signed(interval(difference, halfWidth));
  return signed(`${difference < 0 ? "−" : ""}${formatLoss(Math.abs(difference))}`);
}

/** With a sign, unless it is 0. */
const signed = (text: string): string =>
  /^[−-]/.test(text) ? text.replace("-", "−") : /^[0.]+( |$)/.test(text) ? text : `+${text}`;

/** "−0.120 ± 0.050, lower", "+0.01 ± 0.05, cannot be told from it" */
export function inWords(row: ForestRow): string {
  const { gap } = row;
  if (gap === undefined) return "the baseline";
  const verdict = gap.verdict !== "unknown"
    ? `, ${gap.verdict}`
    : isSure(row)
    ? ", cannot be told from it"
    : "";
  return `${distance(row)}${verdict}`;
}
