/**
 * The frame of a page: one HTML file that fetches nothing and runs nothing, whatever data and settings hold.
 *
 * @module
 */
import { type Content, html, raw } from "./html.ts";
import { style } from "./style.ts";

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The text of an HTML file with this title and body. */
export function htmlDocument(title: string, body: Content): string {
  const page = html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${raw(POLICY)}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${title}</title>
        <link rel="icon" href="data:,">
        ${raw(`<style>${style()}</style>`)}
      </head>
      <body>${body}</body>
    </html>
  `;
  return page.text.trim() + "\n";
}
