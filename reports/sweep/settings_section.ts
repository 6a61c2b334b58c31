/**
 * What was tried, and what came of it: the heat map of two keys, parallel coordinates of two or more, and the table of
 * all.
 *
 * @module
 */
import { heatMap, isGrid } from "../charts/heat_map.ts";
import { parallelChart } from "../charts/parallel_chart.ts";
import { drawnOnce } from "../charts/svg.ts";
import { MAX_DETAILED } from "../few.ts";
import { DASH, formatCount, formatDeviation, formatLoss, isolate, plural } from "../format.ts";
import { type Content, type Html, html } from "../html.ts";
import { swatch } from "../palette.ts";
import { mean, standardDeviation } from "../statistics.ts";
import { scrollBox } from "../compact_table.ts";
import { LEVELS, MAX_TWICE } from "./axes.ts";
import { sweepElement, type SweepPart } from "./part.ts";
import { isNumeric, type SweepConfig, type SweepData, valueText } from "./sweep_data.ts";

export function settingsSection(part: SweepPart): Html {
  const { data, equal } = part, { keys } = data;
  return html`
    <section class="sweep" aria-labelledby="sweep">
      <h2 id="sweep">Settings tried</h2>
      <p class="note">${tried(data)}</p>
      ${keys.length > 1 && colorLegend(data)}
      ${keys.length === 2 && html`
        <figure class="chart heat">
          ${drawnOnce(
            data.configs.length > MAX_TWICE,
            mapSummary(data),
            (document, width) => heatMap(data, { document, width, equal }),
            "heat",
          )}
          <figcaption>${mapCaption(data, equal)}</figcaption>
        </figure>
      `}
      ${keys.length > 1 && html`
        <figure class="chart parallel">
          ${drawnOnce(
            data.configs.length > MAX_TWICE,
            parallelSummary(data),
            (document, width) => parallelChart(data, { document, width }).svg,
            "parallel",
          )}
          <figcaption>
            <p>
              A line is a setting: its value of each key, and the ${data.split} loss that it ended
              with, the mean over its seeds. Lines with the same value lie beside each other, the best
              lowest. ${data.configs.some(({ loss }) => loss === null) &&
                "Dashed: not compared; the end of the last axis says why."}
            </p>
          </figcaption>
        </figure>
      `}
      ${sweepTable(data)}
      ${sweepElement(part)}
    </section>
  `;
}

/** "40 settings of learning rate and hidden sizes; 3 not compared: 2 diverged, 1 ended by halving." */
function tried(data: SweepData): Content {
  const { configs, keys, constant } = data;
  const without = configs.filter(({ loss }) => loss === null);
  const kinds = Map.groupBy(without, ({ state }) => state.replace(/ at step .*/, ""));
  const why = [...kinds].map(([kind, some]) => `${formatCount(some.length)} ${kind}`).join(", ");
  return [
    `${plural(configs.length, "setting")} of `,
    keys.map(({ path, name }, i) => [
      i > 0 && (i === keys.length - 1 ? " and " : ", "),
      html`<bdi>${name}</bdi>`,
      path !== "variant" && [" (", html`<code>${path}</code>`, ")"],
    ]),
    ".",
    constant.length > 0 && html`
      The same for all: <bdi>${constant.join(", ")}</bdi>.
    `,
    without.length > 0 && ` ${formatCount(without.length)} not compared: ${why}.`,
    [...placeNames(data).values()].some((name) => name.startsWith("=")) &&
    " A place with = is shared.",
  ];
}

/** What the colours say. */
function colorLegend({ configs, rungs }: SweepData): Html {
  const losses = configs.flatMap(({ loss }) => loss ?? []).sort((a, b) => a - b);
  if (losses.length === 0) return html``;
  const at = (q: number) => formatLoss(losses[Math.round(q * (losses.length - 1))]);
  const isHalved = rungs.length > 0;
  return html`
    <p class="levels">
      <span>lowest ${at(0)}</span>
      <span class="ramp" aria-hidden="true">${Array.from(
        { length: LEVELS },
        (_, i) => html`<i style="background: var(--level-${i})"></i>`,
      )}</span>
      <span>${isHalved ? "ended first" : `highest ${at(1)}`}</span>
      <span class="quiet">each color holds as many settings${isHalved
        ? ": first those trained to the end, then those that halving ended, the later the better"
        : `; the middle one is at ${at(0.5)}`}</span>
    </p>
  `;
}

function mapCaption(data: SweepData, equal: readonly number[]): Html {
  const what = isGrid(data) ? "tile" : "dot";
  const isWhole = data.configs.every(({ loss }) => loss !== null);
  return html`
    <p>
      A ${what} is a setting, ${isWhole
        ? "colored by its place among all"
        : "with a final loss in color, by its place among all"}.
      ${equal.length > 0 && "Framed: the best"}${equal.length > 1 &&
        "; dashed: those that it cannot be told from"}${equal.length > 0 && "."}
      ${withoutLoss(data)}
    </p>
  `;
}

/** What the map's marks for those without a final loss are, as far as they occur. */
function withoutLoss(data: SweepData): string {
  const lost = data.configs.filter(({ loss, place }) => loss === null && place !== null);
  if (lost.length === 0) return "";
  const ends = [
    lost.some(({ ended }) => ended === undefined) && ["not compared", "✕"],
    lost.some(({ ended }) => ended !== undefined) && ["ended by halving", "–"],
  ].filter((end) => end !== false);
  if (!isGrid(data)) return `×: ${ends.map(([words]) => words).join(" or ")}.`;
  const marks = ends.map(([words, mark]) => `${words} (${mark} in a narrow tile)`);
  return `Without a color: ${marks.join(", or ")}.`;
}

const SPOKEN = 8;

function bestInWords(data: SweepData): string {
  const some = data.configs.filter(({ loss }) => loss !== null)
    .sort((a, b) => a.place! - b.place!);
  const parts = some.slice(0, SPOKEN).map((config) =>
    `${isolate(inWords(data, config))}: ${formatLoss(config.loss)}`
  );
  const more = data.configs.length - parts.length;
  if (more > 0) parts.push(`and ${plural(more, "more setting")}, which the table has`);
  return parts.join("; ");
}

const inWords = ({ keys }: SweepData, { at }: SweepConfig): string =>
  keys.map((key, k) => `${key.name} ${valueText(key, at[k])}`).join(", ");

const mapSummary = (data: SweepData): string =>
  `Heat map of ${data.split} loss by ${isolate(data.keys[0].name)} and ${
    isolate(data.keys[1].name)
  }. The lowest: ${bestInWords(data)}.`;

const parallelSummary = (data: SweepData): string =>
  `Parallel coordinates of ${
    data.keys.map(({ name }) => isolate(name)).join(", ")
  } and ${data.split} loss. The lowest: ${bestInWords(data)}.`;

/**
 * How each place is told: of those that share one, which lies in the middle of them, the first, as in a race: 5, =6,
 * =6, =6. Those without a loss, which come last, are told none.
 */
const placeNames = ({ configs }: SweepData): Map<number | null, string> =>
  new Map(
    [...Map.groupBy(configs, ({ place }) => place)].map(([place, all]) => [
      place,
      place === null || all.every(({ loss, ended }) => (loss ?? ended?.loss ?? null) === null)
        ? DASH
        : all.length === 1
        ? `${place}`
        : `=${place - (all.length - 1) / 2}`,
    ]),
  );

/** A row a setting, the best first; the check box chooses it for the other sections. */
function sweepTable(data: SweepData): Html {
  const { keys, configs, split, unit } = data;
  const order = [...configs.keys()].sort((a, b) =>
    (configs[a].place ?? Infinity) - (configs[b].place ?? Infinity) || a - b
  );
  const seeds = configs.some(({ losses, hopeless = losses }) => hopeless.length > 1),
    places = placeNames(data);
  return scrollBox(
    "Settings tried",
    html`
      <table class="sortable tried">
        <thead>
          <tr>
            <th scope="col" class="number">place</th>
            ${keys.map((key) =>
              html`<th scope="col" class="${
                isNumeric(key) ? "number" : "setting"
              }">${key.name}</th>`
            )}
            <th scope="col" class="number" data-unit="nats per ${unit}">${split}</th>
            ${seeds && html`<th scope="col" class="number">seeds</th>`}
            <th scope="col">state</th>
          </tr>
        </thead>
        <tbody>${order.map((i) => row(data, i, seeds, places))}</tbody>
      </table>
    `,
  );
}

function row(
  data: SweepData,
  i: number,
  seeds: boolean,
  places: ReadonlyMap<number | null, string>,
): Html {
  const { keys, configs } = data, config = configs[i];
  const { place, variant, at, losses, hopeless, loss, state, ended } = config;
  const label = places.get(place)!, of = label === DASH ? inWords(data, config) : label;
  const all = hopeless ?? losses, shown = hopeless ? mean(hopeless) : loss;
  const head = variant === null
    ? label
    : html`<label><input type="checkbox" value="${variant}" aria-label="Show setting ${of}"> ${
      configs.length <= MAX_DETAILED && swatch(variant)
    } ${label}</label>`;
  const deviation = all.length > 1 && shown !== null && html`
    <span class="deviation">± ${formatDeviation(standardDeviation(all), shown)}</span>
  `;
  const cell = (value: number | null, content: Content) =>
    html`
      <td class="number" ${value !== null && html`
        data-value="${value}"
      `}>${content}</td>
    `;
  return html`
    <tr
      data-config="${i}"><th scope="row" class="number"${place !== null && html`
        data-value="${place}"
      `}>${head}</th>${keys.map((key, k) =>
        isNumeric(key)
          ? cell(key.values[at[k]], valueText(key, at[k]))
          : html`<td class="setting"><bdi>${valueText(key, at[k])}</bdi></td>`
      )}${cell(shown, [formatLoss(shown), deviation])}${seeds &&
        cell(all.length, all.length || DASH)}<td>${state}${ended !== undefined &&
        ended.loss !== null && `: ${formatLoss(ended.loss)}`}</td></tr>
  `;
}
