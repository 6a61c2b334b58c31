/**
 * Drawings for panels, of which a page has many.
 *
 * @module
 */
import type * as Plot from "@observablehq/plot";
import { svg } from "../charts/svg.ts";
import { type Html, raw } from "../html.ts";

/** The size that a panel's drawing is made for; it is scaled to the room there is. */
export const PANEL = { width: 260, height: 160 };

/**
 * A plot with numbers to a tenth of a pixel, and without labels of its own, which nobody hears: the panel has one in
 * words.
 */
export function drawing(options: Plot.PlotOptions, id: string): Html {
  const x = { tickSize: 0, tickPadding: 6, ...options.x };
  const y = { tickSize: 0, tickPadding: 6, ...options.y };
  const { text } = svg({ ...PANEL, ...options, x, y }, id);
  return raw(
    text.replace(
      /<[^>]+>/g,
      (tag) =>
        tag.replace(/ aria-label="[^"]*"| class="[^"]*"/g, "").replace(
          /-?\d+\.\d{2,}(e[-+]?\d+)?/g,
          (number) => String(Number(Number(number).toFixed(1))),
        ),
    ),
  );
}
