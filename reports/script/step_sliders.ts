/**
 * Lets each slider of steps show what belongs to the step that it is at.
 *
 * @module
 */
import type { Address } from "./address.ts";

/** Brings the sliders below `root` to life. */
export function activateSteps(root: ParentNode, address: Address): void {
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
    slider.addEventListener("input", () => (show(), address.changed()));
    // Browsers restore a slider before a reload; the address knows better.
    slider.value = slider.defaultValue;
    address.keep({
      key: slider.id.replace(/[^a-z\d]|slider$/g, ""),
      read: () => slider.value === slider.defaultValue ? "" : slider.value,
      write(state) {
        slider.value = /^\d+$/.test(state) ? state : slider.defaultValue;
        show();
      },
    });
    show();
  }
}
