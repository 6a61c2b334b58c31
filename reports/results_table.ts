/**
 * The table of variants: how each ended, what differs between them, and what they cost.
 *
 * @module
 */
import { keyName } from "./charts/key_name.ts";
import { scrollBox, variantHeader } from "./compact_table.ts";
import { isSameData } from "./comparison.ts";
import { differences } from "./differences.ts";
import { formatCount } from "./format.ts";
import { type Content, type Html, html } from "./html.ts";
import { breakable, manySettings, nameIn, settingText } from "./many_settings.ts";
import { ranking } from "./ranking.ts";
import {
  type Cell,
  type Column,
  costColumns,
  lossColumns,
  roomy,
  type Row,
  seedColumn,
  seedsColumn,
  statusColumn,
} from "./result_columns.ts";
import { hasSeeds, type Variant } from "./rows.ts";
import { decidingSplit } from "./scores.ts";
import { symbolOf } from "./units.ts";

/** More settings than these would make the table wider than the page. */
const MAX_SETTINGS = 2;

/** A row a variant, its seeds together; further below, folded, a row a run. */
export function resultsTable(variants: readonly Variant[]): Html {
  const seeds = hasSeeds(variants);
  const settings = differences(variants.map((variant) => variant.runs[0].config));
  const isMany = settings.length > MAX_SETTINGS;
  const settingColumns = isMany ? [] : settings.map((
    { path, values },
  ): Column => ({
    title: html`<span ${className(keyName(path).length > 16 ? "long" : "")}>${
      nameIn(settings, path)
    }</span>`,
    cell: ({ variant: { index } }) => settingCell(values[index]),
    isSetting: true,
  }));
  const rows = variants.map((variant) => ({ variant, runs: variant.runs }));
  const all = variants.flatMap((variant) => variant.runs.map((run) => ({ variant, runs: [run] })));
  const split = decidingSplit(variants);
  const lowest = isSameData(variants) ? lowestVariants(variants) : undefined;
  const unit = `nats per ${symbolOf(variants.flatMap(({ runs }) => runs))}`;
  const columns = [
    ...(seeds ? [seedsColumn(split)] : []),
    ...lossColumns(split, unit, lowest),
    statusColumn(split),
    ...settingColumns,
    ...costColumns,
  ];
  const common = rows.length > 1 ? columns.filter((column) => isAlike(column, rows)) : [];
  return html`
    ${sortableTable(
      "Results of the variants",
      columns.filter((column) => !common.includes(column)),
      rows,
    )}
    ${common.length > 0 && html`
      <p class="note">
        The same for all: ${common.map(({ alike, cell }, i) =>
          html`${i > 0 && ", "}${alike!(cell(rows[0]).content)}`
        )}.
      </p>
    `}
    ${settings.length > 0 && (isMany ? manySettings(settings, variants) : html`
      <p class="note">
        As keys of the config: ${settings.map(({ path }, i) =>
          html`${i > 0 && ", "}${nameIn(settings, path)} <code>${breakable(path)}</code>`
        )}.
      </p>
    `)}
    ${seeds && html`
      <details>
        <summary>Each of the ${formatCount(all.length)} runs</summary>
        ${sortableTable("Results of each run", [
          seedColumn,
          ...lossColumns(split, unit),
          statusColumn(split),
          ...costColumns,
        ], all)}
      </details>
    `}
  `;
}

function sortableTable(label: string, columns: readonly Column[], rows: readonly Row[]): Html {
  const body = rows.map((row) =>
    html`<tr>${variantHeader(row.variant)}${
      columns.map(({ cell, isSetting }) => dataCell(cell(row), isSetting))
    }</tr>`
  );
  const heads = columns.map(({ title, cell, isSetting, unit }) => {
    const isNumber = rows.some((row) => cell(row).value !== undefined);
    const kind = isSetting ? "setting" : isNumber ? "number" : "";
    const attribute = unit !== undefined && html`
      data-unit="${unit}"
    `;
    return html`
      <th scope="col" ${className(kind)}${attribute}>${title}</th>
    `;
  });
  return scrollBox(
    label,
    html`
      <table class="sortable">
        <thead>
          <tr><th scope="col">variant</th>${heads}</tr>
        </thead>
        <tbody>${body}</tbody>
      </table>
    `,
  );
}

function dataCell({ content, value }: Cell, isSetting = false): Html {
  const kind = isSetting ? "setting" : value === undefined ? "" : "number";
  const attribute = typeof value === "number" && html`
    data-value="${value}"
  `;
  return html`<td${className(kind)}${attribute}>${content}</td>`;
}

const className = (name: string): Content =>
  name !== "" && html`
    class="${name}"
  `;

const settingCell = (value: unknown): Cell => {
  const text = settingText(value), content = roomy(text);
  return typeof value === "number" ? { content, value } : { content };
};

/** The variants with the lowest mean loss; none where there is nothing to compare. */
function lowestVariants(variants: readonly Variant[]): Set<Variant> {
  const { ranked, meanOf } = ranking(variants);
  return new Set(
    ranked.length > 1 ? ranked.filter((variant) => meanOf(variant) === meanOf(ranked[0])) : [],
  );
}

/** Whether the rows show the same, which can be said once. */
const isAlike = ({ cell, alike }: Column, rows: readonly Row[]): boolean =>
  alike !== undefined &&
  new Set(rows.map((row) => html`${cell(row).content}`.text)).size === 1;
