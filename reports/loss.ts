/**
 * The report's section of curves: legend, chart, and what one must know to read it.
 *
 * @module
 */
import type { CurveData } from "./charts/curve_data.ts";
import { colorsOf, FIRST_VIEW, hasNoBackground } from "./charts/curve_view.ts";
import { lossChart } from "./charts/loss_chart.ts";
import { lossCaption } from "./charts/loss_caption.ts";
import { lossKey } from "./charts/loss_key.ts";
import { lossSummary } from "./charts/loss_summary.ts";
import { overfitting } from "./charts/overfitting.ts";
import { drawnTwice } from "./charts/svg.ts";
import { chosenFew } from "./few.ts";
import { formatCount, formatLoss, plural } from "./format.ts";
import { glyphList } from "./glyphs.ts";
import { type Html, html } from "./html.ts";
import { swatch } from "./palette.ts";
import type { Variant } from "./rows.ts";

/**
 * The chart of the losses. Where scripts run, the page's own draws it anew in the page's width and gives it controls.
 */
export function lossSection(variants: readonly Variant[], data: CurveData): Html {
  return html`
    <section aria-labelledby="loss">
      <h2 id="loss">Loss</h2>
      <figure class="chart curves">
        ${legend(
          hasNoBackground(data) ? chosenFew(variants) : variants,
          colorsOf(data, FIRST_VIEW),
        )}
        ${drawnTwice(
          lossSummary(data),
          (document, width) => lossChart(data, { document, width }).svg,
          "loss",
        )}
        <figcaption>
          ${remark(variants, data)} ${glyphList(lossKey(data))}
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

/** More variants than these are only counted. */
const MAX_TOLD = 5;

/** Says which variants overfit: from where on, by how much, and what early stopping would have kept. */
function remark(variants: readonly Variant[], data: CurveData): Html {
  const found = overfitting(data), more = found.length - MAX_TOLD;
  if (found.length === 0) return html``;
  const parts = found.slice(0, MAX_TOLD).map(({ variant, step, least, end, last, seeds }) =>
    html`
      The val loss of <bdi>${variants[variant].name}</bdi> is lowest at step ${formatCount(step)}
      (${formatLoss(least)}${seeds > 1 &&
        `, mean of ${seeds} seeds`}) and then rises by ${formatLoss(last - least)}, to ${formatLoss(
          last,
        )} at step ${formatCount(end)}.
    `
  );
  return html`
    <p class="overfitting">
      <strong>Overfitting:</strong> ${parts} ${more > 0 && `And ${plural(more, "more variant")}.`}
      Meanwhile the minibatch losses go on falling. Early stopping would have kept ${found
          .length === 1
        ? "that lowest loss"
        : "those lowest losses"}.
    </p>
  `;
}
