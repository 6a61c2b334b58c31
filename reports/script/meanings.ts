/**
 * Puts the meaning of a word beside the word; without a script browsers put it in the middle of the window.
 *
 * @module
 */

/** So many pixels from the word, and from the window's edge. */
const GAP = 6;

export function placeMeanings(root: ParentNode): void {
  for (const word of root.querySelectorAll<HTMLElement>("[popovertarget]")) {
    word.addEventListener("click", () => {
      const meaning = document.getElementById(word.getAttribute("popovertarget")!);
      if (meaning === null) return;
      Object.assign(meaning.style, { inset: "auto", margin: "0" });
      meaning.addEventListener("toggle", () => beside(meaning, word), { once: true });
    });
  }
}

/** Below the word, or where there is no room, above it. */
function beside(meaning: HTMLElement, word: HTMLElement): void {
  const [{ left, top, bottom }] = word.getClientRects(), { innerWidth, innerHeight } = window;
  const { width, height } = meaning.getBoundingClientRect();
  if (height === 0) return;
  meaning.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
  const below = bottom + GAP;
  meaning.style.top = `${
    below + height < innerHeight ? below : Math.max(GAP, top - height - GAP)
  }px`;
}
