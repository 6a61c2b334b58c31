/**
 * Code that readers may want to take along.
 *
 * @module
 */
import { type Html, html } from "./html.ts";

/**
 * A block of code, which the page's script gives a button that copies it.
 *
 * @param what the button names, e.g. "command"
 */
export const codeBlock = (text: string, what: string): Html =>
  html`<pre data-copy="${what}"><code>${text}</code></pre>`;
