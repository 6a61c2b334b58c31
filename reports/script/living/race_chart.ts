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
  const [low, high] = lossRange(race);
  const x = (step: number) =>
    MARGIN.left + (width - MARGIN.left - MARGIN.right) * (step / Math.max(1, steps));
  const y = (loss: number) =>
    MARGIN.top + (height - MARGIN.top - MARGIN.bottom) * ((high - loss) / (high - low));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", String(height));
  svg.setAttribute("width", String(width));

  const parts: SVGElement[] = [];
  for (const tick of ticks(low, high, 5)) {
    parts.push(
      svgElement("line", { class: "grid", x1: x(0), x2: x(steps), y1: y(tick), y2: y(tick) }),
      text(String(tick), { x: x(0) - 7, y: y(tick) + 4, "text-anchor": "end" }),
    );
  }
  const marks = ticks(0, steps, width < 500 ? 4 : 8);
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
    text(`loss (nats per ${unit})`, { x: 0, y: 11 }),
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
    const end = means.at(-1);
    if (!end || end.loss === null || y(end.loss) < MARGIN.top) continue;
    const point = svgElement("path", {
      class: "end",
      d: symbol(type, strong ? 60 : 42)()!,
      transform: `translate(${x(end.step)},${y(end.loss)})`,
    });
    point.style.stroke = color;
    parts.push(point);
  }
  svg.replaceChildren(...parts);
}

/**
 * From the lowest mean to the highest after the first twentieth, ln V at least and not far above it. A curve that is never down there does not
 * press the others together.
 */
function lossRange({ curves, steps, guessing }: Race): [number, number] {
  const top = 2 * guessing;
  let low = guessing, high = guessing;
  for (const { means } of curves) {
    const seen = means.filter(({ loss }) => loss !== null) as { step: number; loss: number }[];
    if (seen.every(({ step, loss }) => loss > top || step < steps / 20)) continue;
    for (const { step, loss } of seen) {
      low = Math.min(low, loss);
      if (step >= steps / 20) high = Math.max(high, Math.min(loss, top));
    }
  }
  const air = 0.06 * (high - low || 1);
  return [Math.max(0, low - air), high + air];
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
