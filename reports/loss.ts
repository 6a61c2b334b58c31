/**
 * The report's section of curves: legend, chart, and what one must know to read it.
 *
 * @module
 */
import { type LossDomain, lossDomain, outliers } from "./charts/domain.ts";
import { lossChart, showsBands } from "./charts/loss.ts";
import { lossSummary } from "./charts/loss_summary.ts";
import { formatCount, plural } from "./format.ts";
import { type Html, html } from "./html.ts";
import { swatch } from "./palette.ts";
import { curveStatistics, hasBatchNorm, hasSeeds, valRows, type Variant } from "./rows.ts";

const WIDE = { width: 960, height: 500, id: "loss-wide" };
const NARROW = { width: 360, height: 320, id: "loss-narrow" };

/** The chart twice, for wide and for narrow pages; the page's style shows the one that fits. */
export function lossSection(variants: readonly Variant[]): Html {
  const domain = lossDomain(variants, showsBands(variants));
  return html`
    <section aria-labelledby="loss">
      <h2 id="loss">Loss</h2>
      <figure class="chart">
        ${legend(variants)}
        <div role="img" aria-label="${lossSummary(variants)}">
          <div class="wide">${lossChart(variants, { ...WIDE, domain })}</div>
          <div class="narrow">${lossChart(variants, { ...NARROW, domain })}</div>
        </div>
        <figcaption>${caption(variants, domain)}</figcaption>
      </figure>
    </section>
  `;
}

const legend = (variants: readonly Variant[]): Html =>
  html`
    <ul class="legend">
      ${variants.map(({ name, index }) => html`<li>${swatch(index)} <bdi>${name}</bdi></li>`)}
    </ul>
  `;

function caption(variants: readonly Variant[], domain: LossDomain): Html[] {
  const runs = variants.flatMap((variant) => variant.runs);
  const statistics = [...new Set(runs.filter(hasBatchNorm).map(curveStatistics))];
  const sentences = [
    "Lines: each step’s minibatch loss before its update, smoothed with a centred moving mean over 2 % of the run, " +
    "which narrows towards step 0.",
    showsBands(variants) &&
    "Bands: the same losses unsmoothed, from the least to the greatest of neighbouring steps, cut at the frame.",
    runs.some((run) => valRows(run).length > 0) && "Symbols: the loss over the whole val split" +
      (statistics.length > 0
        ? ` (batch norm with its ${statistics.join(" or ")} statistics).`
        : "."),
    hasSeeds(variants) && "Each seed has a thin line of its own.",
    runs.some((run) => run.summary.status === "diverged") && "✕: training diverged here.",
    domain.log && "The loss axis is logarithmic, because a variant stays far above guessing.",
  ];
  return [html`<p>${sentences.filter(Boolean).join(" ")}</p>`, above(variants, domain)];
}

/** Says what the chart leaves out at its top. */
function above(variants: readonly Variant[], domain: LossDomain): Html {
  const LIMIT = 5, all = outliers(variants, domain);
  if (all.length === 0) return html``;
  const parts = all.slice(0, LIMIT).map(({ variant, seed, steps, loss, step }) =>
    html`
      <bdi>${variant.name}</bdi>${variant.runs.length > 1 && ` (seed ${seed})`}: ${plural(
        steps,
        "step",
      )}, up to ${loss.toPrecision(4)} at step ${formatCount(step)}.
    `
  );
  const more = all.length > LIMIT && `And ${plural(all.length - LIMIT, "more run")}.`;
  return html`<p>Above the chart: ${parts}${more}</p>`;
}
