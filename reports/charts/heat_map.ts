/**
 * The heat map of two keys: a tile for each pair of values, or where these hardly ever come twice, a dot for each
 * configuration.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { formatLoss, isolate, shortened } from "../format.ts";
import { axesOf, colorsBy, fateOf, NOT_COMPARED, type SweepAxis } from "../sweep/axes.ts";
import { type SweepConfig, type SweepData, valueText } from "../sweep/sweep_data.ts";

/** How the chart is drawn. */
export interface HeatMapOptions {
  document: Document;
  /** In CSS pixels. */
  width: number;
  /** The best, and after it the variants that it is not told from. */
  equal?: readonly number[];
}

/** A configuration and its colour. */
interface Tile {
  config: SweepConfig;
  color: string;
  x: number;
  y: number;
}

/** Whether the configurations fill the pairs of two keys' values, at least by a third. */
export const isGrid = ({ keys: [a, b], configs }: SweepData): boolean =>
  3 * configs.length >= a.values.length * b.values.length;

/** The first key from left to right, the second from bottom to top. */
export function heatMap(data: SweepData, options: HeatMapOptions): Element {
  const colors = colorsBy(data), { equal = [] } = options;
  const grid = isGrid(data), [xAxis, yAxis] = axesOf(data);
  const tiles = data.configs.map((config, i): Tile => ({
    config,
    color: colors[i],
    x: grid ? config.at[0] : xAxis.at[i]!,
    y: grid ? config.at[1] : yAxis.at[i]!,
  }));
  const isEqual = ({ config: { variant } }: Tile) => variant !== null && equal.includes(variant);
  const isBest = ({ config: { variant } }: Tile) => variant !== null && variant === equal[0];
  const marked = {
    best: tiles.filter(isBest),
    equal: tiles.filter((one) => isEqual(one) && !isBest(one)),
  };
  return grid
    ? tilesChart(data, tiles, marked, options)
    : dotsChart(tiles, marked, [xAxis, yAxis], options);
}

type Marked = Record<"best" | "equal", Tile[]>;

function tilesChart(
  data: SweepData,
  tiles: Tile[],
  marked: Marked,
  options: HeatMapOptions,
): Element {
  const { document, width } = options, [xKey, yKey] = data.keys;
  const narrow = width < 600, left = narrow ? 74 : 120;
  const names = xKey.values.map((_, i) => valueText(xKey, i));
  const rows = yKey.values.map((_, i) => valueText(yKey, i));
  const cell = (width - left - 16) / names.length,
    tall = Math.max(22, Math.min(44, 480 / rows.length));
  const every = Math.ceil(Math.max(...names.map((name) => Math.min(10, name.length))) * 7.5 / cell);
  const everyRow = Math.ceil(15 / tall);
  const at = { x: "x", y: "y", inset: 1 };
  const outline = { ...at, fill: "none", stroke: "currentColor" };
  return Plot.plot({
    document,
    width,
    height: 30 + tall * rows.length + 48,
    marginLeft: left,
    marginRight: 16,
    marginTop: 30,
    marginBottom: 48,
    x: { type: "band", domain: names.map((_, i) => i), axis: null, padding: 0 },
    y: { type: "band", domain: rows.map((_, i) => i).reverse(), axis: null, padding: 0 },
    marks: [
      Plot.axisX(names.map((_, i) => i).filter((i) => i % every === 0), {
        text: (i: number) => shortened(names[i], 10),
        tickSize: 0,
        label: null,
      }),
      Plot.axisY(rows.map((_, i) => i).filter((i) => i % everyRow === 0), {
        text: (i: number) => shortened(rows[i], narrow ? 9 : 15),
        tickSize: 0,
        label: null,
      }),
      axisName(yKey.name, "top-left", { dx: 2 - left, dy: -16 }),
      axisName(xKey.name, "bottom-right", { dy: 40 }),
      Plot.cell(tiles.filter(({ config }) => config.loss !== null), {
        ...at,
        fill: "color",
        title: tileTitle,
      }),
      Plot.cell(tiles.filter(({ config }) => config.loss === null), {
        ...at,
        fill: "var(--shade)",
        stroke: "var(--faded)",
        strokeDasharray: "3 3",
        title: tileTitle,
      }),
      Plot.text(tiles, {
        x: "x",
        y: "y",
        text: ({ config }: Tile) => tileText(config, cell),
        fill: ({ config }: Tile) => config.loss === null ? "var(--text)" : "var(--page)",
        fontVariant: "tabular-nums",
      }),
      Plot.cell(marked.equal, { ...outline, strokeWidth: 2, strokeDasharray: "5 3" }),
      Plot.cell(marked.best, { ...outline, strokeWidth: 4 }),
    ],
  });
}

/** What a tile says, as far as it has room. */
function tileText(config: SweepConfig, room: number): string {
  const fate = fateOf(config);
  if (fate !== null) return room < 26 ? "" : room < 84 ? fate === NOT_COMPARED ? "✕" : "–" : fate;
  const { loss } = config;
  return room >= 56 ? formatLoss(loss) : room >= 34 ? loss!.toFixed(2) : "";
}

function dotsChart(
  tiles: Tile[],
  marked: Marked,
  [x, y]: SweepAxis[],
  options: HeatMapOptions,
): Element {
  const { document, width } = options, narrow = width < 600, left = narrow ? 56 : 90;
  const at = { x: "x", y: "y" };
  const r = tiles.length > 200 ? 4 : 7;
  return Plot.plot({
    document,
    width,
    height: narrow ? 340 : 440,
    marginLeft: left,
    marginRight: 20,
    marginTop: 30,
    marginBottom: 48,
    x: { type: "linear", domain: [0, 1], axis: null },
    y: { type: "linear", domain: [0, 1], axis: null },
    marks: [
      Plot.frame({ stroke: "var(--line)" }),
      Plot.axisX(x.ticks.map(({ at }) => at), {
        text: x.ticks.map(({ text }) => shortened(text, 8)),
        label: null,
      }),
      Plot.axisY(y.ticks.map(({ at }) => at), {
        text: y.ticks.map(({ text }) => shortened(text, narrow ? 7 : 11)),
        label: null,
      }),
      axisName(titleOf(y), "top-left", { dx: 2 - left, dy: -16 }),
      axisName(titleOf(x), "bottom-right", { dy: 40 }),
      Plot.dot(tiles.filter(({ config }) => config.loss === null), {
        ...at,
        r,
        symbol: "times",
        stroke: "var(--faded)",
        strokeWidth: 2,
        title: tileTitle,
      }),
      Plot.dot(tiles.filter(({ config }) => config.loss !== null), {
        ...at,
        r,
        fill: "color",
        title: tileTitle,
      }),
      Plot.dot(marked.equal, { ...at, r: r + 3, stroke: "currentColor", strokeDasharray: "3 2" }),
      Plot.dot(marked.best, { ...at, r: r + 4, stroke: "currentColor", strokeWidth: 2.5 }),
    ],
  });
}

const titleOf = ({ name, note }: SweepAxis): string => note === "" ? name : `${name} (${note})`;

const axisName = (
  name: string,
  frameAnchor: Plot.FrameAnchor,
  offset: { dx?: number; dy?: number },
) =>
  Plot.text([shortened(name, 40)], {
    frameAnchor,
    textAnchor: frameAnchor.endsWith("left") ? "start" : "end",
    className: "axis-label",
    ...offset,
  });

const tileTitle = ({ config }: Tile): string =>
  `${isolate(config.name)}: ${config.loss === null ? config.state : formatLoss(config.loss)}`;
