/**
 * Small tables.
 *
 * @module
 */
import { type Content, type Html, html } from "./html.ts";
import { swatch } from "./palette.ts";
import type { Variant } from "./rows.ts";

/** A box that scrolls by itself, so that a wide table does not make the page wide; the keyboard reaches it too. */
export const scrollBox = (label: string, content: Html): Html =>
  html`
    <div class="scroll" role="group" aria-label="${label}" tabindex="0">${content}</div>
  `;

/** The head of a column of numbers in a `compactTable`. */
export const numbers = (head: string): Html => html`<th scope="col" class="number">${head}</th>`;

/** A small table in a box that scrolls. `heads` are its columns' titles; false is no column. */
export const compactTable = (
  label: string,
  heads: readonly (Html | string | false)[],
  rows: Content,
): Html =>
  scrollBox(
    label,
    html`
      <table class="compact">
        <thead>
          <tr>
            ${heads.map((head) =>
              typeof head === "string" ? html`<th scope="col">${head}</th>` : head
            )}
          </tr>
        </thead>
        <tbody>${rows}</tbody>
      </table>
    `,
  );

/** A row's header: the variant with its look. */
export const variantHeader = ({ name, index }: Variant): Html =>
  html`
    <th scope="row"><span class="variant">${swatch(index)} <bdi>${withWholeNumbers(
      name,
    )}</bdi></span></th>
  `;

/** A number as names have it. Longer ones have to break to fit. */
const NUMBER = /(?<![\d.])([-−]?\.?\d[\d.,]*(?:e[-+−]?\d+)?)/i;
const MAX_WHOLE = 12;

/** A name that may break before a number, and anywhere, but not within one. */
const withWholeNumbers = (name: string): Content =>
  name.split(NUMBER).map((part, i) =>
    i % 2 === 1 && part.length <= MAX_WHOLE ? html`<wbr><span class="whole">${part}</span>` : part
  );
