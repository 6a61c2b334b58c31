/**
 * Controls with their labels.
 *
 * @module
 */
import { element } from "../dom.ts";

export { element, isolated, mark } from "../dom.ts";

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
