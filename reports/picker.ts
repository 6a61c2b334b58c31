/**
 * Choosing which of many variants a section shows. Without a script, and on paper, the chosen few are shown.
 *
 * @module
 */
import { type Html, html, raw } from "./html.ts";
import { swatch } from "./palette.ts";
import type { Variant } from "./rows.ts";

/** A box to check for each variant; nothing where all are `picked`. */
export function picker(variants: readonly Variant[], picked: readonly Variant[]): Html {
  if (picked.length >= variants.length) return html``;
  return html`
    <fieldset class="picker">
      <legend>Variants shown here</legend>
      ${variants.map((variant) =>
        html`
          <label><input type="checkbox" value="${variant.index}" ${raw(
            picked.includes(variant) ? "checked" : "",
          )}> ${swatch(variant.index)} <bdi>${variant.name}</bdi></label>
        `
      )}
    </fieldset>
  `;
}

/** The attributes of an element that belongs to one variant: it is hidden until the variant is picked. */
export const ofVariant = ({ index }: Variant, isPicked: boolean): Html =>
  raw(`data-variant="${index}"${isPicked ? "" : " hidden"}`);

/** The same as a record, for what is drawn. */
export const variantAttributes = ({ index }: Variant, isPicked: boolean): Record<string, string> =>
  isPicked ? { "data-variant": `${index}` } : { "data-variant": `${index}`, hidden: "" };
