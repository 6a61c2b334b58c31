/**
 * Observable Plot without a browser.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { type Html, raw } from "../html.ts";

/**
 * A plot as SVG. `id` sets its ids apart from those of the page's other plots, since Plot numbers its clip paths anew in each process.
 * Text from data may go into the plot as text and titles, which linkedom escapes, but not into attributes, where it
 * leaves "&" alone, nor into options that take a column's name.
 */
export function svg(options: Plot.PlotOptions, id: string): Html {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const plot = Plot.plot({ ...options, document: document as unknown as Document });
  for (const style of plot.querySelectorAll("style")) style.remove();
  plot.setAttribute("aria-hidden", "true");
  const renamed = new Map<string, string>();
  for (const [i, element] of [...plot.querySelectorAll("[id]")].entries()) {
    renamed.set(`url(#${element.id})`, `url(#${id}-${i})`);
    element.id = `${id}-${i}`;
  }
  for (const element of plot.querySelectorAll("[clip-path]")) {
    const url = element.getAttribute("clip-path")!;
    element.setAttribute("clip-path", renamed.get(url) ?? url);
  }
  return raw(plot.outerHTML);
}
