/**
 * The report's section on a finder: the losses over the learning rates, and what they suggest.
 *
 * @module
 */
import { drawnTwice } from "../charts/svg.ts";
import { chosenFew } from "../few.ts";
import { DASH, formatShort, isolate, plural } from "../format.ts";
import { type Html, html } from "../html.ts";
import { swatch } from "../palette.ts";
import type { Variant } from "../rows.ts";
import { symbolOf } from "../units.ts";
import { inWords, shortRate, WHY } from "./answer.ts";
import { finderChart } from "./chart.ts";
import type { Found } from "./find_rate.ts";

/** @param found of each variant */
export function finderSection(variants: readonly Variant[], found: readonly Found[]): Html {
  const few = chosenFew(variants);
  const all = variants.map((variant, i) => ({ variant, found: found[i] }));
  const lines = all.filter(({ variant, found }) =>
    few.includes(variant) && found.points.length > 0
  );
  const unit = `nats per ${symbolOf(variants.flatMap(({ runs }) => runs))}`;
  return html`
    <section class="finder" aria-labelledby="finder">
      <h2 id="finder">Loss over the learning rate</h2>
      ${lines.length > 0 && html`
        <figure class="chart">
          <ul class="legend">
            ${lines.map(({ variant: { name, index } }) =>
              html`<li>${swatch(index)} <bdi>${name}</bdi></li>`
            )}
          </ul>
          ${drawnTwice(
            summary(all),
            (document, width) => finderChart(lines, { document, width, unit }),
            "finder",
          )}
          <figcaption>
            <p>
              The minibatch loss of each step over that step’s learning rate: the median of a tenth of the
              steps, and between what half of their losses lies. A dot: the suggested rate. A thick line:
              the valley around it.
              ${lines.some(({ found }) => found.brokeAt !== null) &&
                "×: there the training broke down."}
              ${lines.length < all.length &&
                `Of ${
                  plural(all.length, "variant")
                }, ${lines.length} are drawn; the table has all.`}
            </p>
          </figcaption>
        </figure>
      `}
      ${table(all)}
    </section>
  `;
}

interface Row {
  variant: Variant;
  found: Found;
}

function table(rows: readonly Row[]): Html {
  const hasRemarks = rows.some(({ found }) => remark(found) !== "");
  return html`
    <div class="scroll" tabindex="0" role="group" aria-label="Suggested learning rates">
      <table>
        <thead>
          <tr>
            <th scope="col">variant</th>
            <th scope="col">suggested</th>
            <th scope="col">valley from</th>
            <th scope="col">to</th>
            ${hasRemarks && html`<th scope="col">remark</th>`}
          </tr>
        </thead>
        <tbody>
          ${rows.map(({ variant: { name, index }, found }) => {
            const { suggestion, valley } = found, isFound = typeof suggestion === "number";
            return html`
              <tr>
                <th scope="row">${swatch(index)} <bdi>${name}</bdi></th>
                <td>${isFound ? formatShort(suggestion) : DASH}</td>
                <td>${isFound ? shortRate(valley![0]) : DASH}</td>
                <td>${isFound ? shortRate(valley![1]) : DASH}</td>
                ${hasRemarks && html`<td class="text">${remark(found)}</td>`}
              </tr>
            `;
          })}
        </tbody>
      </table>
    </div>
  `;
}

function remark({ suggestion, brokeAt }: Found): string {
  const why = typeof suggestion === "number" ? [] : [WHY[suggestion]];
  const where = brokeAt === null ? [] : [`broke down at a rate of ${shortRate(brokeAt)}`];
  return [...why, ...where].join("; ");
}

/** More variants than these are only counted; the table has them all. */
const SPOKEN = 16;

/** The chart for who cannot see it. */
function summary(rows: readonly Row[]): string {
  const parts = rows.slice(0, SPOKEN).map(({ variant, found }) =>
    `${isolate(variant.name)}: ${inWords(found)}`
  );
  const more = rows.length - SPOKEN;
  if (more > 0) parts.push(`and ${plural(more, "more variant")}`);
  return `Minibatch loss over the learning rate. ${parts.join("; ")}.`;
}
