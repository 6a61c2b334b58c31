/**
 * The controls above a chart of the losses.
 *
 * @module
 */
import type { CurveData } from "../charts/curve_data.ts";
import {
  type CurveView,
  type Fit,
  hasRoomForRaw,
  hasValLines,
  MAX_RAW,
  shownFit,
  shownRange,
  showsMinibatch,
} from "../charts/curve_view.ts";
import { lossDomain } from "../charts/domain.ts";
import { canTellTime, xAxis, type XKind } from "../charts/x_axis.ts";
import { shortNumber } from "../format.ts";
import { SMOOTHINGS } from "../smooth.ts";
import { element } from "./dom.ts";

const FITS: Record<Fit, string> = {
  end: "the end",
  run: "the whole run",
  outliers: "all, with outliers",
};
const AXES: Record<XKind, string> = { steps: "steps", examples: "examples seen", time: "time" };
const RAW = "Where eight in ten of the minibatch losses around each step lie";

/** Makes the controls. */
export function curveControls(data: CurveData, { change, zoom }: {
  change(changes: Partial<CurveView>): void;
  zoom(range?: [number, number]): void;
}) {
  const choice = <K extends string>(
    label: string,
    texts: Partial<Record<K, string>>,
    choose: (value: K) => void,
  ): HTMLSelectElement => {
    const select = element(
      "select",
      { "aria-label": label, onchange: () => choose(select.value as K) },
      ...Object.entries(texts).map(([value, text]) => element("option", { value }, text as string)),
    );
    return select;
  };
  const toggle = (label: string, title: string, key: "minibatch" | "logLoss" | "logX" | "raw") => {
    const box = element("input", {
      type: "checkbox",
      onchange: () => change({ [key]: box.checked }),
    });
    return { box, label: element("label", { title }, box, ` ${label}`) };
  };
  const fit = choice("Loss axis", FITS, (fit) => change({ fit }));
  const { time: _, ...counted } = AXES;
  const x = choice(
    "Horizontal axis",
    canTellTime(data) ? AXES : counted,
    (x) => change({ x, range: undefined }),
  );
  const smoothing = element("input", {
    type: "range",
    min: 0,
    max: SMOOTHINGS.length - 1,
    step: 1,
    "aria-label": "Smoothing",
    oninput: () => change({ smoothing: Number(smoothing.value) }),
  });
  const weight = element("output");
  const smoothed = element(
    "label",
    {
      title:
        "A mean over neighboring steps, whose weight falls to this within a thousandth of the run. " +
        "Computed from every step’s loss.",
    },
    "Smoothing ",
    smoothing,
    weight,
  );
  const minibatch = toggle(
    "minibatch losses",
    "The training losses, smoothed as is set beside",
    "minibatch",
  );
  const raw = toggle("spread", RAW, "raw");
  const logLoss = toggle("log loss", "Logarithmic loss axis", "logLoss");
  const logX = toggle("log axis", "Logarithmic axis of steps, examples or time", "logX");
  /** The field that somebody types in, which must not be overwritten meanwhile. */
  let typing: EventTarget | null = null;
  const limit = (label: string) =>
    element("input", {
      type: "number",
      min: 0,
      step: "any",
      inputmode: "decimal",
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
      element("label", { title: "What the loss axis is made for" }, "Loss axis for ", fit),
      minibatch.label,
      smoothed,
      raw.label,
      logLoss.label,
      element("label", {}, "By ", x),
      logX.label,
      element("span", { class: "limits" }, "From ", from, " to ", to, reset),
    ),
    /** Sets them to a view. */
    show(view: CurveView): void {
      const isSmoothed = showsMinibatch(data, view), hasRoom = hasRoomForRaw(data, view);
      fit.value = shownFit(view);
      fit.querySelector<HTMLOptionElement>("[value=end]")!.disabled = view.logX;
      fit.disabled = view.range !== undefined;
      x.value = view.x ?? "steps";
      smoothing.value = String(view.smoothing);
      weight.textContent = String(SMOOTHINGS[view.smoothing]);
      smoothing.setAttribute("aria-valuetext", weight.textContent);
      minibatch.box.checked = isSmoothed;
      minibatch.label.hidden = !hasValLines(data);
      smoothed.hidden = raw.label.hidden = !isSmoothed;
      raw.box.checked = view.raw && hasRoom;
      raw.box.disabled = !hasRoom;
      raw.label.title = hasRoom ? RAW : `${RAW}: of up to ${MAX_RAW} variants of one seed each`;
      logLoss.box.checked = lossDomain(data, view).log;
      logX.box.checked = view.logX;
      const [first, end] = shownRange(data, view).map((limit) => shortNumber(limit, 6));
      if (typing !== from) from.value = String(first);
      if (typing !== to) to.value = String(end);
      from.max = to.max = String(xAxis(data, view.x).last);
      reset.disabled = view.range === undefined;
    },
  };
}
