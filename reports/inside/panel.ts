/**
 * Panels: small drawings side by side, one a variant or one a tensor, that wrap as the page narrows.
 *
 * @module
 */
import type { Inspection } from "../../runner/results.ts";
import { isolate } from "../format.ts";
import { type Content, type Html, html } from "../html.ts";
import { swatch } from "../palette.ts";
import { lookAt, type Shown, whyNone } from "./looks.ts";

/** The size that a panel's drawing is made for; it is scaled to the room there is. */
export const PANEL = { width: 320, height: 190 };

/** A drawing with its name above, its content in words for who cannot see it, and a line below. */
export interface Panel {
  drawing: Html;
  /** Complete sentences. */
  words: string;
  note?: Content;
}

/** Panels of this kind side by side. */
export const panels = (content: Content): Html => html`<div class="panels">${content}</div>`;

/** A panel called `title`. */
export const panel = (title: Content, { drawing, words, note }: Panel): Html =>
  html`
    <div class="panel">
      <p class="panel-title">${title}</p>
      <div role="img" aria-label="${words}">${drawing}</div>
      ${note && html`<p class="note">${note}</p>`}
    </div>
  `;

/** A panel a variant, at one step; where there is nothing to draw, it says why. */
export function variantPanels(
  shown: readonly Shown[],
  step: number,
  draw: (inspection: Inspection, one: Shown) => Panel | null,
): Html {
  return panels(shown.map((one) => {
    const title = html`${swatch(one.variant.index)} <bdi>${one.variant.name}</bdi>`;
    const look = lookAt(one.run, step);
    const drawn = look && draw(look, one);
    if (drawn) {
      return panel(title, { ...drawn, words: `${isolate(one.variant.name)}: ${drawn.words}` });
    }
    if (drawn === null) return null;
    return html`
      <div class="panel">
        <p class="panel-title">${title}</p>
        <p class="note">${whyNone(one.run, step)}</p>
      </div>
    `;
  }));
}

/** Which colour and dash is which variant. */
export const legend = (shown: readonly Shown[]): Html =>
  html`
    <ul class="legend">
      ${shown.map(({ variant: { name, index } }) =>
        html`<li>${swatch(index)} <bdi>${name}</bdi></li>`
      )}
    </ul>
  `;
