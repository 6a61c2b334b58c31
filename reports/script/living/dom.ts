/**
 * What the living part of the page is made of.
 *
 * @module
 */
import { element } from "../dom.ts";

export { element, isolated, mark } from "../dom.ts";

/** A heading one level, or `deeper` levels, below that of the section that `place` is in. */
export function heading(
  place: Element,
  deeper: number,
  ...content: (Node | string)[]
): HTMLElement {
  const [, level] = place.closest("section")!.querySelector("h2, h3")!.tagName;
  return element(`h${Number(level) + deeper}` as "h3", {}, ...content);
}

/** A remark. */
export const note = (text: string): HTMLElement => element("p", { class: "note" }, text);

let labels = 0;

/** A control with its label above it, and what shows its value beside it. */
export function labelled(label: string, control: HTMLElement, value?: HTMLElement): HTMLElement {
  control.id ||= `control-${labels++}`;
  return element(
    "div",
    { class: value ? "field with-value" : "field" },
    element("label", { for: control.id }, label),
    control,
    ...value ? [value] : [],
  );
}

/** The options of a choice among these. */
export const options = (values: readonly { value: string; text: string }[], chosen: string) =>
  values.map(({ value, text }) => element("option", { value, selected: value === chosen }, text));

/**
 * A field for a whole number from `min` to `max`. Once something else has been typed, the number that is used takes its
 * place.
 */
export function wholeField(min: number, max: number, value?: number): HTMLInputElement {
  const field = element("input", {
    type: "number",
    min,
    max,
    step: 1,
    value,
    onchange: () => field.value = String(whole(field)),
  });
  return field;
}

/** The whole number of such a field, brought between its ends; its default where it holds none. */
export function whole({ valueAsNumber, defaultValue, min, max }: HTMLInputElement): number {
  const value = Number.isNaN(valueAsNumber) ? Number(defaultValue) : Math.trunc(valueAsNumber);
  return Math.min(Number(max), Math.max(Number(min), value));
}

/** Calls `work` once things have been quiet for so many milliseconds. */
export function quietly(work: () => void, wait: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, wait);
  };
}
