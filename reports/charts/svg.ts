/**
 * Charts without a browser.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { type Html, html, raw } from "../html.ts";
import { kindsScheme, LIGHT } from "../palette.ts";

/**
 * A plot as SVG. `id` sets its ids apart from those of the page's other plots, since Plot numbers its clip paths anew
 * in each process. Text from data may go into the plot as text and titles, which linkedom escapes, but not into
 * attributes, where it leaves "&" alone, nor into options that take a column's name.
 */
export const svg = (options: Plot.PlotOptions, id: string): Html =>
  drawn((document) => Plot.plot({ ...options, document }), id);

/** What `draw` makes of a document, as SVG; otherwise like `svg`. */
export function drawn(draw: (document: Document) => Element, id: string): Html {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const plot = draw(document as unknown as Document);
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
  for (const path of plot.querySelectorAll("path[d]")) {
    // A tenth of a pixel is enough.
    path.setAttribute("d", path.getAttribute("d")!.replace(/(\.\d)\d+/g, "$1"));
  }
  return raw(plot.outerHTML);
}

/**
 * A chart twice, for wide and for narrow pages; the page's style shows the one that fits.
 *
 * @param label what it shows, for who cannot see it
 * @param draw given the width in pixels
 */
export function drawnTwice(
  label: string,
  draw: (document: Document, width: number) => Element,
  id: string,
): Html {
  const chart = (width: number, name: string): Html =>
    drawn((document) => draw(document, width), `${id}-${name}`);
  return html`
    <div role="img" aria-label="${label}">
      <div class="wide">${chart(960, "wide")}</div>
      <div class="narrow">${chart(360, "narrow")}</div>
    </div>
  `;
}

/** A chart once, for wide pages, where it holds too much to be there twice; else as `drawnTwice`. */
export const drawnOnce = (
  isHeavy: boolean,
  label: string,
  draw: (document: Document, width: number) => Element,
  id: string,
): Html =>
  isHeavy
    ? html`<div role="img" aria-label="${label}">${
      drawn((document) => draw(document, 960), id)
    }</div>`
    : drawnTwice(label, draw, id);

/**
 * What `draw` makes of a document, as the text of an SVG file that stands alone: in light colors, on white.
 *
 * @param colors the variants', as `CurveData` has them; absent where they are those of every page
 *
 * @example Any plot
 * ```ts
 * import * as Plot from "@observablehq/plot";
 * import { svgFile } from "@handgrad/handgrad/report";
 *
 * const svg = svgFile((document) => Plot.plot({ document, marks: [Plot.barY([3, 1, 2])] }));
 * console.log(svg.slice(0, 20));
 * ```
 */
export function svgFile(
  draw: (document: Document) => Element,
  colors: readonly string[] = [],
): string {
  const { text } = drawn((document) => {
    const chart = draw(document);
    chart.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    chart.setAttribute("font-family", "system-ui, sans-serif");
    chart.setAttribute("style", "background: #fff; color: #1d1f23");
    return chart;
  }, "chart");
  return text.replace(
    /var\(--color-(\d+)\)/g,
    (_, i) => colors[Number(i)] ?? kindsScheme(Number(i) + 1).light[Number(i)],
  )
    .replaceAll("var(--key)", LIGHT[0]).replaceAll("var(--key-lowest)", LIGHT[1])
    .replaceAll("var(--page)", "#fff").replaceAll("var(--faded)", "#a9afb8").replaceAll(
      "var(--quiet)",
      "#5c6169",
    ) + "\n";
}
