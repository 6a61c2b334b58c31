/**
 * Says of a box that scrolls how many of its rows are still below, and goes there.
 *
 * @module
 */
import { plural } from "../format.ts";
import { element } from "./dom.ts";

/** Who lacks no more than this of its lower end, in pixels, is seen whole. */
const PADDING = 6;

/** A button that stands below `box`, and is not there where no row is below. */
export function moreBelow(box: HTMLElement, rows: () => readonly HTMLElement[]): HTMLElement {
  const button = element("button", {
    type: "button",
    class: "more-below",
    onclick: () => box.scrollBy({ top: 0.8 * box.clientHeight, behavior: "smooth" }),
  });
  const show = () => {
    const end = box.getBoundingClientRect().bottom + PADDING;
    const below =
      rows().filter((row) => !row.hidden && row.getBoundingClientRect().bottom > end).length;
    button.hidden = below === 0;
    button.textContent = `↓ ${plural(below, "more row")}`;
  };
  box.addEventListener("scroll", show);
  const sizes = new ResizeObserver(show);
  for (const one of [box, ...box.children]) sizes.observe(one);
  return button;
}
