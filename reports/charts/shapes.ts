/**
 * Charts drawn by hand, where Plot has no mark for what is wanted.
 *
 * @module
 */

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with these attributes, of which undefined is none; a text goes in as text. */
export function shape(
  document: Document,
  tag: string,
  attributes: Record<string, string | number | undefined>,
  ...children: (Element | string)[]
): SVGElement {
  const made = document.createElementNS(SVG, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (typeof child === "string") made.append(document.createTextNode(child));
    else made.append(child);
  }
  return made;
}

/** A length in pixels, to a tenth. */
export const px = (length: number): number => Math.round(10 * length) / 10;
