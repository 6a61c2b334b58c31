/**
 * The frame of a page: one HTML file that fetches nothing and runs no script but ours, whatever data and settings hold.
 *
 * @module
 */
import { type Content, html, raw } from "./html.ts";
import { style } from "./style.ts";

/** A script of the page, and its SHA-256 in base64. */
export interface PageScript {
  text: string;
  sha256: string;
}

/** The text of an HTML file with this title and body; the script, if any, runs once the body is there. */
export function htmlDocument(title: string, body: Content, script?: PageScript): string {
  const page = html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${raw(policy(script))}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${title}</title>
        <link rel="icon" href="data:,">
        ${raw(`<style>${style()}</style>`)}
      </head>
      <body>${body}${script && raw(`<script type="module">${script.text}</script>`)}</body>
    </html>
  `;
  return page.text.trim() + "\n";
}

/**
 * No address may be asked for anything. Of scripts only this very one runs, known by its hash: in the page, and in a worker that the page makes of
 * its own text ("blob:"); it may compile the kernels that it assembles.
 */
function policy(script?: PageScript): string {
  const frame = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; " +
    "base-uri 'none'; form-action 'none'";
  if (script === undefined) return frame;
  return `${frame}; script-src 'sha256-${script.sha256}' 'wasm-unsafe-eval'; worker-src blob:`;
}
