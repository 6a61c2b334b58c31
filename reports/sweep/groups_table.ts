/**
 * The settings grouped by one key: in words, and as a table. The page's script makes them too.
 *
 * @module
 */
import { groupInWords, hasBeyond } from "../charts/groups_chart.ts";
import { formatCount, formatLoss, formatShare, interval, isolate } from "../format.ts";
import { type Content, type Html, html } from "../html.ts";
import { scrollBox } from "../compact_table.ts";
import { groupsBy } from "./groups.ts";
import { isNumeric, type SweepData } from "./sweep_data.ts";

/** Whose losses are shown first: of halving the first rung's, where all are there still; else the final ones. */
export const firstRung = ({ rungs }: SweepData): number | undefined =>
  rungs.length > 0 ? 0 : undefined;

/** What the losses are. */
export const lossName = ({ split, unit, rungs }: SweepData, rung?: number): string =>
  `${split} loss${
    rung === undefined ? "" : ` at step ${formatCount(rungs[rung])}`
  } (nats per ${unit})`;

/** What one must know to read the chart. */
export function groupsCaption(data: SweepData, k: number, rung?: number): string {
  const groups = groupsBy(data, k, rung), { name } = data.keys[k];
  const isSingle = rung === undefined && groups.every(({ configs }) => configs.length === 1);
  return `${lossName(data, rung)} by ${name}. Dots: ${
    isSingle ? "runs" : "settings, each the mean of its seeds"
  }. Diamonds: their means, with the interval of the mean; upright strokes: interquartile means.` +
    (groups.some(({ without }) => without > 0)
      ? " Those without such a loss are in no mean, and are counted at the right."
      : "") +
    (hasBeyond(groups) ? " → tells what is beyond the right end." : "");
}

/** The chart for who cannot see it. */
export const groupsSummary = (data: SweepData, k: number, rung?: number): string =>
  `${lossName(data, rung)} by ${isolate(data.keys[k].name)}. ${
    groupsBy(data, k, rung).map((group) => `${isolate(group.label)}: ${groupInWords(group)}`).join(
      "; ",
    )
  }.`;

/** A row a group. */
export function groupsTable(data: SweepData, k: number, rung?: number): Html {
  const { keys: { [k]: key }, split, unit } = data;
  const groups = groupsBy(data, k, rung);
  const seeds = rung === undefined && groups.every(({ configs }) => configs.length === 1);
  const number = (value: number, content: Content) =>
    html`
      <td class="number" ${Number.isFinite(value) && html`
        data-value="${value}"
      `}>${content}</td>
    `;
  const head = (text: string, unit?: string) =>
    html`
      <th scope="col" class="number" ${unit !== undefined && html`
        data-unit="${unit}"
      `}>${text}</th>
    `;
  const nats = `nats per ${unit}`;
  return scrollBox(
    `Settings by ${key.name}`,
    html`
      <table class="sortable">
        <thead>
          <tr>
            <th scope="col"${isNumeric(key) && html`
              class="number"
            `}>${key.name}</th>
            ${seeds ? head("runs counted") : [head("settings tried"), head("counted")]}
            ${head(`mean ${split}`, nats)}
            ${head("interquartile mean", nats)}
            ${head("lowest", nats)}
            ${head("probability of improvement")}
          </tr>
        </thead>
        <tbody>
          ${groups.map((group, i) =>
            html`
              <tr>
                <th scope="row"${isNumeric(key) && html`
                  class="number" data-value="${i}"
                `}><bdi>${group
                  .label}</bdi></th>
                ${seeds
                  ? number(group.losses.length, formatCount(group.losses.length))
                  : [group.configs.length, group.configs.length - group.without]
                    .map((count) => number(count, formatCount(count)))}
                ${number(
                  group.mean,
                  Number.isNaN(group.halfWidth)
                    ? formatLoss(group.mean)
                    : interval(group.mean, group.halfWidth),
                )}
                ${number(group.interquartileMean, formatLoss(group.interquartileMean))}
                ${number(Math.min(...group.losses), formatLoss(Math.min(...group.losses)))}
                ${number(group.improvement, formatShare(group.improvement))}
              </tr>
            `
          )}
        </tbody>
      </table>
    `,
  );
}
