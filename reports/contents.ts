/**
 * Finding one's way on a page: the list of its sections, sections that fold, and several experiments below each other.
 *
 * @module
 */
import { type Content, type Html, html, raw } from "./html.ts";

/** The strip that stays in sight: the list of the sections, and what else governs all of them. */
export const guide = (sections: readonly Html[], more: Content): Html =>
  html`<div class="guide">${contents(sections)}${more}</div>`;

const HEADING = /<h2 id="([^"]+)">((?:<bdi>)?[^<]+(?:<\/bdi>)?)<\/h2>/g;

/** Links to the sections, known by their headings `<h2 id="…">Title</h2>`. */
export function contents(sections: readonly Html[]): Html {
  const headings = [...sections.join("").matchAll(HEADING)];
  return html`
    <nav class="contents" aria-label="Sections">
      <ul>${headings.map(([, id, title]) => html`<li><a href="#${id}">${raw(title)}</a></li>`)}</ul>
    </nav>
  `;
}

/** A section that its heading folds and unfolds. Without a heading it stays as it is. */
export const fold = ({ text }: Html, isOpen: boolean): Html =>
  raw(text.replace(
    /(<h2 id="[^"]+">[^<]+<\/h2>)([^]*)(?=<\/section>\s*$)/,
    (_, heading, content) =>
      `<details class="fold"${
        isOpen ? " open" : ""
      }><summary>${heading}</summary>${content}</details>`,
  ));

/** A tag of our own markup, in which every "<" of the data is escaped. */
const TAG = /<(\/?)([a-z][\w-]*)((?:\s+[^\s"'<>=/]+(?:="[^"]*")?)*)(\s*\/?)>/gi;
/** Attributes that hold ids, of the element itself or of others; links to one; and what draws by one. */
const IDS = /^(id|for|list|aria-(labelledby|describedby|controls|owns|details|activedescendant))$/;
const LINKS = /^(xlink:)?href$/;
const DRAWN = /^(clip-path|mask|filter|fill|stroke|style|marker-(start|mid|end))$/;

/** Parts that assistive technology lists by their names, which must differ. */
const LANDMARKS = /^(nav|section)$/;

/**
 * A part of a page as it goes inside another one: every heading one level lower, and every id, and what refers to it,
 * with a prefix, so that none occurs twice. Its landmarks are named after the element whose id, before, is `number`
 * too, whose text is `label`.
 */
export function nest(part: Html, prefix: string, label: string): Html {
  return raw(part.text.replace(TAG, (_, slash, name, attributes, end) => {
    const lower = name.replace(/^h([1-5])$/, (_: string, n: string) => `h${Number(n) + 1}`);
    const renamed = attributes.replace(
      /([\w:-]+)="([^"]*)"/g,
      (_: string, key: string, value: string) => `${key}="${renamedValue(key, value)}"`,
    );
    const own = LANDMARKS.test(name)
      ? renamed.replace(/( aria-label="[^"]*)"/, `$1, ${label}"`)
        .replace(/( aria-labelledby="[^"]*)"/, `$1 ${prefix}number"`)
      : renamed;
    return `<${slash}${lower}${own}${end}>`;
  }));

  function renamedValue(key: string, value: string): string {
    if (IDS.test(key)) return value.replace(/\S+/g, (id) => prefix + id);
    if (LINKS.test(key)) return value.replace(/^#(?=.)/, `#${prefix}`);
    if (DRAWN.test(key)) return value.replaceAll("url(#", `url(#${prefix}`);
    return value;
  }
}
