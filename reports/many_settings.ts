/**
 * Settings in which the variants differ, by name, and where these are many, in tables of their own.
 *
 * @module
 */
import { keyName } from "./charts/key_name.ts";
import { compactTable, variantHeader } from "./compact_table.ts";
import { type Difference, formatValue } from "./differences.ts";
import { formatCount, shortened } from "./format.ts";
import { type Content, type Html, html } from "./html.ts";
import type { Variant } from "./rows.ts";

/** What most of the variants have that have this setting; the first of several such values. */
function usualOf({ values }: Difference): unknown {
  const counts = Map.groupBy(
    values.filter((one) => one !== undefined),
    (one) => JSON.stringify(one),
  );
  return [...counts.values()].toSorted((a, b) => b.length - a.length)[0][0];
}

/** More characters of a value would be a config of their own. */
const MAX_VALUE = 40;

/** Many settings, folded: what most variants have, and of each variant what is otherwise. */
export function manySettings(settings: readonly Difference[], variants: readonly Variant[]): Html {
  const usual = settings.map(usualOf);
  const own = (at: number) =>
    settings.filter(({ values }, k) =>
      values[at] !== undefined && JSON.stringify(values[at]) !== JSON.stringify(usual[k])
    );
  return html`
    <details class="unprinted">
      <summary>The ${formatCount(settings.length)} settings that differ</summary>
      ${compactTable(
        "Settings that differ",
        ["setting", "most variants", "key of the config"],
        settings.map(({ path }, k) =>
          html`
            <tr>
              <th scope="row">${nameIn(settings, path)}</th>
              <td>${shortened(settingText(usual[k]), MAX_VALUE)}</td>
              <td><code>${path}</code></td>
            </tr>
          `
        ),
      )} ${compactTable(
        "Settings that are not those of most variants",
        ["variant", "otherwise than most"],
        variants.map((variant, at) =>
          html`
            <tr>
              ${variantHeader(variant)}
              <td>${own(at).map(({ path, values }, i) =>
                html`${i > 0 && "; "}${nameIn(settings, path)} <strong>${
                  shortened(settingText(values[at]), MAX_VALUE)
                }</strong>`
              )}</td>
            </tr>
          `
        ),
      )}
    </details>
  `;
}

/** A setting in plain words, or where two would have the same ones, its path. */
export function nameIn(settings: readonly Difference[], path: string): Content {
  const name = keyName(path);
  const isUnique = settings.filter((other) => keyName(other.path) === name).length === 1;
  return isUnique ? name : html`<code>${breakable(path)}</code>`;
}

/** A dotted path that may break after its dots. */
export const breakable = (path: string): Content =>
  path.split(".").map((key, i) => i === 0 ? key : html`.<wbr />${key}`);

/** Counts have separators; what is larger is none. */
export function settingText(value: unknown): string {
  const isCount = typeof value === "number" && Number.isInteger(value) && value >= 1000 &&
    value < 1e12;
  return isCount ? formatCount(value) : formatValue(value);
}
