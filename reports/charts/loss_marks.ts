/**
 * What the chart of the losses draws for each run.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import type { StoredRun } from "../../runner/results.ts";
import { formatCount, formatLoss, isolate } from "../format.ts";
import { lookOf } from "../palette.ts";
import { bandRows, smoothRows, valRows, type Variant } from "../rows.ts";
import type { LossDomain } from "./domain.ts";

/** A run and whose it is. */
export interface Drawn {
  variant: Variant;
  run: StoredRun;
}

/** The raw training losses, one of `bands`: their range in each of `points` bins, or themselves where they are few. */
export function band({ variant, run }: Drawn, points: number, bands: number): Plot.Markish {
  const { color } = lookOf(variant.index), rows = bandRows(run, points);
  if (rows.length === run.losses.length) {
    const stroke = { stroke: color, strokeOpacity: 0.4, strokeWidth: 1 };
    return Plot.lineY(rows, { x: "step", y: "low", ...stroke, clip: true });
  }
  const fill = { fill: color, fillOpacity: 0.28 / Math.max(2, bands) };
  return Plot.areaY(rows, { x: "step", y1: "low", y2: "high", ...fill, clip: true });
}

/** The smoothed training losses at `points` steps: thinner where the variant has several runs. */
export function curve({ variant, run }: Drawn, points: number): Plot.Markish {
  const { color, dash } = lookOf(variant.index), rows = smoothRows(run, points);
  if (rows.length === 1) {
    return Plot.dot(rows, { x: "step", y: "loss", fill: color, r: 2, clip: true });
  }
  return Plot.lineY(rows, {
    x: "step",
    y: "loss",
    stroke: color,
    strokeWidth: variant.runs.length === 1 ? 2 : 1,
    strokeDasharray: dash,
    strokeLinecap: "butt",
    clip: true,
  });
}

/** The val losses, hollow so that one does not hide the other. */
export function valPoints(
  { variant, run }: Drawn,
  domain: LossDomain,
  { small, titles }: { small: boolean; titles: boolean },
): Plot.Markish {
  const { color, symbol } = lookOf(variant.index);
  const seed = variant.runs.length > 1 ? `, seed ${run.summary.seed}` : "";
  const name = isolate(variant.name) + seed;
  return Plot.dot(valRows(run).filter((row) => row.loss <= domain.high), {
    x: "step",
    y: "loss",
    symbol,
    r: small ? 2.5 : 4.5,
    stroke: color,
    strokeWidth: small ? 1 : 1.75,
    title: titles
      ? (row) => `${name}: val loss ${formatLoss(row.loss)} at step ${formatCount(row.step)}`
      : undefined,
  });
}

/** A cross where training diverged; nothing where it did not. */
export function divergence({ variant, run }: Drawn, domain: LossDomain): Plot.Markish {
  if (run.summary.status !== "diverged") return null;
  const step = run.summary.steps;
  const last = run.losses.findLast(Number.isFinite) ?? domain.high;
  const loss = Math.min(domain.high, Math.max(domain.low, last));
  return Plot.dot([{ step, loss }], {
    x: "step",
    y: "loss",
    symbol: "times",
    r: 6,
    stroke: lookOf(variant.index).color,
    strokeWidth: 2.5,
    title: () => `${isolate(variant.name)} diverged at step ${formatCount(step)}`,
  });
}

/** A line at ln V, which guessing would cost. */
export const guessingRule = (
  guessing: { size: number; loss: number },
  narrow: boolean,
): Plot.Markish => [
  Plot.ruleY([guessing], { y: "loss", stroke: "currentColor", strokeOpacity: 0.6, strokeWidth: 1 }),
  Plot.text([guessing], {
    y: "loss",
    text: () => `ln ${narrow ? "V" : guessing.size} = ${guessing.loss.toFixed(3)}: guessing`,
    frameAnchor: "right",
    textAnchor: "end",
    dy: -7,
    fill: "currentColor",
    stroke: "var(--page)",
    strokeWidth: 4,
  }),
];
