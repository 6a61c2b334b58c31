/**
 * The settings grouped by one key, and which keys matter.
 *
 * @module
 */
import { groupsChart } from "../charts/groups_chart.ts";
import { drawnOnce } from "../charts/svg.ts";
import { MAX_TWICE } from "./axes.ts";
import { formatShare, plural } from "../format.ts";
import { explained } from "../glossary.ts";
import { type Html, html } from "../html.ts";
import { compactTable, numbers } from "../compact_table.ts";
import { groupsBy } from "./groups.ts";
import { firstKey, type Importance, importances, MIN_CONFIGS } from "./importance.ts";
import { firstRung, groupsCaption, groupsSummary, groupsTable, lossName } from "./groups_table.ts";
import type { SweepData } from "./sweep_data.ts";

/** The section: by the most important key at first; where scripts run, by any. */
export function groupsSection(data: SweepData): Html {
  if (data.keys.length === 0) return html``;
  const key = firstKey(data), rung = firstRung(data);
  return html`
    <section class="by-key" aria-labelledby="by-key">
      <h2 id="by-key">By key</h2>
      ${data.keys.length > 1 && importanceTable(data)}
      <h3>The settings grouped</h3>
      <figure class="chart groups">
        ${drawnOnce(
          data.configs.length > MAX_TWICE,
          groupsSummary(data, key, rung),
          (document, width) =>
            groupsChart(groupsBy(data, key, rung), { document, width, loss: lossName(data, rung) }),
          "groups",
        )}
        <figcaption>
          <p class="explanation">${groupsCaption(data, key, rung)}</p>
        </figcaption>
      </figure>
      <div class="groups-table">${groupsTable(data, key, rung)}</div>
      <p class="note">${explained(whatTheyMean(data))}</p>
    </section>
  `;
}

/** What the table's numbers are, by whatever key its groups are made. */
function whatTheyMean(data: SweepData): Html {
  const { configs, keys } = data, rung = firstRung(data);
  const all = keys.map((_, k) => groupsBy(data, k));
  const isOne = ({ configs }: { configs: readonly unknown[] }) => configs.length === 1;
  const isEachOne = all.every((groups) => groups.every(isOne));
  const over = isEachOne
    ? "a setting’s seeds"
    : `a group’s settings${
      all.some((groups) => groups.some(isOne)) ? " (of a group of one, over its seeds)" : ""
    }`;
  const left = configs.some(({ loss }) => loss === null);
  const isEnded = rung !== undefined || configs.some(({ ended }) => ended !== undefined);
  return html`
    The interval says how far the mean over ${over} may be off: 95 %, Student’s t. The interquartile mean leaves out a
    quarter at either end, rounded down: none of three, one of five. The probability of improvement is that of a
    ${isEachOne
      ? "run of this setting to end lower than one of another"
      : "setting of this group to end before one of the others"}${left && !isEachOne &&
      `; those that are not compared count ${isEnded ? "by when they were ended, or " : ""}last`}.
  `;
}

/** How much each key explains, or why that cannot be said. */
function importanceTable(data: SweepData): Html {
  const found = importances(data);
  if (found === undefined) {
    return html`
      <p class="note">
        Which key matters most takes ${MIN_CONFIGS} settings that end differently, at least.
      </p>
    `;
  }
  const { keys, count, together } = found;
  return html`
    <h3>Which key matters</h3>
    ${compactTable(
      "How much each key explains",
      ["key", numbers("explains"), "of the variance", "told from chance"],
      keys.map(importanceRow),
    )}
    ${together.map(([a, b]) =>
      html`
        <p class="notice" role="note">
          <bdi>${a.name}</bdi> and <bdi>${b
            .name}</bdi> were varied together, so it cannot be told which of
          them it was.
        </p>
      `
    )}
    <p class="note">
      How much of the variance of the places of all ${plural(
        count,
        "setting",
      )} each key explains by itself:
      one-way, corrected for the number of groups, so that it is 0 on average for a key that means
      nothing; p by the F test on places. A number of more than eight values is put into five classes, at most. What keys do together, and chance, is in none of the shares.
    </p>
  `;
}

function importanceRow({ key, explained }: Importance): Html {
  const name = html`<th scope="row"><bdi>${key.name}</bdi></th>`;
  if (explained === undefined) {
    return html`<tr>${name}<td class="number">–</td><td></td><td>too few settings of each value</td></tr>`;
  }
  const { share, p } = explained, isTold = p < 0.05;
  return html`
    <tr>
      ${name}
      <td class="number">${formatShare(share)}</td>
      <td class="explains"><span style="width: ${(100 * share).toFixed(1)}%"></span></td>
      <td>${isTold ? "yes" : "no"} (p ${p < 0.001 ? "< 0.001" : `= ${p.toPrecision(2)}`})</td>
    </tr>
  `;
}
