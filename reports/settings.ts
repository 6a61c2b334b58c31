/**
 * The settings of each variant, whole.
 *
 * @module
 */
import { type Html, html } from "./html.ts";
import { swatch } from "./palette.ts";
import type { Variant } from "./rows.ts";

/** The resolved config of each variant, folded. */
export const settingsSection = (variants: readonly Variant[]): Html =>
  html`
    <section aria-labelledby="settings">
      <h2 id="settings">Settings</h2>
      <p class="note">All that a variant was run with, defaults filled in.</p>
      ${variants.map(settings)}
    </section>
  `;

const settings = ({ name, index, runs }: Variant): Html =>
  html`
    <details>
      <summary>${swatch(index)} <bdi>${name}</bdi></summary>
      ${pre(JSON.stringify(runs[0].config, null, 2))}
    </details>
  `;

const pre = (text: string): Html => html`<pre><code>${text}</code></pre>`;
