/**
 * What the chart of the losses is once it is drawn.
 *
 * @module
 */

/** A drawn chart, and where in it things are. */
export interface LossChart {
  /** The whole drawing. */
  svg: SVGSVGElement;
  /** In the svg's units; y is that of the losses. */
  x: ChartScale;
  /** That of the losses. */
  y: ChartScale;
  /** Where the losses are drawn, and where the learning rate ends. */
  frame: { left: number; right: number; top: number; bottom: number; end: number };
}

/** From what an axis measures to its place, and back. */
export interface ChartScale {
  /** The smallest and the largest value. */
  domain: [number, number];
  /** The place of a value. */
  apply(value: number): number;
  /** The value at a place. */
  invert(place: number): number;
}
