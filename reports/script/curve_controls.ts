/**
 * The controls above a chart of the losses.
 *
 * @module
 */
import type { CurveView } from "../charts/curve_view.ts";
import { SMOOTHINGS } from "../smooth.ts";
import { element } from "./dom.ts";

const RAW = "The losses without smoothing, and their range";

/** Makes the controls. */
export function curveControls({ change, zoom }: {
  change(changes: Partial<CurveView>): void;
  zoom(range?: [number, number]): void;
}) {
  const smoothing = element("input", {
    type: "range",
    min: 0,
    max: SMOOTHINGS.length - 1,
    step: 1,
    "aria-label": "Smoothing",
    oninput: () => change({ smoothing: Number(smoothing.value) }),
  });
  const weight = element("output");
  const toggle = (label: string, title: string, key: "logLoss" | "logSteps" | "raw") => {
    const box = element("input", {
      type: "checkbox",
      onchange: () => change({ [key]: box.checked }),
    });
    return { box, label: element("label", { title }, box, ` ${label}`) };
  };
  const logLoss = toggle("log loss", "Logarithmic loss axis", "logLoss");
  const logSteps = toggle("log steps", "Logarithmic step axis", "logSteps");
  const raw = toggle("raw losses", RAW, "raw");
  /** The field that somebody types in, which must not be overwritten meanwhile. */
  let typing: EventTarget | null = null;
  const limit = (label: string) =>
    element("input", {
      type: "number",
      min: 0,
      step: 1,
      inputmode: "numeric",
      "aria-label": label,
      oninput: ({ target }) => typing = target,
      onchange: () => {
        typing = null;
        zoom([Number(from.value), Number(to.value)]);
      },
    });
  const from = limit("First step shown"), to = limit("Last step shown");
  const reset = element("button", {
    type: "button",
    onclick: () => zoom(),
    "aria-label": "Show all steps",
  }, "All");

  return {
    element: element(
      "div",
      { class: "curve-controls", role: "group", "aria-label": "How the losses are shown" },
      element(
        "label",
        {
          title:
            "Exponential moving mean without bias; the past keeps this weight over each thousandth of the run. " +
            "Computed from every step’s loss.",
        },
        "Smoothing ",
        smoothing,
        weight,
      ),
      raw.label,
      logLoss.label,
      logSteps.label,
      element("span", { class: "limits" }, "Steps ", from, " to ", to, reset),
    ),
    /** Sets them to a view: how many steps there are, whether the loss axis came out logarithmic, and whether raw losses have room. */
    show(
      view: CurveView,
      { last, isLog, hasRoom }: { last: number; isLog: boolean; hasRoom: boolean },
    ): void {
      smoothing.value = String(view.smoothing);
      weight.textContent = String(SMOOTHINGS[view.smoothing]);
      smoothing.setAttribute("aria-valuetext", weight.textContent);
      raw.box.checked = view.raw && hasRoom;
      raw.box.disabled = !hasRoom;
      raw.label.title = hasRoom ? RAW : `${RAW}: only of few runs, each with one seed`;
      logLoss.box.checked = isLog;
      logSteps.box.checked = view.logSteps;
      const [first, end] = view.range ?? [0, last];
      if (typing !== from) from.value = String(first);
      if (typing !== to) to.value = String(end);
      from.max = to.max = String(last);
      reset.disabled = view.range === undefined;
    },
  };
}
