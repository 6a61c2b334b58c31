/**
 * What the page holds of a sweep for its script.
 *
 * @module
 */
import { type Html, raw } from "../html.ts";
import type { SweepData } from "./sweep_data.ts";

/** All that the script needs to draw a sweep anew. */
export interface SweepPart {
  data: SweepData;
  /** The best, and after it the variants that it is not told from; none where one seed does not tell. */
  equal: number[];
}

/** The element that holds it. Without "<" nothing in it can end it. */
export const sweepElement = (part: SweepPart): Html =>
  raw(
    `<script type="application/json" class="sweep-data">${
      JSON.stringify(part).replaceAll("<", "\\u003c")
    }</script>`,
  );
