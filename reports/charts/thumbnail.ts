/**
 * An experiment at a glance: a chart for the gallery, without a legend. The names stand in the answer beside it,
 * underlined in the same colors.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
// @ts-types="npm:@types/d3-array@3.2.2"
import { extent, quantileSorted, ticks } from "d3-array";
import type { Split, StoredRun } from "../../runner/results.ts";
import { binEdges, binMeans } from "../bin.ts";
import type { Found } from "../finder/find_rate.ts";
import { formatCount, formatLoss, isolate, shortNumber } from "../format.ts";
import { isHopeless } from "../hopeless.ts";
import { lookOf } from "../palette.ts";
import { ranking } from "../ranking.ts";
import { finalLoss, valRows, type Variant } from "../rows.ts";
import { decidingSplit } from "../scores.ts";
import { mean } from "../statistics.ts";
import { lossAxis } from "./loss_axis.ts";

/** What is drawn, and what it shows in words. */
export interface Thumbnail {
  /** "Val loss by step" */
  title: string;
  draw(document: Document): Element;
}

/** A point of a line: of a variant, or of a run. */
interface Point {
  /** Which line it is on. */
  line: number;
  variant: number;
  x: number;
  loss: number;
}

/** In CSS pixels. */
const WIDTH = 320, HEIGHT = 190;
/** More lines are not told apart. */
const MAX_LINES = 8;
/** Into how many points a training's losses go. */
const BINS = 60;
/** The first losses, which are far above the others, make no axis. */
const BEGINNING = 0.05;

/**
 * The chart that says most in little room: of a finder the loss by learning rate; of few variants their val losses by
 * step, or the batches' where there are no three val losses; of more, or of runs that stop after a step, the seeds'
 * final losses, the variants side by side. Nothing without a loss.
 */
export function thumbnail(
  variants: readonly Variant<StoredRun>[],
  found?: readonly Found[],
): Thumbnail | undefined {
  const split = decidingSplit(variants);
  if (found) {
    const points = found.flatMap(({ points }, variant) =>
      points.map(({ rate, loss }): Point => ({ line: variant, variant, x: rate, loss }))
    );
    return lineChart("Batch loss by learning rate", points, "log");
  }
  const isFew = variants.length <= MAX_LINES;
  const val = isFew ? valLines(variants, split) : [];
  if (val.length > 0) return lineChart("Val loss by step", val, "linear");
  const losses = variants.length === 1 ? batchLines(variants) : [];
  if (losses.length > 0) return lineChart("Batch loss by step", losses, "linear");
  return dotChart(variants, split);
}

/** The mean val loss of each variant's runs; none where there are not three to each, or runs went wrong. */
function valLines(variants: readonly Variant<StoredRun>[], split: Split): Point[] {
  const lines = variants.map(({ runs, index }) => {
    const rows = runs.filter((run) => !isHopeless(run, split)).map(valRows);
    const steps = (rows[0] ?? []).map(({ step }) => step)
      .filter((step) => rows.every((some) => some.some((row) => row.step === step)));
    return steps.map((x): Point => {
      const loss = mean(rows.map((some) => some.find(({ step }) => step === x)!.loss));
      return { line: index, variant: index, x, loss };
    });
  });
  return lines.some(({ length }) => length > 0 && length < 4) ? [] : lines.flat();
}

/** The batches' losses of each run, in bins. */
function batchLines(variants: readonly Variant<StoredRun>[]): Point[] {
  return variants.flatMap(({ runs, index }) =>
    runs.filter(({ losses }) => losses.length >= BINS).flatMap(({ losses }, line) => {
      const edges = binEdges(losses.length, BINS);
      return binMeans(losses, edges).flatMap((loss, k): Point[] =>
        Number.isFinite(loss)
          ? [{ line, variant: index, x: (edges[k] + edges[k + 1]) / 2, loss: loss! }]
          : []
      );
    })
  );
}

function lineChart(
  title: string,
  points: readonly Point[],
  type: "linear" | "log",
): Thumbnail | undefined {
  if (points.length < 2) return undefined;
  const [first, last] = extent(points, ({ x }) => x) as [number, number];
  const from = type === "log" ? first : first + BEGINNING * (last - first);
  const sorted = points.filter(({ x }) => x >= from).map(({ loss }) => loss).sort((a, b) => a - b);
  // Where a few points, like a finder's last, are far above the others.
  const domain = withAir(sorted[0], quantileSorted(sorted, type === "log" ? 0.9 : 1)!);
  return {
    title,
    draw: (document) =>
      frame(document, domain, {
        x: { type, domain: [first, last], axis: null },
        marks: [
          Plot.axisX([first, last], {
            label: null,
            tickSize: 3,
            text: (x: number) => type === "log" ? String(shortNumber(x, 2)) : formatCount(x),
          }),
          Plot.line(points, {
            x: "x",
            y: "loss",
            z: "line",
            stroke: ({ variant }: Point) => lookOf(variant).color,
            strokeWidth: 1.75,
            clip: true,
          }),
        ],
      }),
  };
}

/** The final losses: a ring a seed, a dot for the mean, the lowest in a color of its own. */
function dotChart(
  variants: readonly Variant<StoredRun>[],
  split: Split,
): Thumbnail | undefined {
  const rows = variants.map(({ name, index, runs }) => ({
    name,
    index,
    losses: runs.filter((run) => !isHopeless(run, split)).flatMap((run) =>
      finalLoss(run, split) ?? []
    ),
  })).filter(({ losses }) => losses.length > 0);
  if (rows.length < 2) return undefined;
  const best = ranking(variants).ranked[0]?.index;
  const means = rows.map((row) => ({ ...row, mean: mean(row.losses) }));
  const sorted = rows.flatMap(({ losses }) => losses).sort((a, b) => a - b);
  const domain = withAir(sorted[0], sorted.at(-1)!);
  const color = (index: number) => index === best ? "var(--key-lowest)" : "var(--key)";
  return {
    title: `Final ${split} loss of each`,
    draw: (document) =>
      frame(document, domain, {
        x: { type: "linear", domain: [-0.5, rows.length - 0.5], axis: null },
        marks: [
          Plot.dot(means.flatMap((row, i) => row.losses.map((loss) => ({ ...row, i, loss }))), {
            x: "i",
            y: "loss",
            r: 2,
            stroke: ({ index }) => color(index),
          }),
          Plot.dot(means.map((row, i) => ({ ...row, i })), {
            x: "i",
            y: "mean",
            r: rows.length > 40 ? 2.5 : 4,
            fill: ({ index }) => color(index),
            stroke: "var(--page)",
            title: ({ name, mean }) => `${isolate(name)}: ${formatLoss(mean)}`,
          }),
        ],
      }),
  };
}

function withAir(low: number, high: number): [number, number] {
  const air = 0.08 * (high - low) || 0.1;
  return [low - air, high + air];
}

/** The axis of the losses, and a grid. */
function frame(
  document: Document,
  domain: [number, number],
  { x, marks }: Pick<Plot.PlotOptions, "x" | "marks">,
): Element {
  const levels = ticks(...domain, 4);
  return Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 44,
    marginRight: 18,
    marginTop: 8,
    marginBottom: 24,
    x,
    y: { domain, axis: null },
    marks: [
      lossAxis(levels),
      Plot.ruleY([domain[0]], { strokeOpacity: 0.3 }),
      ...marks!,
    ],
  });
}
