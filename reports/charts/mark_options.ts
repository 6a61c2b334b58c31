/**
 * How the marks of the chart of the losses are drawn.
 *
 * @module
 */
import type { CurveView } from "./curve_view.ts";
import type { LossDomain } from "./domain.ts";

/** How the marks are to be drawn. */
export interface MarkOptions {
  view: CurveView;
  domain: LossDomain;
  /** What is shown of the x-axis. */
  range: readonly [number, number];
  /** To what the x-axis takes: on a logarithmic one 0 has a place. */
  place(x: number): number;
  isNarrow: boolean;
  /** Of the frame, in CSS pixels. */
  width: number;
  height: number;
}
