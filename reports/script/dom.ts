/**
 * Elements made in the page. Text goes in as text, so that whatever data and settings hold stays text.
 *
 * @module
 */
import type { Html } from "../html.ts";
import { swatch } from "../palette.ts";

type Attribute = string | number | boolean | undefined | ((event: Event) => void);
type Child = Node | string | false | null;

/**
 * An element with these attributes (true: an empty one; undefined and false: none), listeners ("onclick") and children,
 * of which false and null are none.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Attribute> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== false && child !== null));
  return made;
}

/** An SVG element with these attributes. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** The element that `html` describes. */
export function elementOf(html: Html): Element {
  const template = document.createElement("template");
  template.innerHTML = html.text.trim();
  return template.content.firstElementChild!;
}

/** Text whose direction does not spill into what stands around it. */
export const isolated = (text: string): HTMLElement => element("bdi", {}, text);

/** The mark of a look, as elsewhere in the page. */
export const mark = (look: number, color?: string): Element => elementOf(swatch(look, color));
