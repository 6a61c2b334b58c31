/**
 * Elements made in the page. Text goes in as text, so that whatever data and settings hold stays text.
 *
 * @module
 */
import { swatch } from "../../palette.ts";

type Child = Node | string | false | null;

/** An element with these properties (`class` and names with a dash are attributes) and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Record<string, unknown> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class" || name === "role" || name.includes("-")) {
      made.setAttribute(name, String(value));
    } else Object.assign(made, { [name]: value });
  }
  made.append(...children.filter((child) => child !== false && child !== null));
  return made;
}

/** Text whose direction does not spill into what stands around it. */
export const isolated = (text: string): HTMLElement => element("bdi", {}, text);

/** The mark of a look, as elsewhere in the page. */
export const mark = (look: number): Node =>
  document.createRange().createContextualFragment(swatch(look).text.trim());

let labels = 0;

/** A control with its label above it, and a word on it below, if any. */
export function labelled<T extends HTMLElement>(
  label: string,
  control: T,
  hint?: string | HTMLElement,
): HTMLElement {
  control.id ||= `control-${labels++}`;
  return element(
    "div",
    { class: hint === undefined ? "control" : "control with-hint" },
    element("label", { htmlFor: control.id }, label),
    control,
    hint === undefined ? null : element("span", { class: "note" }, hint),
  );
}

/** A choice among these, by their texts. */
export function select(options: readonly { value: string; text: string }[], chosen: string) {
  const made = element("select");
  for (const { value, text } of options) {
    made.append(element("option", { value, selected: value === chosen }, text));
  }
  return made;
}

/** Calls `work` once things have been quiet for so many milliseconds. */
export function quietly(work: () => void, wait: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, wait);
  };
}
