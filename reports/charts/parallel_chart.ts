/**
 * Parallel coordinates: an axis a key and one of the losses, a line a configuration.
 *
 * @module
 */
// @ts-types="npm:@types/d3-shape@3.2.0"
import { symbol } from "d3-shape";
import { axesOf, colorsBy, type SweepAxis } from "../sweep/axes.ts";
import type { SweepData } from "../sweep/sweep_data.ts";
import { lookOf } from "../palette.ts";
import { shortened } from "../format.ts";
import { px, shape } from "./shapes.ts";

/** How the chart is drawn. */
export interface ParallelOptions {
  document: Document;
  /** In CSS pixels; where it is narrow, the axes lie below each other. */
  width: number;
  /** The places of the configurations that are not in the background. Default: all */
  listed?: ReadonlySet<number>;
  /** Of each axis, what of it is picked, if not all. */
  picked?: readonly (readonly [from: number, to: number] | undefined)[];
  /** The variants that are chosen; their lines are thick. */
  chosen?: readonly number[];
  /** The place of the configuration that the reader points at. */
  hovered?: number;
}

/** A drawn chart, and where its axes are. */
export interface ParallelChart {
  svg: Element;
  layout: ParallelLayout;
  /** Of each configuration, its places on the axes, 0 to 1; null where nothing is known of it. */
  lines: (number[] | null)[];
}

/** Where the axes are, in the svg's units. */
export interface ParallelLayout {
  width: number;
  height: number;
  /** Whether the axes lie below each other, from left to right, or stand beside each other, from bottom to top. */
  lying: boolean;
  /** Where each axis crosses the others' direction. */
  across: number[];
  /** Where the axes begin, at 0, and end, at 1. */
  from: number;
  to: number;
}

const HEIGHT = 380, ROW = 76;
/** Below a lying axis, each fate has a row of its own. */
const FATE_ROW = 15;
/** Half as wide is what is picked of an axis. */
const RANGE = 7;

/** Where a chart of these axes has them. */
export function parallelLayout(all: readonly SweepAxis[], width: number): ParallelLayout {
  const lying = width < 600, axes = all.length;
  const below = FATE_ROW * all[axes - 1].fates.length;
  const height = lying ? ROW * axes + 8 + below : HEIGHT;
  // The last axis, of the losses, has its numbers at its right.
  const first = lying ? 40 : 30, last = lying ? height - 30 - below : width - 120;
  const across = Array.from(
    { length: axes },
    (_, i) => axes === 1 ? first : first + i * (last - first) / (axes - 1),
  );
  return {
    width,
    height,
    lying,
    across,
    from: lying ? 14 : height - 16,
    to: lying ? width - 14 : 52,
  };
}

/** Where an axis has this place. */
export const alongAxis = ({ from, to }: ParallelLayout, at: number): number =>
  from + at * (to - from);

/** Draws it: those in the background first, then from the last to the best. */
export function parallelChart(data: SweepData, options: ParallelOptions): ParallelChart {
  const { document, width, listed, picked = [], chosen = [], hovered } = options;
  const axes = axesOf(data), layout = parallelLayout(axes, width), colors = colorsBy(data);
  const lines = spreadLines(axes, data);
  const point = (axis: number, at: number): [number, number] => {
    const place = px(alongAxis(layout, at)), across = px(layout.across[axis]);
    return layout.lying ? [place, across] : [across, place];
  };
  const svg = shape(document, "svg", {
    viewBox: `0 0 ${width} ${layout.height}`,
    width,
    height: layout.height,
    fill: "currentColor",
    "font-size": 12,
    "aria-hidden": "true",
  });
  const isListed = (i: number) => listed === undefined || listed.has(i);
  const isChosen = (i: number) => chosen.includes(data.configs[i].variant ?? -1);
  const layer = (i: number) =>
    i === hovered ? 4 : isChosen(i) ? 3 : isListed(i) ? data.configs[i].loss === null ? 1 : 2 : 0;
  const order = [...lines.keys()].filter((i) => lines[i] !== null)
    .sort((a, b) => layer(a) - layer(b) || data.configs[b].place! - data.configs[a].place!);
  const isMany = order.length > 150;
  const styles = [
    { width: 1, opacity: 0.16 },
    { width: 1, opacity: 0.5 },
    isMany ? { width: 1, opacity: 0.6 } : { width: 1.75, opacity: 0.85 },
    { width: 3, opacity: 1 },
    { width: 3, opacity: 1 },
  ];
  const groups = styles.map(({ width, opacity }) =>
    shape(document, "g", {
      fill: "none",
      "stroke-width": width,
      "stroke-opacity": opacity,
      "stroke-linejoin": "round",
    })
  );
  svg.append(...groups);
  for (const i of order) {
    const at = layer(i), color = at === 0 ? "var(--faded)" : colors[i];
    groups[at].append(shape(document, "path", {
      d: `M${lines[i]!.map((place, axis) => point(axis, place).join(",")).join("L")}`,
      stroke: i === hovered ? "currentColor" : color,
      "stroke-dasharray": data.configs[i].loss === null ? "3 3" : undefined,
    }));
    if (!isChosen(i)) continue;
    const [x, y] = point(axes.length - 1, lines[i]!.at(-1)!);
    const { symbol: type, color: own } = lookOf(data.configs[i].variant!);
    svg.append(shape(document, "path", {
      d: symbol(type, 60)()!,
      transform: `translate(${x},${y})`,
      fill: "var(--page)",
      stroke: own,
      "stroke-width": 2,
    }));
  }
  axes.forEach((axis, i) => drawAxis(axis, i));
  picked.forEach((range, i) => range && drawRange(range, i));
  return { svg, layout, lines };

  function drawAxis({ name, note, ticks, fates }: SweepAxis, i: number): void {
    const [x1, y1] = point(i, 0), [x2, y2] = point(i, 1);
    svg.append(shape(document, "line", { x1, y1, x2, y2, stroke: "currentColor" }));
    const title = layout.lying
      ? { x: 2, y: y1 - 22, anchor: "start", room: width - 4 }
      : { x: i === 0 ? 2 : x1, y: 14, anchor: i === 0 ? "start" : "middle", room: spaceOf(i) };
    const words = (text: string, y: number, attributes: Record<string, string | number> = {}) =>
      svg.append(shape(document, "text", {
        x: title.x,
        y,
        "text-anchor": title.anchor,
        ...HALO,
        ...attributes,
      }, shortened(text, title.room / 6.8)));
    if (layout.lying) words(note === "" ? name : `${name} (${note})`, title.y, BOLD);
    else {
      words(name, title.y, BOLD);
      if (note !== "") words(note, title.y + 16, { class: "axis-label" });
    }
    let end = -Infinity;
    for (const { at, text } of ticks) {
      const [x] = point(i, at);
      if (layout.lying) {
        if (x - half(text) < end + 6) continue;
        end = x + half(text);
      }
      drawTick(i, at, text);
    }
    fates.forEach(({ at, text }, row) => drawTick(i, at, text, row + 1));
  }

  /** @param row of its text, below a lying axis */
  function drawTick(i: number, at: number, full: string, row = 0): void {
    const [x, y] = point(i, at), isLast = i === axes.length - 1;
    const room = layout.lying ? 14 : (isLast ? 112 : spaceOf(i) - 14) / 6.8;
    const text = shortened(full, room), down = layout.lying ? 5 + FATE_ROW * row : 0;
    svg.append(
      shape(document, "line", {
        x1: x,
        x2: layout.lying ? x : x + 5,
        y1: y,
        y2: y + down,
        stroke: "currentColor",
        "stroke-opacity": row > 0 && layout.lying ? 0.4 : undefined,
      }),
      shape(document, "text", {
        x: layout.lying ? Math.min(width - half(text), Math.max(half(text), x)) : x + 8,
        y: layout.lying ? y + down + 13 : y + 4,
        "text-anchor": layout.lying ? "middle" : "start",
        ...HALO,
      }, text),
    );
  }

  function drawRange([low, high]: readonly [number, number], i: number): void {
    const [x1, y1] = point(i, low), [x2, y2] = point(i, high);
    svg.append(shape(document, "rect", {
      x: Math.min(x1, x2) - (layout.lying ? 0 : RANGE),
      y: Math.min(y1, y2) - (layout.lying ? RANGE : 0),
      width: px(Math.abs(x2 - x1) + (layout.lying ? 0 : 2 * RANGE)),
      height: px(Math.abs(y2 - y1) + (layout.lying ? 2 * RANGE : 0)),
      rx: 3,
      "fill-opacity": 0.14,
      stroke: "currentColor",
    }));
  }

  /** What an upright axis has for its texts. */
  function spaceOf(i: number): number {
    const { across } = layout, step = (across[1] ?? width) - across[0];
    return i === 0 ? step / 2 + across[0] + 20 : step;
  }
}

const half = (text: string): number => 3.4 * text.length + 1;
const BOLD = { "font-weight": 600 };
const HALO = {
  stroke: "var(--page)",
  "stroke-width": 4,
  "paint-order": "stroke",
  "stroke-linejoin": "round",
};

/**
 * Lines that share a value are fanned out around it as far as this, the best lowest, so that they do not cover each
 * other.
 */
const FAN = 0.045;

/** Of each configuration its places on the axes as they are drawn. */
function spreadLines(axes: readonly SweepAxis[], { configs }: SweepData): (number[] | null)[] {
  const columns = axes.map(({ at }, a) => {
    if (a === axes.length - 1) return at;
    const drawn = [...at];
    const places = [...new Set(at)].sort((x, y) => x! - y!) as number[];
    const nearest = Math.min(...places.slice(1).map((x, i) => x - places[i]), 1);
    const fan = Math.min(FAN, 0.3 * nearest);
    for (const some of Map.groupBy(at.keys(), (i) => at[i]).values()) {
      const order = some.toSorted((i, k) => (configs[i].place ?? 0) - (configs[k].place ?? 0));
      order.forEach((i, rank) => {
        if (some.length > 1) drawn[i]! += fan * (2 * rank / (some.length - 1) - 1);
      });
    }
    return drawn;
  });
  return configs.map(({ place }, i) => place === null ? null : columns.map((column) => column[i]!));
}
