/**
 * Many strokes in one element, where Plot would make an element each.
 *
 * @module
 */
import type * as Plot from "@observablehq/plot";

/** From a value to its place in the drawing, to a tenth of a pixel. */
export type Place = (value: number) => number;

/** A mark that is one path. @param d the path's data, by the drawing's scales */
export function path(
  d: (x: Place, y: Place) => string,
  attributes: Record<string, string>,
): Plot.RenderFunction {
  return (_index, scales, _values, _dimensions, context) => {
    const element = context.document.createElementNS("http://www.w3.org/2000/svg", "path");
    const place = (scale: unknown): Place => (value) =>
      Math.round(10 * (scale as (value: number) => number)(value)) / 10;
    element.setAttribute("d", d(place(scales.x), place(scales.y)));
    for (const [name, value] of Object.entries({ fill: "none", ...attributes })) {
      element.setAttribute(name, value);
    }
    return element as unknown as SVGElement;
  };
}
