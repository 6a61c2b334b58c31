/**
 * Choosing which variants the page shows: one selection for all its sections. Without a script, and on paper, those
 * chosen first are shown.
 *
 * @module
 */
import { keyName } from "./charts/key_name.ts";
import { differences, formatValue } from "./differences.ts";
import { chosenFew, MAX_ALL, MAX_DETAILED } from "./few.ts";
import { formatCount } from "./format.ts";
import { kindOfTrouble } from "./hopeless.ts";
import { type Content, type Html, html, raw } from "./html.ts";
import { swatch } from "./palette.ts";
import type { Variant } from "./rows.ts";
import { decidingSplit } from "./scores.ts";

/** A setting that variants can be looked for by. */
interface Key {
  path: string;
  /** Of each variant, in words. */
  values: string[];
}

/** More settings than these would be a form of their own. */
const MAX_KEYS = 6;

/**
 * The box, folded: a check box for each variant, and for many what to find them by; nothing for a variant alone.
 *
 * @param inside the variants that the section on what happened inside shows, if there is one: of the others the box
 * says that it does not
 */
export function selectionBox(variants: readonly Variant[], inside: readonly Variant[] = []): Html {
  if (variants.length < 2) return html``;
  const chosen = chosenFew(variants), isMany = variants.length > MAX_ALL;
  const keys = keysOf(variants), states = statesOf(variants);
  return html`
    <details class="selection">
      <summary>Variants: <span class="count">${formatCount(chosen.length)} of ${formatCount(
        variants.length,
      )}</span></summary>
      <div class="choice" role="group" aria-label="Variants shown in all sections">
        ${isMany && filters(keys, states)}
        <ul>
          ${variants.map((variant, i) => {
            const hasNoLooks = inside.length > 0 && !inside.includes(variant);
            const remarks = [states[i] !== FINE && states[i], hasNoLooks && NO_LOOKS]
              .filter((remark) => remark !== false).join(", ");
            return html`
              <li data-status="${states[i]}"
                data-values="${JSON.stringify(
                  keys.map(({ values }) => values[i]),
                )}"><label><input type="checkbox" value="${variant.index}" ${raw(
                  chosen.includes(variant) ? "checked" : "",
                )}> ${variants.length <= MAX_DETAILED && swatch(variant.index)} <bdi>${variant
                  .name}</bdi></label>${remarks !== "" && html`
                  <span class="quiet">${remarks}</span>
                `}</li>
            `;
          })}
        </ul>
      </div>
    </details>
  `;
}

/** The attributes of an element that belongs to one variant: it is hidden until the variant is chosen. */
export const ofVariant = ({ index }: Variant, isChosen: boolean): Html =>
  raw(`data-variant="${index}"${isChosen ? "" : " hidden"}`);

/** The same as a record, for what is drawn. */
export const variantAttributes = ({ index }: Variant, isChosen: boolean): Record<string, string> =>
  isChosen ? { "data-variant": `${index}` } : { "data-variant": `${index}`, hidden: "" };

/** Fields that narrow the list down, and buttons that choose what is listed. */
function filters(keys: readonly Key[], states: readonly string[]): Html {
  const field = (label: Content, control: Html) => html`<label>${label} ${control}</label>`;
  const choice = (attribute: string, values: readonly string[]) =>
    html`
      <select ${raw(attribute)}>
        <option value="">any</option>
        ${values.map((value) => html`<option value="${value}">${value}</option>`)}
      </select>
    `;
  const kinds = [...new Set(states)];
  return html`
    <div class="filters">
      ${field("Search", html`<input type="search" autocomplete="off" spellcheck="false">`)}
      ${kinds.length > 1 && field("Status", choice(`data-filter="status"`, kinds))}
      ${keys.map(({ path, values }, k) =>
        field(keyName(path), choice(`data-filter="${k}"`, [...new Set(values)]))
      )}
    </div>
    <p class="choose">
      <button type="button" data-choose="listed">Only those listed</button>
      <button type="button" data-choose="more">These too</button>
      <button type="button" data-choose="none">None</button>
      <button type="button" data-choose="first">As at first</button>
      <span class="listed quiet" role="status"></span>
    </p>
  `;
}

function keysOf(variants: readonly Variant[]): Key[] {
  return differences(variants.map(({ runs }) => runs[0].config)).slice(0, MAX_KEYS)
    .map(({ path, values }) => ({ path, values: values.map(formatValue) }));
}

const FINE = "finished";
/** Of a variant that the section on what happened inside does not show. */
const NO_LOOKS = "without looks inside";

/**
 * What became of each variant, without where: "finished", "diverged", "worse than guessing"; of several seeds the first
 * trouble.
 */
function statesOf(variants: readonly Variant[]): string[] {
  const split = decidingSplit(variants);
  return variants.map(({ runs }) => {
    const troubles = runs.flatMap((run) => kindOfTrouble(run, split) ?? []);
    return troubles[0] ?? FINE;
  });
}
