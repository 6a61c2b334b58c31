/**
 * Finding one's way on a page: the list of its sections, and several experiments below each other.
 *
 * @module
 */
import { type Html, html, raw } from "./html.ts";

/** Links to the sections, known by their headings `<h2 id="…">Title</h2>`. */
export function contents(sections: readonly Html[]): Html {
  const headings = [...sections.join("").matchAll(/<h2 id="([^"]+)">([^<]+)<\/h2>/g)];
  return html`
    <nav class="contents" aria-label="Sections">
      <ul>${headings.map(([, id, title]) => html`<li><a href="#${id}">${raw(title)}</a></li>`)}</ul>
    </nav>
  `;
}

/** A tag of our own markup, in which every "<" of the data is escaped. */
const TAG = /<(\/?)([a-z][\w-]*)((?:\s+[^\s"'<>=/]+(?:="[^"]*")?)*)(\s*\/?)>/gi;
/** Attributes that hold ids, of the element itself or of others; links to one; and what draws by one. */
const IDS = /^(id|for|aria-(labelledby|describedby|controls|owns|details|activedescendant))$/;
const LINKS = /^(xlink:)?href$/;
const DRAWN = /^(clip-path|mask|filter|fill|stroke|style|marker-(start|mid|end))$/;

/**
 * A part of a page as it goes inside another one: every heading one level lower, and every id, and what refers to it, with a
 * prefix, so that none occurs twice.
 */
export function nest(part: Html, prefix: string): Html {
  return raw(part.text.replace(TAG, (_, slash, name, attributes, end) => {
    const lower = name.replace(/^h([1-5])$/, (_: string, n: string) => `h${Number(n) + 1}`);
    return `<${slash}${lower}${attributes.replace(/([\w:-]+)="([^"]*)"/g, attribute)}${end}>`;
  }));

  function attribute(whole: string, name: string, value: string): string {
    if (IDS.test(name)) return `${name}="${value.replace(/\S+/g, (id) => prefix + id)}"`;
    if (LINKS.test(name)) return `${name}="${value.replace(/^#(?=.)/, `#${prefix}`)}"`;
    if (DRAWN.test(name)) return `${name}="${value.replaceAll("url(#", `url(#${prefix}`)}"`;
    return whole;
  }
}
