/**
 * Sentences that name variants: as HTML, where each name stands by itself, and as plain text for a terminal.
 *
 * @module
 */
import { type Html, html } from "./html.ts";
import { lookOf } from "./palette.ts";
import type { Variant } from "./rows.ts";

/** Text, in which `backticks` stand around code, and variants by name. */
export type Sentence = readonly (string | Variant)[];

/** A sentence of a template, into which variants, texts and other sentences go. */
export function say(
  strings: TemplateStringsArray,
  ...values: (string | number | Variant | Sentence)[]
): Sentence {
  const parts = values.flatMap((value, i) => {
    const part = typeof value === "number" ? String(value) : value;
    return [...(Array.isArray(part) ? part : [part]), strings[i + 1]];
  });
  return [strings[0], ...parts];
}

/** "a", "a and b", "a, b and c" */
export function list(parts: readonly Sentence[], word: "and" | "or" = "and"): Sentence {
  return parts.flatMap((part, i) =>
    i === 0 ? part : [i === parts.length - 1 ? ` ${word} ` : ", ", ...part]
  );
}

/** The sentence as HTML, each name underlined as its curve is drawn. */
export const sentenceHtml = (sentence: Sentence): Html =>
  html`${
    joined(sentence).map((part) => typeof part === "string" ? textHtml(part) : nameHtml(part))
  }`;

/** With texts beside each other as one, since code may reach from one into the next. */
const joined = (sentence: Sentence): Sentence =>
  sentence.reduce<(string | Variant)[]>((parts, part) => {
    const last = parts.at(-1);
    return typeof part === "string" && typeof last === "string"
      ? [...parts.slice(0, -1), last + part]
      : [...parts, part];
  }, []);

const textHtml = (text: string): Html =>
  html`${text.split("`").map((part, i) => i % 2 === 0 ? unbroken(part) : codeHtml(part))}`;

/** Short code stays on one line, and of other code each short word: they would be broken after their hyphens. */
export function codeHtml(code: string): Html {
  if (code.length <= MAX_WHOLE) return html`<code class="whole">${code}</code>`;
  const words = code.split(" ").map((word, i) => {
    const isWhole = word.includes("-") && word.length <= MAX_WHOLE;
    return [i > 0 && " ", isWhole ? html`<span class="whole">${word}</span>` : word];
  });
  return html`<code>${words}</code>`;
}

const MAX_WHOLE = 32;

const nameHtml = ({ name, index }: Variant): Html => {
  const { color } = lookOf(index);
  return html`<bdi class="name" style="text-decoration-color: ${color}">${name}</bdi>`;
};

/** Numbers stay on one line with their uncertainty and their noun. */
const unbroken = (text: string): string =>
  text.replaceAll(" ± ", "\u00a0±\u00a0").replace(/(\d) (?=seeds|%)/g, "$1\u00a0");

/** The sentence as it goes to a terminal, which has to be kept from harm still. */
export const sentenceText = (sentence: Sentence): string =>
  sentence.map((part) => typeof part === "string" ? part : nameText(part)).join("");

/** A name with a comma, as those of a sweep have, would fall apart in a list. */
const nameText = ({ name }: Variant): string => name.includes(",") ? `"${name}"` : name;
