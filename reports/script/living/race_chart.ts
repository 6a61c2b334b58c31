/**
 * The chart of a training in the page: its losses as they come, over those of the stored runs.
 *
 * @module
 */
// @ts-types="npm:@types/d3-array@3.2.2"
import { ticks } from "d3-array";
// @ts-types="npm:@types/d3-shape@3.2.0"
import { symbol } from "d3-shape";
import type { BlockMean } from "../../living/block_means.ts";
import { logTicks, xTicks } from "../../charts/ticks.ts";
import { formatCount } from "../../format.ts";
import { lookOf } from "../../palette.ts";
import { svgElement } from "../dom.ts";

export interface Curve {
  look: number;
  /** Whether it is drawn strongly: a training in the page. */
  strong: boolean;
  means: readonly BlockMean[];
}

export interface Race {
  curves: readonly Curve[];
  /** How many steps the chart is long. */
  steps: number;
  /** ln V */
  guessing: number;
  /** What the losses are per. */
  unit: string;
  /** In CSS pixels. */
  width: number;
  height: number;
}

const MARGIN = { top: 22, right: 22, bottom: 34, left: 40 };

/** Draws into `svg` what it has not drawn yet, or draws anew. */
export function drawRace(svg: SVGSVGElement, race: Race): void {
  const { curves, steps, guessing, unit, width, height } = race;
  const { low, high, log } = lossScale(race);
  const rise = log ? Math.log : (loss: number) => loss;
  const x = (step: number) =>
    MARGIN.left + (width - MARGIN.left - MARGIN.right) * (step / Math.max(1, steps));
  const y = (loss: number) =>
    MARGIN.top + (height - MARGIN.top - MARGIN.bottom) *
      ((rise(high) - rise(loss)) / (rise(high) - rise(low)));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", String(height));
  svg.setAttribute("width", String(width));

  const parts: SVGElement[] = [];
  for (const tick of log ? logTicks({ low, high }) : ticks(low, high, 5)) {
    parts.push(
      svgElement("line", { class: "grid", x1: x(0), x2: x(steps), y1: y(tick), y2: y(tick) }),
      text(tick < 1e5 ? String(tick) : tick.toExponential().replace("+", ""), {
        x: x(0) - 7,
        y: y(tick) + 4,
        "text-anchor": "end",
      }),
    );
  }
  const count = width < 500 ? 4 : 8;
  const marks = xTicks([0, steps], { log: false, count, step: 1, isCount: true });
  marks.forEach((tick) =>
    parts.push(
      text(formatCount(tick), {
        x: x(tick),
        y: height - MARGIN.bottom + 16,
        "text-anchor": "middle",
      }),
    )
  );
  parts.push(
    text(`loss (nats per ${unit})${log ? ", logarithmic" : ""}`, { x: 0, y: 11 }),
    text("step", { x: x(steps), y: height - 3, "text-anchor": "end" }),
  );
  if (guessing < high && guessing > low) {
    parts.push(
      svgElement("line", {
        class: "guessing",
        x1: x(0),
        x2: x(steps),
        y1: y(guessing),
        y2: y(guessing),
      }),
      text(`guessing: ${guessing.toFixed(2)}`, {
        x: x(steps),
        y: y(guessing) - 5,
        "text-anchor": "end",
      }),
    );
  }
  for (const { look, strong, means } of curves) {
    const { color, symbol: type } = lookOf(look);
    const path = svgElement("path", {
      class: strong ? "here" : "stored",
      d: lineOf(means, x, y, MARGIN.top),
    });
    path.style.stroke = color;
    parts.push(path);
    const end = means.findLast(({ loss }) => loss !== null);
    if (!end || y(end.loss!) < MARGIN.top) continue;
    const point = svgElement("path", {
      class: "end",
      d: symbol(type, strong ? 60 : 42)()!,
      transform: `translate(${x(end.step)},${y(end.loss!)})`,
    });
    point.style.stroke = color;
    parts.push(point);
  }
  svg.replaceChildren(...parts);
}

/** An axis so many times as high as guessing is logarithmic. */
const FAR = 2;

/**
 * From the lowest mean to the highest after the first twentieth, ln V at least. A stored curve that is never near ln V
 * then does not press the others together; one trained here is seen in any case, its first twentieth too where it does
 * not stay below ln V after that.
 */
function lossScale({ curves, steps, guessing }: Race): { low: number; high: number; log: boolean } {
  const top = FAR * guessing;
  let low = guessing, high = guessing;
  for (const { means, strong } of curves) {
    const seen = means.filter(({ loss }) => loss !== null) as { step: number; loss: number }[];
    const late = seen.filter(({ step }) => step >= steps / 20);
    const later = late.length > 0 ? late : seen.slice(-1);
    if (!strong && later.every(({ loss }) => loss > top)) continue;
    for (const { loss } of seen) low = Math.min(low, loss);
    const counted = strong && later.some(({ loss }) => loss > guessing) ? seen : late;
    for (const { loss } of counted) high = Math.max(high, strong ? loss : Math.min(loss, top));
  }
  const log = high > top && low > 0;
  if (log) {
    const air = (high / low) ** 0.06;
    return { low: low / air, high: high * air, log };
  }
  const air = 0.06 * (high - low || 1);
  return { low: Math.max(0, low - air), high: high + air, log };
}

/** A path through the means; what lies above the chart leaves it at its top, a missing one breaks the line. */
function lineOf(
  means: readonly BlockMean[],
  x: (step: number) => number,
  y: (loss: number) => number,
  top: number,
): string {
  let path = "", pen = "M";
  means.forEach(({ step, loss }) => {
    if (loss === null) return void (pen = "M");
    path += `${pen}${x(step).toFixed(1)},${Math.max(top - 4, y(loss)).toFixed(1)}`;
    pen = "L";
  });
  return path;
}

function text(content: string, attributes: Record<string, string | number>): SVGElement {
  const made = svgElement("text", attributes);
  made.textContent = content;
  return made;
}
