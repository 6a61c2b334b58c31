/**
 * The sections: what of them is unfolded is kept in the address, paper has them all, and the list of contents marks the
 * one that is read.
 *
 * @module
 */
import type { Address } from "./address.ts";

/** What is folded on the screen, and not on paper. */
const PRINTED = "details:not([open], .unprinted, .selection)";

/** Brings them to life. */
export function sections(root: ParentNode, address: Address): void {
  const folds = [...root.querySelectorAll<HTMLDetailsElement>("details.fold")];
  const idOf = (fold: Element) => fold.querySelector("[id]")!.id;
  const first = new Map(folds.map((fold) => [fold, fold.open]));
  address.keep({
    key: "fold",
    read: () => folds.filter((fold) => fold.open !== first.get(fold)).map(idOf).join("."),
    write(state) {
      const others = new Set(state.split("."));
      for (const fold of folds) fold.open = first.get(fold)! !== others.has(idOf(fold));
    },
  });
  for (const fold of folds) fold.addEventListener("toggle", address.changed);

  let folded: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    folded = [...root.querySelectorAll<HTMLDetailsElement>(PRINTED)];
    for (const fold of folded) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of folded) fold.open = false;
  });
  markCurrent(root);
}

/** Marks the link to the section that the upper part of the window shows. */
function markCurrent(root: ParentNode): void {
  const links = new Map<Element, HTMLAnchorElement>();
  for (const link of root.querySelectorAll<HTMLAnchorElement>(".contents a")) {
    const section = document.getElementById(link.hash.slice(1))?.closest("section");
    if (section) links.set(section, link);
  }
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const link = links.get(target)!;
      if (isIntersecting) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-20% 0px -79% 0px" });
  for (const section of links.keys()) observer.observe(section);
}
