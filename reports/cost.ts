/**
 * The report's section on what the losses cost.
 *
 * @module
 */
import { costChart, inWords } from "./charts/cost_chart.ts";
import { type Cost, type CostData, costData } from "./charts/cost_data.ts";
import { drawn } from "./charts/svg.ts";
import { glyphList } from "./glyphs.ts";
import { formatCount, isolate, plural } from "./format.ts";
import { type Html, html } from "./html.ts";
import { swatch } from "./palette.ts";
import type { Variant } from "./rows.ts";
import { symbolOf } from "./units.ts";

/** The final loss against each kind of cost; nothing where the variants cost the same. */
export function costSection(variants: readonly Variant[]): Html {
  const data = costData(variants);
  if (data === undefined) return html``;
  const loss = `${data.split} loss (nats per ${symbolOf(variants.flatMap(({ runs }) => runs))})`;
  const { costs } = data;
  const hasSeeds = costs[0].points.some(({ runs }) => runs.length > 1);
  return html`
    <section aria-labelledby="cost">
      <h2 id="cost">Loss against cost</h2>
      <figure class="chart costs">
        ${legend(costs[0].points.map(({ variant }) => variant))}
        <div class="panels-of-cost" role="img" aria-label="${summary(data)}">
          ${costs.map((cost, i) =>
            drawn((document) => costChart(cost, { document, width: 320, loss }), `cost-${i}`)
          )}
        </div>
        <figcaption>
          ${glyphList([
            ["square", hasSeeds ? "mean over the seeds" : "a variant"],
            ["fullSquare", "no other ends lower at no more cost"],
            ...hasSeeds ? [["run", "the seeds"] as const] : [],
          ])}
          <p>The ${data.split} loss after the last update, by what it took. ${notes(data)}</p>
        </figcaption>
      </figure>
    </section>
  `;
}

const LIMIT = 16;

const legend = (variants: readonly Variant[]): Html =>
  html`
    <ul class="legend">
      ${variants.slice(0, LIMIT).map(({ name, index }) =>
        html`<li>${swatch(index)} <bdi>${name}</bdi></li>`
      )}
      ${variants.length > LIMIT && html`
        <li>and ${plural(variants.length - LIMIT, "more variant")}</li>
      `}
    </ul>
  `;

/** What stands behind the numbers that are not simply counted. */
function notes({ costs }: CostData): string {
  const has = (word: string) => costs.some(({ name }) => name.startsWith(word));
  return [
    has("floating") &&
    "Operations: two for each multiplication by a matrix, three times (forward, and twice as much backward), of the whole batch.",
    ...costs.map(({ told }) =>
      told !== undefined &&
      `Time: as measured, whatever else the machine was doing.${untold(told)}`
    ),
  ].filter((note) => note !== false).join(" ");
}

/** What the scatter of measured costs forbids to say. */
function untold({ pairs, unknown }: NonNullable<Cost["told"]>): string {
  if (unknown === 0) return "";
  if (pairs === 1) return " By it the two cannot be told apart, so neither counts as the faster.";
  return unknown === pairs
    ? " By it no two can be told apart, so none counts as faster than another."
    : ` By it ${formatCount(unknown)} of the ${
      formatCount(pairs)
    } pairs of variants cannot be told apart, so of these neither counts as the faster.`;
}

/** The charts for who cannot see them. */
function summary({ split, costs }: CostData): string {
  const parts = costs.map(({ name, points }) =>
    points.slice(0, LIMIT).map((point) => `${isolate(point.variant.name)}: ${inWords(point, name)}`)
      .join("; ")
  );
  return `Final ${split} loss against cost. ${parts.join(". ")}.`;
}
