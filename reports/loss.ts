/**
 * The report's section of curves: legend, chart, and what one must know to read it.
 *
 * @module
 */
import type { CurveData, CurveRun } from "./charts/curve_data.ts";
import { colorsOf, FIRST_VIEW } from "./charts/curve_view.ts";
import { lossChart } from "./charts/loss.ts";
import { lossCaption } from "./charts/loss_caption.ts";
import { lossSummary } from "./charts/loss_summary.ts";
import { drawn } from "./charts/svg.ts";
import { formatCount, formatLoss, plural } from "./format.ts";
import { type Html, html } from "./html.ts";
import { swatch } from "./palette.ts";
import type { Variant } from "./rows.ts";
import { mean } from "./statistics.ts";

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
          ${above(variants, data)}
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

/** Says what the chart leaves out at its top. */
function above(variants: readonly Variant[], { runs }: CurveData): Html {
  const LIMIT = 5, hopeless = endsAbove(variants, runs);
  const all = runs.filter(({ above, variant }) =>
    above !== null && !hopeless.some(({ index }) => index === variant)
  );
  if (all.length + hopeless.length === 0) return html``;
  const ends = hopeless.slice(0, MAX_ENDS).map(({ name, loss }, i) =>
    html`${i > 0 && ", "}<bdi>${name}</bdi> (${formatLoss(loss)})`
  );
  const moreEnds = hopeless.length > MAX_ENDS &&
    `, and ${plural(hopeless.length - MAX_ENDS, "more variant")}`;
  const parts = all.slice(0, LIMIT).map(({ variant, seed, above }) => {
    const { name, runs } = variants[variant], { steps, loss, step } = above!;
    return html`
      <bdi>${name}</bdi>${runs.length > 1 && ` (seed ${seed})`}: ${plural(
        steps,
        "step",
      )}, up to ${formatLoss(loss)} at step ${formatCount(step)}.
    `;
  });
  const more = all.length > LIMIT && `And ${plural(all.length - LIMIT, "more run")}.`;
  return html`
    ${ends.length > 0 && html`
      <p
        class="above">▲ Worse than guessing, so the chart is not made for them: ${ends}${moreEnds}, by their last val losses.</p>
    `}
    ${all.length > 0 && html`<p class="above">Above the chart: ${parts}${more}</p>`}
  `;
}

const MAX_ENDS = 12;

/** The variants all of whose runs are hopeless but not diverged, while others are not hopeless: where they end, on average. */
function endsAbove(variants: readonly Variant[], runs: readonly CurveRun[]) {
  if (runs.every(({ hopeless }) => hopeless)) return [];
  return variants.flatMap(({ name, index }) => {
    const own = runs.filter(({ variant }) => variant === index);
    const losses = own.flatMap(({ val }) => val.slice(-1).map(([, loss]) => loss));
    const isAbove = own.every(({ hopeless, diverged }) => hopeless && !diverged);
    return isAbove && losses.length > 0 ? [{ name, index, loss: mean(losses) }] : [];
  });
}
