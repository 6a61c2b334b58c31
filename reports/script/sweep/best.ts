/**
 * Gives the best setting's experiment a button that saves it.
 *
 * @module
 */
import { element } from "../dom.ts";
import { fileName, save } from "../save.ts";

/** @param name of the experiment */
export function offerBest(part: HTMLElement, name: string): void {
  const holder = part.querySelector(".best-file"), code = holder?.querySelector("code");
  if (!holder || !code) return;
  holder.append(element(
    "p",
    { class: "files" },
    element("button", {
      type: "button",
      "aria-label": "Save the best setting as an experiment",
      onclick: () =>
        save(
          `${fileName(name, "experiment")}-best.json`,
          new Blob([code.textContent!], { type: "application/json" }),
        ),
    }, "JSON ↓"),
  ));
}
