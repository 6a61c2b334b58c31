/**
 * The report's section on how far the variants are from the baseline.
 *
 * @module
 */
import { forestChart, inWords } from "./charts/forest_chart.ts";
import { type ForestData, forestData, isSure } from "./charts/forest_data.ts";
import { keyData } from "./charts/key_data.ts";
import { drawnTwice } from "./charts/svg.ts";
import { glyphList, type Meaning } from "./glyphs.ts";
import { isolate, plural } from "./format.ts";
import { trouble } from "./hopeless.ts";
import { type Html, html } from "./html.ts";
import type { Variant } from "./rows.ts";
import { symbolOf } from "./units.ts";

/**
 * The forest plot; nothing where the chart of the one number that the variants differ in stands for it, or where there
 * is nothing to compare.
 */
export function forestSection(variants: readonly Variant[]): Html {
  const data = keyData(variants) === undefined ? forestData(variants) : undefined;
  if (data === undefined) return html``;
  const unit = `nats per ${symbolOf(variants.flatMap(({ runs }) => runs))}`;
  return html`
    <section aria-labelledby="difference">
      <h2 id="difference">Difference from the baseline</h2>
      <figure class="chart forest">
        ${drawnTwice(
          summary(data),
          (document, width) => forestChart(data, { document, width, unit }),
          "difference",
        )}
        <figcaption>
          ${glyphList(glyphs(data))}
          <p>${caption(data)}</p>
          ${beside(data)}
        </figcaption>
      </figure>
    </section>
  `;
}

/** The marks that the chart has. */
function glyphs({ rows }: ForestData): Meaning[] {
  const gaps = rows.flatMap(({ gap }) => gap ?? []);
  const all: (Meaning | false)[] = [
    gaps.some(({ seeds }) => seeds > 1) && ["seed", "difference in the same seed"],
    ["mean", gaps.some(({ seeds }) => seeds > 1) ? "mean difference" : "difference"],
    gaps.some(({ verdict }) => verdict !== "unknown") && ["told", "a difference that can be told"],
    rows.some(isSure) && ["across", "interval of the answer, cut at the frame"],
  ];
  return all.filter((meaning) => meaning !== false);
}

/** What one must know to read the chart. */
function caption({ split, baseline, rows, more }: ForestData): Html {
  return html`
    The ${split} loss after the last update less that of <bdi>${baseline.name}</bdi>.
    ${rows.some(isSure)
      ? "A difference can be told where its interval leaves out 0."
      : "Without more seeds there are no intervals, and no difference can be told."}
    ${more > 0 &&
      `The ${plural(more, "variant")} that end highest are not shown; the table has them.`}
  `;
}

const LIMIT = 12;

/** The variants that the axis is not made for. */
function beside({ hopeless, split }: ForestData): Html {
  if (hopeless.length === 0) return html``;
  const parts = hopeless.slice(0, LIMIT).map(({ name, runs: [run] }, i) =>
    html`${i > 0 && ", "}<bdi>${name}</bdi> (${trouble(run, split) ?? "hopeless"})`
  );
  const more = hopeless.length - LIMIT;
  return html`
    <p>Not compared: ${parts}${more > 0 && ` and ${plural(more, "more variant")}`}.</p>
  `;
}

/** The chart for who cannot see it. */
function summary({ split, baseline, rows }: ForestData): string {
  const parts = rows.filter(({ gap }) => gap !== undefined)
    .map((row) => `${isolate(row.variant.name)}: ${inWords(row)}`);
  return `Difference in ${split} loss from ${isolate(baseline.name)}. ${parts.join("; ")}.`;
}
