/**
 * The axis of the losses.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { formatTick } from "./ticks.ts";

/** A line of the grid at each level, and its number. */
export const lossAxis = (levels: readonly number[]): Plot.Markish => [
  Plot.gridY(levels, { strokeOpacity: 0.12 }),
  Plot.axisY(levels, { label: null, tickSize: 0, text: levels.map(formatTick) }),
];
