/**
 * Many strokes in one element, where Plot would make an element each, in numbers to a tenth of a pixel.
 *
 * @module
 */
import type * as Plot from "@observablehq/plot";
// @ts-types="npm:@types/d3-shape@3.2.0"
import { symbol } from "d3-shape";
import { lookOf } from "../palette.ts";

/** From a value to its place in the drawing. */
export type Place = (value: number) => number;

/** A mark that is one path. @param d the path's data, by the drawing's scales */
export function path(
  d: (x: Place, y: Place) => string,
  attributes: Record<string, string>,
): Plot.RenderFunction {
  return (_index, scales, _values, _dimensions, context) => {
    const element = context.document.createElementNS("http://www.w3.org/2000/svg", "path");
    const place = (scale: unknown): Place => (value) => tenth((scale as Place)(value));
    element.setAttribute("d", d(place(scales.x), place(scales.y)));
    for (const [name, value] of Object.entries({ fill: "none", ...attributes })) {
      element.setAttribute(name, value);
    }
    return element as unknown as SVGElement;
  };
}

/** A mark that is one circle of radius 3. */
export function dot(x: number, y: number, attributes: Record<string, string>): Plot.RenderFunction {
  return (_index, scales, _values, _dimensions, context) => {
    const element = context.document.createElementNS("http://www.w3.org/2000/svg", "circle");
    const place = (scale: unknown, value: number) => `${tenth((scale as Place)(value))}`;
    const where = { cx: place(scales.x, x), cy: place(scales.y, y), r: "3" };
    for (const [name, value] of Object.entries({ ...where, ...attributes })) {
      element.setAttribute(name, value);
    }
    return element as unknown as SVGElement;
  };
}

/** A mark that is an arrowhead, whose tip is at the point: up or down, out of the frame. */
export function arrow(
  x: number,
  y: number,
  isUp: boolean,
  attributes: Record<string, string>,
): Plot.RenderFunction {
  return path((X, Y) => `M${X(x)} ${Y(y)}l4.5 ${isUp ? 8 : -8}h-9z`, attributes);
}

/**
 * The variant's symbol on its line, for who does not see its color: at one of these points, another for each variant,
 * so that few cover each other.
 */
export function symbolOn<T>(
  points: readonly T[],
  x: (point: T) => number,
  y: (point: T) => number,
  look: number,
  attributes: Record<string, string>,
): Plot.RenderFunction {
  const GOLDEN = 0.382, share = 0.15 + 0.7 * (look * GOLDEN % 1);
  const point = points[Math.round(share * (points.length - 1))];
  return (_index, scales, _values, _dimensions, context) => {
    const element = context.document.createElementNS("http://www.w3.org/2000/svg", "path");
    const place = (scale: unknown, value: number) => tenth((scale as Place)(value));
    const { color, symbol: type } = lookOf(look);
    const all = {
      d: symbol(type, 26)()!.replace(/\.(\d)\d+/g, ".$1"),
      transform: `translate(${place(scales.x, x(point))},${place(scales.y, y(point))})`,
      fill: "var(--page)",
      stroke: color,
      "stroke-width": "1.3",
      ...attributes,
    };
    for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
    return element as unknown as SVGElement;
  };
}

/** A mark that joins points by straight lines. */
export const polyline = <T>(
  points: readonly T[],
  x: (point: T) => number,
  y: (point: T) => number,
  attributes: Record<string, string>,
): Plot.RenderFunction => polylines([points], x, y, attributes);

/** The same of several lines. Each point is given by its distance from the one before, which is shorter. */
export function polylines<T>(
  lines: readonly (readonly T[])[],
  x: (point: T) => number,
  y: (point: T) => number,
  attributes: Record<string, string>,
): Plot.RenderFunction {
  return path((X, Y) =>
    lines.map((points) => {
      const places = points.map((point) => [X(x(point)), Y(y(point))]);
      return places.map(([px, py], i) => {
        if (i === 0) return `M${px} ${py}l0 0`;
        const [qx, qy] = places[i - 1];
        return `l${tenth(px - qx)} ${tenth(py - qy)}`;
      }).join("");
    }).join(""), attributes);
}

const tenth = (x: number) => Math.round(10 * x) / 10;
