/**
 * The settings of each variant, whole.
 *
 * @module
 */
import { codeBlock } from "./code.ts";
import { type Html, html } from "./html.ts";
import { swatch } from "./palette.ts";
import { given } from "./shell.ts";
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

/** That the file's own words are of other settings than the command's; nothing where it changed none. */
export function changesNote(command: string): Html | false {
  const set = given(command, "--set"), only = given(command, "--only");
  if (set.length + only.length === 0) return false;
  const changes = [
    ...set.length > 0 ? [html`${codes(set)} ${set.length === 1 ? "was" : "were"} set`] : [],
    ...only.length > 0
      ? [html`only ${names(only)} ${only.length === 1 ? "was" : "were"} trained`]
      : [],
  ];
  return html`
    <p class="notice" role="note">
      <strong>The text below was written for the settings in the file.</strong>
      For this page ${changes.map((change, i) => [i > 0 && ", and ", change])}.
    </p>
  `;
}

const codes = (texts: readonly string[]): Html[] =>
  texts.map((text, i) => html`${i > 0 && ", "}<code><bdi>${text}</bdi></code>`);
const names = (texts: readonly string[]): Html[] =>
  texts.map((text, i) => html`${i > 0 && ", "}<bdi>${text}</bdi>`);

/** The resolved config of each variant, folded. */
export const settings = (variants: readonly Variant[]): Html =>
  html`
    <h3 id="settings">Settings</h3>
    <p class="note">All that a variant was run with, defaults filled in.</p>
    ${variants.map(({ name, index, runs }) =>
      html`
        <details class="unprinted">
          <summary>${swatch(index)} <bdi>${name}</bdi></summary>
          ${codeBlock(JSON.stringify(runs[0].config, null, 2), "settings")}
        </details>
      `
    )}
  `;
