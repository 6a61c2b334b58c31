/**
 * Panels: small drawings side by side, one a variant or one a tensor, that wrap as the page narrows.
 *
 * @module
 */
import type { Inspection } from "../../runner/results.ts";
import { isolate } from "../format.ts";
import { type Content, type Html, html, raw } from "../html.ts";
import { swatch } from "../palette.ts";
import { stepParts, type Steps } from "../step_slider.ts";
import { ofVariant } from "../selection.ts";
import { hasRoom, lookAt, type Shown, whyNone } from "./looks.ts";

/** What a panel shows: a drawing, its content in words for who cannot see it, and a line below. */
export interface Picture {
  drawing: Html;
  /** Complete sentences. */
  words: string;
  note?: Content;
}

/** Panels of tensors side by side. */
export const panels = (content: Content): Html =>
  html`<div class="panels tensors">${content}</div>`;

/** A panel called `title`. */
export const panel = (title: Content, content: Content, attributes: Html = raw("")): Html =>
  html`<div class="panel" ${attributes}><p class="panel-title">${title}</p>${content}</div>`;

/** A panel's content. */
export const picture = ({ drawing, words, note }: Picture): Html =>
  html`<div role="img" aria-label="${words}">${drawing}</div>${
    note && html`<p class="note">${note}</p>`
  }`;

/** A panel a variant, with a picture a step; where there is nothing to draw, it says why. null leaves a variant out. */
export function variantPanels(
  shown: readonly Shown[],
  steps: Steps,
  draw: (inspection: Inspection, one: Shown) => Picture | null,
): Html {
  const content = shown.map((one) => {
    const { name, index } = one.variant;
    const pictures = new Map(steps.steps.map((step) => {
      const look = hasRoom(one, step, steps.steps) ? lookAt(one.run, step) : undefined;
      return [step, look && draw(look, one)];
    }));
    if ([...pictures.values()].includes(null)) return null;
    return panel(
      html`${swatch(index)} <bdi>${name}</bdi>`,
      stepParts(steps, (step) => {
        const found = pictures.get(step);
        if (!found) {
          const why = hasRoom(one, step, steps.steps) ? whyNone(one.run, step) : NO_ROOM;
          return html`<p class="note">${why}</p>`;
        }
        return picture({ ...found, words: `${isolate(name)}: ${found.words}` });
      }),
      ofVariant(one.variant, !one.folded),
    );
  });
  return html`<div class="panels">${content}</div>`;
}

const NO_ROOM = "shown at the first and the last step";

/** Which colour is which variant. */
export const legend = (shown: readonly Shown[]): Html =>
  html`
    <ul class="legend">
      ${shown.map(({ variant, folded }) =>
        html`<li ${ofVariant(variant, !folded)}>${
          swatch(variant.index)
        } <bdi>${variant.name}</bdi></li>`
      )}
    </ul>
  `;
