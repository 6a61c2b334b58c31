/**
 * Elements made in the page. Text goes in as text, so that whatever data and settings hold stays text.
 *
 * @module
 */
import { swatch } from "../palette.ts";

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

/** An SVG element with these attributes. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** Text whose direction does not spill into what stands around it. */
export const isolated = (text: string): HTMLElement => element("bdi", {}, text);

/** The mark of a look, as elsewhere in the page. */
export const mark = (look: number): Node =>
  document.createRange().createContextualFragment(swatch(look).text.trim());
