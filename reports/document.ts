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

/** What a page has besides its title and body. */
export interface PageParts {
  /** Runs once the body is there. */
  script?: PageScript;
  /** Of this page alone. */
  style?: string;
  /** Whether the script runs code that readers type into the page. */
  runsTyped?: boolean;
}

/** The text of an HTML file with this title and body. */
export function htmlDocument(title: string, body: Content, parts: PageParts = {}): string {
  const { script, style: own = "" } = parts;
  const page = html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${raw(policy(parts))}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${title}</title>
        <link rel="icon" href="data:,">
        ${raw(`<style>${style()}${own}</style>`)}
      </head>
      <body>${body}${script && raw(`<script type="module">${script.text}</script>`)}</body>
    </html>
  `;
  return page.text.trim() + "\n";
}

/**
 * No address may be asked for anything. Of scripts only this very one runs, known by its hash: in the page, and in a
 * worker that the page makes of its own text ("blob:"); it may compile the kernels that it assembles, or else the code
 * that readers type.
 */
function policy({ script, runsTyped }: PageParts): string {
  const frame = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; " +
    "base-uri 'none'; form-action 'none'";
  if (script === undefined) return frame;
  const compiles = runsTyped ? "'unsafe-eval'" : "'wasm-unsafe-eval'";
  return `${frame}; script-src 'sha256-${script.sha256}' ${compiles}; worker-src blob:`;
}
