/**
 * Reading HTML in tests.
 *
 * @module
 */
import { parseHTML } from "linkedom";
import { type Html, html } from "../../reports/html.ts";

/** A piece of HTML as a document. */
export const parse = (piece: Html | string): Document =>
  parseHTML(
    typeof piece === "string" ? piece : html`
      <!DOCTYPE html>
      <html>
        <body>${piece}</body>
      </html>
    `.text,
  ).document as unknown as Document;

/** The texts of all elements that a selector finds, with single spaces. */
export const texts = (root: ParentNode, selector: string): string[] =>
  [...root.querySelectorAll(selector)].map((e) => e.textContent!.replace(/\s+/g, " ").trim());

/** The cells of a table's rows. */
export const cells = (root: ParentNode): string[][] =>
  [...root.querySelectorAll("tr")].map((row) => texts(row, "th, td"));
