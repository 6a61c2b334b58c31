/**
 * The report's section of curves: legend, chart, and what one must know to read it.
 *
 * @module
 */
import type { CurveData } from "./charts/curve_data.ts";
import { colorsOf, FIRST_VIEW } from "./charts/curve_view.ts";
import { lossChart } from "./charts/loss.ts";
import { lossCaption } from "./charts/loss_caption.ts";
import { lossSummary } from "./charts/loss_summary.ts";
import { drawn } from "./charts/svg.ts";
import { plural } from "./format.ts";
import { type Html, html } from "./html.ts";
import { swatch } from "./palette.ts";
import type { Variant } from "./rows.ts";

/**
 * The chart twice, for wide and for narrow pages; the page's style shows the one that fits. Where scripts run, the page's own draws it
 * anew in the page's width and gives it controls.
 */
export function lossSection(variants: readonly Variant[], data: CurveData): Html {
  const chart = (width: number, name: string): Html =>
    drawn((document) => lossChart(data, { document, width }).svg, `loss-${name}`);
  return html`
    <section aria-labelledby="loss">
      <h2 id="loss">Loss</h2>
      <figure class="chart curves">
        ${legend(variants, colorsOf(data, FIRST_VIEW))}
        <div role="img" aria-label="${lossSummary(data)}">
          <div class="wide">${chart(960, "wide")}</div>
          <div class="narrow">${chart(360, "narrow")}</div>
        </div>
        <figcaption>
          <p class="explanation">${lossCaption(data)}</p>
        </figcaption>
      </figure>
    </section>
  `;
}

const legend = (variants: readonly Variant[], colors: readonly string[]): Html =>
  html`
    <ul class="legend">
      ${variants.map(({ name, index, runs }) =>
        html`
          <li>${swatch(index, colors[index])} <bdi>${name}</bdi>${runs.length > 1 && html`
            <span class="quiet">n = ${plural(runs.length, "seed")}</span>
          `}</li>
        `
      )}
    </ul>
  `;
