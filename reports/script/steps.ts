/**
 * Lets each slider of steps show what belongs to the step that it is at.
 *
 * @module
 */

/** Brings the sliders below `root` to life. */
export function activateSteps(root: ParentNode): void {
  for (const group of root.querySelectorAll<HTMLElement>("[data-steps]")) {
    const slider = group.querySelector<HTMLInputElement>(".step-slider input");
    if (slider === null) continue;
    const labels = [...group.querySelectorAll("datalist option")].map((option) =>
      option.getAttribute("label")!
    );
    const show = () => {
      const label = labels[Number(slider.value)];
      slider.setAttribute("aria-valuetext", `step ${label}`);
      group.querySelector("output")!.textContent = label;
      for (const part of group.querySelectorAll<HTMLElement>("[data-step]")) {
        part.hidden = part.dataset.step !== slider.value;
      }
    };
    slider.addEventListener("input", show);
    show();
  }
}
