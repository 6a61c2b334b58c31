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
import { arrow, dot, polylines, symbolOn } from "./path.ts";
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
  /** log₁₀ of the ratio; −∞ where it is exactly 0, NaN where it is not finite. */
  ratio: number;
}

/**
 * The ratios of a parameter over time, neighbouring ones averaged (as logarithms), where some of these are finite and
 * not 0.
 */
export function ratios(run: ShownRun, parameter: string, size: Size): Point[] {
  const points = run.updates.filter((row) => row.parameter === parameter)
    .map((row) => ({ step: row.step, ratio: logOf(row[size], row.data) }));
  const count = Math.min(points.length, MAX_UPDATES);
  return Array.from({ length: count }, (_, k) => {
    const from = Math.floor(k * points.length / count);
    const to = Math.floor((k + 1) * points.length / count);
    const all = points.slice(from, to), finite = all.filter(isFinite);
    const part = finite.length > 0 ? finite : all;
    const mean = (of: (point: Point) => number) =>
      part.reduce((sum, point) => sum + of(point) / part.length, 0);
    return { step: mean(({ step }) => step), ratio: mean(({ ratio }) => ratio) };
  });
}

/** What a page cannot hold as a number is null there. */
const logOf = (size: number, data: number): number =>
  data > 0 && [size, data].every(Number.isFinite) ? Math.log10(size / data) : NaN;

const isFinite = ({ ratio }: Point): boolean => Number.isFinite(ratio);

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
      .filter(({ points }) => points.some(isFinite)),
  })).filter(({ lines }) => lines.length > 0);
  const scaled = forScale(shown);
  const found = lines.flatMap(({ lines }) => lines);
  const some = found.filter(({ one }) => scaled.includes(one));
  const all = (some.length > 0 ? some : found).flatMap(({ points }) => points.filter(isFinite));
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
          lines.filter(({ one }) => !one.folded).map(({ one, points }) => {
            const finite = points.filter(isFinite);
            return `${isolate(one.variant.name)}: from ${finite[0].ratio.toFixed(1)} to ${
              finite.at(-1)!.ratio.toFixed(1)
            }.`;
          }).join(" "),
        note: notes(lines, y),
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
  const finite = points.filter(isFinite);
  const highest = finite.reduce((a, b) => b.ratio > a.ratio ? b : a);
  const lowest = finite.reduce((a, b) => b.ratio < a.ratio ? b : a);
  return [
    ...highest.ratio > high ? [{ ...highest, isUp: true }] : [],
    ...lowest.ratio < low ? [{ ...lowest, isUp: false }] : [],
  ];
}

/** Says where a line is not all there is: how far it goes beyond the frame, and where it is exactly 0. */
function notes(lines: readonly Line[], y: [number, number]): Content {
  const all = lines.flatMap((line) => {
    const far = cutPoints(line, y).map(({ ratio, isUp }) =>
      `${isUp ? "up" : "down"} to ${formatPower(10 ** ratio)}`
    );
    const zero = whereZero(line);
    const told = [
      ...far.length > 0 ? [`goes ${far.join(" and ")}, cut at the frame`] : [],
      ...zero === "" ? [] : [`is exactly 0, with no line, ${zero}`],
    ];
    const { variant, folded } = line.one;
    return told.length === 0 ? [] : [html`
      <span ${ofVariant(variant, !folded)}><strong><bdi>${variant.name}</bdi></strong> ${told.join(
        "; it ",
      )}.</span>
    `];
  });
  return all.length > 0 && all;
}

/** "at some of the measured steps and at all from 1,540 on"; empty where it is nowhere 0. */
function whereZero({ points }: Line): string {
  const isZero = ({ ratio }: Point) => ratio === -Infinity;
  const after = points.findLastIndex((point) => !isZero(point)) + 1;
  const before = points.slice(0, after).some(isZero);
  return [
    ...before ? ["at some of the measured steps"] : [],
    ...after < points.length
      ? [
        `at all ${before ? "" : "measured steps "}from ${
          formatCount(Math.ceil(points[after].step))
        } on`,
      ]
      : [],
  ].join(" and ");
}

/** What of a line is within the frame: in pieces, where it leaves it or has no ratio. */
export function pieces(points: readonly Point[], y: [number, number]): Point[][] {
  const found: Point[][] = [];
  for (const [k, point] of points.entries()) {
    const before = points[k - 1], part = k > 0 ? within(before, point, y) : [];
    if (part.length > 0 && part[0] === before) found.at(-1)!.push(part[1]);
    else if (part.length > 0) found.push(part);
    else if (isIn(point, y)) found.push([point]);
  }
  return found;
}

const isIn = ({ ratio }: Point, [low, high]: [number, number]): boolean =>
  ratio >= low && ratio <= high;

/** The ends of what is within the frame of the line from `a` to `b`; none where nothing is. */
function within(a: Point, b: Point, y: [number, number]): Point[] {
  const [low, high] = y;
  if (!isFinite(a) || !isFinite(b)) return [];
  if (Math.max(a.ratio, b.ratio) < low || Math.min(a.ratio, b.ratio) > high) return [];
  return [a, b].map((end) => {
    if (isIn(end, y)) return end;
    const ratio = clamp(end.ratio, y), share = (ratio - a.ratio) / (b.ratio - a.ratio);
    return { step: a.step + share * (b.step - a.step), ratio };
  });
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
      ...lines.flatMap(({ one, points }) => {
        const { color } = lookOf(one.variant.index);
        const drawn = (some: readonly Point[][], width: string) =>
          polylines(some, ({ step }) => step, ({ ratio }) => ratio, {
            stroke: color,
            "stroke-width": width,
            "stroke-linejoin": "round",
            "stroke-linecap": "round",
            ...variantAttributes(one.variant, !one.folded),
          });
        const all = pieces(points, y), alone = all.filter(({ length }) => length === 1);
        return [
          drawn(all, "1.5"),
          // A point with none beside it would hardly be seen.
          ...alone.length > 0 ? [drawn(alone, "3.5")] : [],
        ];
      }),
      ...lines.length < 2 ? [] : lines.flatMap(({ one, points }) => {
        const seen = points.filter((point) => isIn(point, y));
        return seen.length === 0 ? [] : [symbolOn(
          seen,
          ({ step }) => step,
          ({ ratio }) => ratio,
          one.variant.index,
          variantAttributes(one.variant, !one.folded),
        )];
      }),
      ...lines.map(({ one, points }) => ({ one, finite: points.filter(isFinite) }))
        .filter(({ finite }) => finite.at(-1)!.step - finite[0].step < SHORT * steps)
        .map(({ one, finite }) => ({ one, last: finite.at(-1)! }))
        .filter(({ last }) => isIn(last, y))
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
