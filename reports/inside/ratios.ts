/**
 * How large gradients and updates are beside what they change, over time.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { xTicks } from "../charts/ticks.ts";
import { formatCount, formatPower, isolate } from "../format.ts";
import { type Content, type Html, html } from "../html.ts";
import { lookOf } from "../palette.ts";
import { ofVariant, variantAttributes } from "../selection.ts";
import { forScale, type Shown } from "./looks.ts";
import { drawing } from "./drawing.ts";
import { panel, panels, picture } from "./panel.ts";
import { arrow, dot, polyline, symbolOn } from "./path.ts";
import { roleOf } from "./role.ts";
import type { ShownRun } from "../shown_run.ts";
import { MAX_UPDATES } from "../shown.ts";

/** What is divided by the standard deviation of the parameter. */
export type Size = "gradient" | "update";

/**
 * A line over less than this share of the steps, as of a run that diverged early, ends in a dot, or nobody would see
 * it.
 */
const SHORT = 0.05;

interface Point {
  step: number;
  /** log₁₀ of the ratio. */
  ratio: number;
}

/**
 * The ratios of a parameter over time, neighbouring ones averaged (as logarithms); those that are not finite are left
 * out.
 */
export function ratios(run: ShownRun, parameter: string, size: Size): Point[] {
  const points = run.updates.filter((row) => row.parameter === parameter)
    .map((row) => ({ step: row.step, ratio: Math.log10(row[size] / row.data) }))
    .filter(({ ratio }) => Number.isFinite(ratio));
  const count = Math.min(points.length, MAX_UPDATES);
  return Array.from({ length: count }, (_, k) => {
    const from = Math.floor(k * points.length / count);
    const to = Math.floor((k + 1) * points.length / count);
    const part = points.slice(from, to);
    const mean = (of: (point: Point) => number) =>
      part.reduce((sum, point) => sum + of(point) / part.length, 0);
    return { step: mean(({ step }) => step), ratio: mean(({ ratio }) => ratio) };
  });
}

/** The names of the parameters: matrices first, biases and batch norm's apart. */
export function parametersOf(shown: readonly Shown[]): { matrices: string[]; vectors: string[] } {
  const names = [...new Set(shown.flatMap(({ run }) => run.updates.map((row) => row.parameter)))];
  const looks = shown.flatMap(({ run }) => run.inspections[0]?.parameters ?? []);
  const isMatrix = (name: string) => {
    const known = looks.find((one) => one.name === name);
    return roleOf(known ?? { name }) !== "vector";
  };
  return { matrices: names.filter(isMatrix), vectors: names.filter((name) => !isMatrix(name)) };
}

/** A panel a parameter, a line a variant; the axes are the same in all panels of one call. */
export function ratioPanels(
  shown: readonly Shown[],
  parameters: readonly string[],
  size: Size,
): Html {
  const lines = parameters.map((parameter) => ({
    parameter,
    lines: shown.map((one) => ({ one, points: ratios(one.run, parameter, size) }))
      .filter(({ points }) => points.length > 0),
  })).filter(({ lines }) => lines.length > 0);
  const scaled = forScale(shown);
  const found = lines.flatMap(({ lines }) => lines);
  const some = found.filter(({ one }) => scaled.includes(one));
  const all = (some.length > 0 ? some : found).flatMap(({ points }) => points);
  if (all.length === 0) return html`<p class="note">No ratio is finite.</p>`;
  const rated = all.map(({ ratio }) => ratio);
  const y: [number, number] = [
    Math.max(-12, Math.floor(Math.min(...rated, size === "update" ? -3 : 0))),
    Math.min(6, Math.ceil(Math.max(...rated, size === "update" ? -3 : -12))),
  ];
  const steps = Math.max(1, ...shown.map(({ run }) => run.summary.steps));
  return panels(lines.map(({ parameter, lines }) =>
    panel(
      html`<code>${parameter}</code>`,
      picture({
        drawing: draw(lines, { steps, y, size }, `${size}-${parameter}`),
        words: `log₁₀ of ${size}:data of ${parameter}. ` +
          lines.filter(({ one }) => !one.folded).map(({ one, points }) =>
            `${isolate(one.variant.name)}: from ${points[0].ratio.toFixed(1)} to ${
              points.at(-1)!.ratio.toFixed(1)
            }.`
          ).join(" "),
        note: noteOnCut(lines, y),
      }),
    )
  ));
}

interface Line {
  one: Shown;
  points: Point[];
}

/** The points of a line that are farthest beyond the frame, above and below it; none where it stays within. */
function cutPoints({ points }: Line, [low, high]: [number, number]) {
  const highest = points.reduce((a, b) => b.ratio > a.ratio ? b : a);
  const lowest = points.reduce((a, b) => b.ratio < a.ratio ? b : a);
  return [
    ...highest.ratio > high ? [{ ...highest, isUp: true }] : [],
    ...lowest.ratio < low ? [{ ...lowest, isUp: false }] : [],
  ];
}

/** Says what is cut at the frame, and how far it goes. */
function noteOnCut(lines: readonly Line[], y: [number, number]): Content {
  const notes = lines.flatMap((line) => {
    const far = cutPoints(line, y).map(({ ratio, isUp }) =>
      `${isUp ? "up" : "down"} to ${formatPower(10 ** ratio)}`
    );
    const { variant, folded } = line.one;
    return far.length === 0 ? [] : [html`
      <span ${ofVariant(variant, !folded)}><strong><bdi>${variant.name}</bdi></strong> goes ${far
        .join(" and ")}, cut at the frame.</span>
    `];
  });
  return notes.length > 0 && notes;
}

function draw(
  lines: readonly Line[],
  { steps, y, size }: { steps: number; y: [number, number]; size: Size },
  id: string,
): Html {
  const ticks = Array.from({ length: y[1] - y[0] + 1 }, (_, k) => y[0] + k);
  return drawing({
    marginTop: 20,
    marginRight: 16,
    marginBottom: 32,
    marginLeft: 30,
    x: {
      domain: [0, steps],
      ticks: xTicks([0, steps], { log: false, count: 4, step: 1, isCount: true }),
      tickFormat: shortCount,
      label: "step",
      labelArrow: "none",
    },
    y: {
      domain: y,
      ticks: ticks.filter((_, k) => k % Math.ceil(ticks.length / 7) === 0),
      tickFormat: (ratio: number) => String(ratio).replace("-", "−"),
      label: `log₁₀ ${size}:data`,
      labelArrow: "none",
      grid: true,
    },
    marks: [
      size === "update" ? Plot.ruleY([-3], { stroke: "currentColor", strokeWidth: 2.5 }) : null,
      ...lines.map(({ one, points }) => {
        const { color } = lookOf(one.variant.index);
        return polyline(points, ({ step }) => step, ({ ratio }) => clamp(ratio, y), {
          stroke: color,
          "stroke-width": "1.5",
          "stroke-linejoin": "round",
          ...variantAttributes(one.variant, !one.folded),
        });
      }),
      ...lines.length < 2 ? [] : lines.map(({ one, points }) =>
        symbolOn(
          points,
          ({ step }) => step,
          ({ ratio }) => clamp(ratio, y),
          one.variant.index,
          variantAttributes(one.variant, !one.folded),
        )
      ),
      ...lines.filter(({ points }) => points.at(-1)!.step - points[0].step < SHORT * steps)
        .map(({ one, points }) => ({ one, last: points.at(-1)! }))
        .filter(({ last }) => clamp(last.ratio, y) === last.ratio)
        .map(({ one, last }) =>
          dot(last.step, last.ratio, {
            fill: lookOf(one.variant.index).color,
            ...variantAttributes(one.variant, !one.folded),
          })
        ),
      ...lines.flatMap((line) =>
        cutPoints(line, y).map(({ step, ratio, isUp }) =>
          arrow(step, clamp(ratio, y), isUp, {
            fill: lookOf(line.one.variant.index).color,
            ...variantAttributes(line.one.variant, !line.one.folded),
          })
        )
      ),
    ],
  }, id);
}

const clamp = (x: number, [low, high]: [number, number]) => Math.max(low, Math.min(high, x));

/** 200k for 200,000. */
const shortCount = (n: number) =>
  n >= 1000 && n % 1000 === 0 ? `${formatCount(n / 1000)}k` : formatCount(n);
