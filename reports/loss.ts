/**
 * The report's section of curves: legend, chart, and what one must know to read it.
 *
 * @module
 */
import type { CurveData } from "./charts/curve_data.ts";
import { FIRST_VIEW, showsRanges, showsRaw } from "./charts/curve_view.ts";
import { type LossDomain, lossDomain } from "./charts/domain.ts";
import { lossChart } from "./charts/loss.ts";
import { lossSummary } from "./charts/loss_summary.ts";
import { drawn } from "./charts/svg.ts";
import { formatCount, plural } from "./format.ts";
import { type Html, html } from "./html.ts";
import { swatch } from "./palette.ts";
import { curveStatistics, hasBatchNorm, hasSeeds, type Variant } from "./rows.ts";
import { FIRST_SMOOTHING, SMOOTHINGS } from "./smooth.ts";

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
        ${legend(variants)}
        <div role="img" aria-label="${lossSummary(data)}">
          <div class="wide">${chart(960, "wide")}</div>
          <div class="narrow">${chart(360, "narrow")}</div>
        </div>
        <figcaption>${caption(variants, data)}</figcaption>
      </figure>
    </section>
  `;
}

const legend = (variants: readonly Variant[]): Html =>
  html`
    <ul class="legend">
      ${variants.map(({ name, index, runs }) =>
        html`
          <li>${swatch(index)} <bdi>${name}</bdi>${runs.length > 1 && html`
            <span class="quiet">n = ${plural(runs.length, "seed")}</span>
          `}</li>
        `
      )}
    </ul>
  `;

function caption(variants: readonly Variant[], data: CurveData): Html[] {
  const runs = variants.flatMap((variant) => variant.runs);
  const statistics = [...new Set(runs.filter(hasBatchNorm).map(curveStatistics))];
  const domain = lossDomain(data, FIRST_VIEW);
  const weight = SMOOTHINGS[FIRST_SMOOTHING];
  const sentences = [
    `Solid: each step’s minibatch loss before its update, smoothed by an exponential moving mean without bias, in which the past keeps ` +
    `a weight of ${weight} over each thousandth of the run, so that it lags a little${
      showsRaw(data, FIRST_VIEW) ? "; faint behind it without smoothing" : ""
    }.`,
    showsRanges(data, FIRST_VIEW) &&
    "Shaded: from the least to the greatest loss of neighbouring steps, cut at the frame.",
    data.runs.some(({ val }) => val.length > 0) && "Dashed: the loss over the whole val split" +
      (statistics.length > 0
        ? ` (batch norm with its ${statistics.join(" or ")} statistics).`
        : "."),
    data.runs.some(({ test }) => test !== null) &&
    "Small filled symbols: over the test split, after the last step.",
    hasSeeds(variants) &&
    "Thin lines: single seeds. Thick lines, bands and bars: their mean ± one standard deviation (over n − 1).",
    data.runs.some(({ drops }) => drops.length > 0) && "Dotted: the learning rate drops.",
    data.runs.some(({ diverged }) => diverged) && "✕: training diverged here.",
    domain.log && "The loss axis is logarithmic, because a variant stays far above guessing.",
  ];
  return [
    html`<p>${sentences.filter(Boolean).join(" ")}</p>`,
    above(variants, domain),
  ];
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
  return html`<p class="above">Above the chart: ${parts}${more}</p>`;
}

/** A run that leaves the chart at its top. */
interface Outlier {
  variant: Variant;
  seed: number;
  /** How many of its steps have a loss above the chart. */
  steps: number;
  /** The highest loss of all, and where that was. */
  loss: number;
  step: number;
}

/** The runs whose training losses rise far above `domain`: by half of its top or more. */
const outliers = (variants: readonly Variant[], domain: LossDomain): Outlier[] =>
  variants.flatMap((variant) =>
    variant.runs.flatMap((run) => {
      let steps = 0, loss = domain.high, step = 0;
      run.losses.forEach((l, i) => {
        if (!Number.isFinite(l) || l <= domain.high) return;
        steps++;
        if (l > loss) loss = l, step = i;
      });
      return loss > 1.5 * domain.high
        ? [{ variant, seed: run.summary.seed, steps, loss, step }]
        : [];
    })
  );
