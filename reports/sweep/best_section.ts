/**
 * The best setting, those that it is not told from, and a file to run it.
 *
 * @module
 */
import { codeBlock } from "../code.ts";
import { formatCount, formatLoss, formatShare, interval, plural } from "../format.ts";
import { explained } from "../glossary.ts";
import { type Content, type Html, html } from "../html.ts";
import { ranking } from "../ranking.ts";
import type { Variant } from "../rows.ts";
import { score } from "../scores.ts";
import type { ShownExperiment } from "../shown_run.ts";
import { compactTable, numbers, variantHeader } from "../compact_table.ts";
import { type Best, experimentOf } from "./best.ts";
import { probabilityOfImprovement } from "./group_statistics.ts";
import { isNumeric, type SweepData, valueText } from "./sweep_data.ts";

/** More of them are only counted. */
const MAX_EQUAL = 10;

/** Nothing where no setting has a loss. */
export function bestSection(
  { title }: ShownExperiment,
  data: SweepData,
  found: Best | undefined,
): Html {
  if (found === undefined) return html``;
  const { best } = found, { config } = best.runs[0];
  const seeds = best.runs.map(({ summary }) => summary.seed);
  return html`
    <section class="as-good" aria-labelledby="as-good">
      <h2 id="as-good">${found.equal.length > 0 ? "Not told from the best" : "The best"}</h2>
      ${answer(data, found)}
      ${found.equal.length > 0 && equalTable(data, found)}
      <h3>The best as an experiment</h3>
      <p class="note">
        <bdi class="name">${best
          .name}</bdi>, saved as a JSON file: <code>deno task run</code> trains it again, to
        the same bits. Settings at their defaults are left out where they can be.
      </p>
      <div class="best-file">${codeBlock(
        experimentOf({ config, title, name: best.name, seeds }),
        "best setting",
      )}</div>
    </section>
  `;
}

function answer(data: SweepData, { best, equal, rivals, fewer, isSure }: Best): Html {
  const { meanOf } = ranking([best]);
  const name = html`<bdi class="name">${best.name}</bdi>`;
  const loss = `${data.split} loss ${formatLoss(meanOf(best))}`;
  if (rivals === 0 && fewer === 0) {
    return html`<p>Only ${name} has a final loss to compare (${loss}).</p>`;
  }
  if (rivals === 0) {
    const seeds = best.runs.flatMap((run) => score(run, data.split) ?? []).length;
    return html`
      <p>
        Only ${name} has ${plural(seeds, "seed")} to compare (${loss}); ${plural(
          fewer,
          "other",
        )} with fewer ${fewer === 1 ? "is" : "are"} not compared with it here.
      </p>
    `;
  }
  if (!isSure) {
    return html`
      <p>
        ${name} ended lowest (${loss}). With one seed each there is no telling it from the others:
        <code>"repeats": 3</code> tells more.
      </p>
    `;
  }
  if (equal.length === 0) {
    return html`
      <p>${name} ends lowest (${loss}); all ${formatCount(
        rivals,
      )} others with as many seeds end higher.</p>
    `;
  }
  return html`
    <p>
      ${name} ends lowest (${loss}). ${equal.length === rivals
        ? "None of the others with as many seeds can be told from it."
        : `Of the ${plural(rivals, "other")} with as many seeds, ${
          formatCount(equal.length)
        } cannot be told from it.`} ${alike(data, [best, ...equal.map(({ other }) => other)])}
    </p>
  `;
}

/** "Among them: learning rate 0.1 to 0.3, of 0.01 to 3 tried; hidden sizes [200]; any batch norm." */
function alike({ keys, configs }: SweepData, some: readonly Variant[]): Content {
  const chosen = configs.filter(({ variant }) => some.some(({ index }) => index === variant));
  const parts = keys.map((key, k): Content => {
    const places = [...new Set(chosen.map(({ at }) => at[k]))].sort((a, b) => a - b);
    const name = html`<bdi>${key.name}</bdi>`;
    const all = new Set(configs.map(({ at }) => at[k])).size;
    if (places.length === all) return [name, " any"];
    if (isNumeric(key) && places.length > 1) {
      const text = (place: number) => valueText(key, place);
      return [
        name,
        ` ${text(places[0])} to ${text(places.at(-1)!)}`,
        ` (tried: ${text(0)} to ${text(key.values.length - 1)})`,
      ];
    }
    return [
      name,
      " ",
      places.map((place, i) => html`${i > 0 && ", "}<bdi>${valueText(key, place)}</bdi>`),
    ];
  });
  return ["Among them: ", parts.map((part, i) => [i > 0 && "; ", part]), "."];
}

function equalTable({ split }: SweepData, { best, equal }: Best): Html {
  const { meanOf } = ranking([best, ...equal.map(({ other }) => other)]);
  const lossesOf = ({ runs }: Variant) => runs.flatMap((run) => score(run, split) ?? []);
  const row = (variant: Variant, above: Content, improvement: Content) =>
    html`
      <tr>
        ${variantHeader(variant)}
        <td class="number">${formatLoss(meanOf(variant))}</td>
        <td class="number">${above}</td>
        <td class="number">${improvement}</td>
      </tr>
    `;
  const more = equal.length - MAX_EQUAL;
  return html`
    ${compactTable(
      "Settings that are not told from the best",
      ["setting", numbers(split), numbers("above the best"), numbers("best ends lower")],
      [
        row(best, "the best", ""),
        equal.slice(0, MAX_EQUAL).map(({ other, difference, halfWidth }) =>
          row(
            other,
            Number.isNaN(halfWidth) ? formatLoss(-difference) : interval(-difference, halfWidth),
            formatShare(probabilityOfImprovement(lossesOf(best), lossesOf(other))),
          )
        ),
      ],
    )}
    <p class="note">
      ${more > 0 && `${plural(more, "more setting")} not told from it. `}${explained(html`
        Not told apart does not mean equal: more seeds may tell them. The intervals are those of the answer above,
        by the same rule. “Best ends lower” is the share of all pairs of their seeds in which it does, the probability of
        improvement: of few pairs all may agree by chance.
      `)}
    </p>
  `;
}
