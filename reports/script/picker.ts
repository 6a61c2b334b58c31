/**
 * Lets the boxes of the variants show and hide what belongs to them, in all sections of an experiment alike.
 *
 * @module
 */

/** Brings the pickers below `root` to life. */
export function activatePickers(root: ParentNode): void {
  for (const group of root.querySelectorAll<HTMLElement>(".picker")) {
    const experiment = group.closest<HTMLElement>("[data-experiment]")!;
    group.addEventListener("change", ({ target }) => {
      const { value, checked } = target as HTMLInputElement;
      const boxes = `.picker input[value="${value}"]`;
      for (const box of experiment.querySelectorAll<HTMLInputElement>(boxes)) box.checked = checked;
      for (const part of experiment.querySelectorAll(`[data-variant="${value}"]`)) {
        part.toggleAttribute("hidden", !checked);
      }
    });
  }
  // Browsers restore boxes that were checked before a reload, but not what they show.
  for (const box of root.querySelectorAll<HTMLInputElement>(".picker input")) {
    box.checked = box.defaultChecked;
  }
}
