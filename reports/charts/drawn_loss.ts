/**
 * What the chart of the losses is once it is drawn.
 *
 * @module
 */

/** A drawn chart, and where in it things are. */
export interface LossChart {
  svg: SVGSVGElement;
  /** In the svg's units; y is that of the losses. */
  x: ChartScale;
  y: ChartScale;
  /** Where the losses are drawn, and where the learning rate ends. */
  frame: { left: number; right: number; top: number; bottom: number; end: number };
}

/** From what an axis measures to its place, and back. */
export interface ChartScale {
  domain: [number, number];
  apply(value: number): number;
  invert(place: number): number;
}
