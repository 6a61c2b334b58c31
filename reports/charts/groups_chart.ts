/**
 * The configurations of a sweep by groups: a row a group, with its mean and how far that may be off.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
// @ts-types="npm:@types/d3-array@3.2.2"
import { quantileSorted, ticks } from "d3-array";
import { formatLoss, interval, isolate, shortened, shortNumber } from "../format.ts";
import type { Group } from "../sweep/groups.ts";
import { domainOf } from "./interval_domain.ts";
import { formatTick } from "./ticks.ts";

/** More dots than these would hide the intervals: they lie behind, and shine through each other. */
const MAX_OUTLINED = 200;
/** The width of a letter, about, in pixels. */
const LETTER = 6.8;

/** How the chart is drawn. */
export interface GroupsOptions {
  document: Document;
  /** In CSS pixels. */
  width: number;
  /** What a loss is: "val loss (nats per character)". */
  loss: string;
}

/**
 * Losses as dots, means as diamonds with their intervals, interquartile means as upright strokes; at the right end how
 * many are beyond it or have no loss.
 */
export function groupsChart(
  groups: readonly Group[],
  { document, width, loss }: GroupsOptions,
): Element {
  const narrow = width < 600, rowHeight = narrow ? 46 : 34, left = narrow ? 10 : 150;
  const domain = groupsDomain(groups);
  const row = (i: number) => i;
  const inside = (x: number) => Math.min(domain[1], Math.max(domain[0], x));
  const dots = groups.flatMap(({ losses }, i) => losses.map((loss) => ({ i, loss })))
    .filter(({ loss }) => loss <= domain[1]);
  const means = groups.map((group, i) => ({ ...group, i })).filter(({ losses }) =>
    losses.length > 0
  );
  const seen = means.filter((group) => group.mean <= domain[1]);
  const levels = ticks(domain[0], domain[1], narrow ? 4 : 7);
  const notes = groups.map((group, i) => ({ i, text: restOf(group, domain[1]) }));
  const longest = Math.max(0, ...notes.map(({ text }) => text.length));
  // On a narrow chart they stand above their rows, as the labels do.
  const right = narrow ? 16 : Math.max(24, 16 + LETTER * longest);
  const isMany = dots.length > MAX_OUTLINED;
  const points = Plot.dot(dots, {
    x: "loss",
    y: ({ i }) => row(i),
    r: isMany ? 2 : 3.5,
    fill: "currentColor",
    fillOpacity: isMany ? 0.2 : 1,
    ...isMany ? {} : { stroke: "var(--page)", strokeWidth: 1 },
  });
  return Plot.plot({
    document,
    width,
    height: 20 + rowHeight * groups.length + 44,
    marginLeft: left,
    marginRight: right,
    marginTop: 20,
    marginBottom: 44,
    x: { domain, axis: null },
    y: { domain: [groups.length - 0.4, -0.6], axis: null },
    marks: [
      Plot.gridX(levels, { strokeOpacity: 0.12 }),
      Plot.axisX(levels, {
        label: null,
        tickSize: 0,
        text: levels.map(formatTick),
      }),
      Plot.text([loss], {
        frameAnchor: "bottom-right",
        dy: 36,
        textAnchor: "end",
        className: "axis-label",
      }),
      isMany ? points : null,
      Plot.ruleY(means.filter(({ halfWidth }) => !Number.isNaN(halfWidth)), {
        y: ({ i }) => row(i),
        x1: (group) => inside(group.mean - group.halfWidth),
        x2: (group) => inside(group.mean + group.halfWidth),
        stroke: "currentColor",
        strokeWidth: 3,
        strokeOpacity: 0.75,
      }),
      Plot.ruleX(seen.filter((group) => group.interquartileMean <= domain[1]), {
        x: "interquartileMean",
        y1: ({ i }) => i - 0.3,
        y2: ({ i }) => i + 0.3,
        stroke: "currentColor",
        strokeWidth: 2,
      }),
      isMany ? null : points,
      Plot.dot(seen, {
        x: "mean",
        y: ({ i }) => row(i),
        symbol: "diamond",
        r: 6,
        fill: "currentColor",
        stroke: "var(--page)",
        title: (group) => `${isolate(group.label)}: ${groupInWords(group)}`,
      }),
      Plot.text(groups, {
        y: (_, i) => row(i),
        text: ({ label }) => isolate(shortened(label, narrow ? 40 : 19)),
        frameAnchor: "left",
        textAnchor: "start",
        dx: -left + 4,
        dy: narrow ? -17 : 0,
        fill: "currentColor",
        stroke: "var(--page)",
        strokeWidth: 4,
      }),
      Plot.text(notes, {
        y: "i",
        text: "text",
        frameAnchor: "right",
        textAnchor: narrow ? "end" : "start",
        dx: narrow ? right - 4 : 8,
        dy: narrow ? -17 : 0,
        className: "axis-label",
      }),
    ],
  });
}

/**
 * All losses; or where a few are far above the rest, nineteen in twenty of them. The means' intervals as far as they go
 * within twice that.
 */
function groupsDomain(groups: readonly Group[]): [number, number] {
  const losses = groups.flatMap(({ losses }) => losses).sort((a, b) => a - b);
  if (losses.length === 0) return [0, 1];
  const [low] = losses, most = quantileSorted(losses, 0.95)!;
  const high = losses.at(-1)! > low + 3 * (most - low) ? most : losses.at(-1)!;
  const ends = groups.flatMap(({ mean, halfWidth }) =>
    Number.isNaN(halfWidth) ? [] : [mean - halfWidth, mean + halfWidth]
  );
  return domainOf([low, high], ends);
}

/** Whether some losses are beyond the chart's right end. */
export const hasBeyond = (groups: readonly Group[]): boolean => {
  const [, top] = groupsDomain(groups);
  return groups.some(({ losses }) => losses.some((loss) => loss > top));
};

/** What is not seen in a row: "2 →, 3 not compared"; "mean 7.1 →" where that is not seen either. */
function restOf({ losses, mean, without }: Group, top: number): string {
  const beyond = losses.filter((loss) => loss > top).length;
  return [
    beyond > 0 && `${beyond} →`,
    mean > top && `mean ${shortNumber(mean, 3)} →`,
    without > 0 && `${without} not compared`,
  ].filter(Boolean).join(", ");
}

/** "mean 2.150 ± 0.040, interquartile mean 2.1421" */
export const groupInWords = ({ losses, mean, halfWidth, interquartileMean }: Group): string =>
  losses.length === 0
    ? "not compared"
    : `mean ${Number.isNaN(halfWidth) ? formatLoss(mean) : interval(mean, halfWidth)}, ` +
      `interquartile mean ${formatLoss(interquartileMean)}`;
