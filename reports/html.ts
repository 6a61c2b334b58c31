/**
 * HTML as template literals that escape what is put into them.
 *
 * @module
 */

/** Text that is HTML already and goes into a template as it is. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What a template takes; null, undefined and false leave nothing, arrays are joined. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

/** Marks text as HTML. Only for what this project wrote itself, never for data or settings. */
export const raw = (text: string): Html => new Html(text);

/**
 * HTML of a template; every value in it is escaped, in text and in quoted attributes alike.
 * Values belong between tags or between double quotes, nowhere else.
 */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  let text = strings[0];
  for (let i = 0; i < values.length; i++) text += render(values[i]) + strings[i + 1];
  return new Html(text);
}

function render(content: Content): string {
  if (content === null || content === undefined || content === false) return "";
  if (content instanceof Html) return content.text;
  if (typeof content === "object") return content.map(render).join("");
  return escape(String(content));
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes text for HTML; control characters, which HTML may not hold, become U+FFFD. */
export function escape(text: string): string {
  return text.toWellFormed()
    // deno-lint-ignore no-control-regex
    .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, "\ufffd")
    .replace(/[&<>"']/g, (c) => ENTITIES[c]);
}
