/**
 * The settings of each variant, whole.
 *
 * @module
 */
import { codeBlock } from "./code.ts";
import { type Html, html } from "./html.ts";
import { swatch } from "./palette.ts";
import type { Variant } from "./rows.ts";

/** What settings allow, but surely do not mean. */
export const settingsNotes = (warnings: readonly string[]): Html[] =>
  warnings.map((warning) =>
    html`
      <p class="notice"
        role="note"><strong>Note on the settings.</strong> <bdi>${warning[0].toUpperCase()}${warning
          .slice(1)}.</bdi></p>
    `
  );

/** The resolved config of each variant, folded. */
export const settings = (variants: readonly Variant[]): Html =>
  html`
    <h3 id="settings">Settings</h3>
    <p class="note">All that a variant was run with, defaults filled in.</p>
    ${variants.map(({ name, index, runs }) =>
      html`
        <details>
          <summary>${swatch(index)} <bdi>${name}</bdi></summary>
          ${codeBlock(JSON.stringify(runs[0].config, null, 2), "settings")}
        </details>
      `
    )}
  `;
