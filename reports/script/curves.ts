/**
 * Brings the charts of the losses to life: what the reader changes is drawn anew by the code that drew the first view.
 *
 * @module
 */
import type { CurveData } from "../charts/curve_data.ts";
import {
  type CurveView,
  FIRST_VIEW,
  isCrowded,
  MAX_COLORS,
  shownRange,
} from "../charts/curve_view.ts";
import { lossChart } from "../charts/loss_chart.ts";
import { lossCaption } from "../charts/loss_caption.ts";
import { lossKey } from "../charts/loss_key.ts";
import { lossSummary } from "../charts/loss_summary.ts";
import { xAxis } from "../charts/x_axis.ts";
import { glyphList } from "../glyphs.ts";
import type { PageData } from "../page_contract.ts";
import { curvesTogether } from "../together.ts";
import type { Address, ViewPart } from "./address.ts";
import { curveControls } from "./curve_controls.ts";
import { curveReadout } from "./curve_readout.ts";
import { curveState, readCurveState } from "./curve_state.ts";
import { Crosshair } from "./crosshair.ts";
import { element, elementOf } from "./dom.ts";
import type { Selection } from "./selection.ts";

const HINT = "Click a name or a curve to hide it.";
const CROWDED_HINT =
  `Click a name or a curve to let it stand out, or not; at most ${MAX_COLORS} can at once.`;

/** Brings the chart of each experiment that has runs to life, and that of all together. */
export function curves(
  data: PageData,
  selections: readonly Selection[],
  address: Address,
): void {
  data.experiments.forEach(({ curves }, i) => {
    const figure = document.querySelector<HTMLElement>(`[data-experiment="${i}"] figure.curves`);
    if (!figure) return;
    const view = bringToLife(figure, curves, selections[i], address.changed);
    address.keep({ key: data.experiments.length === 1 ? "loss" : `loss${i + 1}`, ...view });
  });
  const figure = document.querySelector<HTMLElement>(`[data-experiment="all"] figure.curves`);
  if (!figure) return;
  const all = curvesTogether(data.experiments.map(({ curves }) => curves));
  const selection = selections[data.experiments.length];
  address.keep({ key: "loss", ...bringToLife(figure, all, selection, address.changed) });
}

/** @param changed is called after each change @returns the view as it goes into an address */
function bringToLife(
  figure: HTMLElement,
  data: CurveData,
  selection: Selection,
  changed: () => void,
): Pick<ViewPart, "read" | "write"> {
  const image = figure.querySelector<HTMLElement>("[role=img]")!;
  const explanation = figure.querySelector(".explanation")!;
  let view = isCrowded(data) ? { ...FIRST_VIEW, chosen: selection.chosen } : FIRST_VIEW, frame = 0;

  const change = (changes: Partial<CurveView>) => {
    view = { ...view, ...changes };
    frame ||= requestAnimationFrame(draw);
    changed();
  };
  const zoom = (range?: [number, number]) => change({ range: rangeWithin(data, view, range) });

  // Of what was asked for last, which may not be drawn yet.
  const zoomBy = (factor: number, around?: number) => {
    const [from, to] = shownRange(data, view), centre = around ?? (from + to) / 2;
    zoom([centre - (centre - from) * factor, centre + (to - centre) * factor]);
  };

  const controls = curveControls(data, { change, zoom });
  const point = (hovered?: number) => {
    if (isCrowded(data) && hovered !== view.hovered) change({ hovered });
  };
  const readout = curveReadout(data, {
    hide: (hidden) => change({ hidden }),
    choose: selection.toggle,
    point,
  });
  selection.watch((chosen) => {
    if (isCrowded(data)) change({ chosen });
    else readout.choose(chosen);
  });
  const status = element("p", { class: "hidden-visually", role: "status" });
  const plot = element("div", {
    class: "plot",
    role: "group",
    tabindex: 0,
    "aria-label": "Chart of the losses. Arrow keys move the crosshair, plus and minus zoom, " +
      "Escape shows all.",
  });
  const crosshair = new Crosshair(plot, {
    zoom,
    zoomBy,
    pick: readout.pick,
    point: (runs) => point(runs && data.runs[runs[0]].variant),
    move(x, isByKey) {
      readout.show(data, view, x);
      if (isByKey) status.textContent = readout.inWords();
    },
  });

  function draw(): void {
    frame = 0;
    const chart = lossChart(data, { view, width: Math.max(280, Math.round(plot.clientWidth)) });
    image.replaceChildren(chart.svg);
    image.setAttribute("aria-label", lossSummary(data, view));
    figure.querySelector(".glyphs")!.replaceWith(elementOf(glyphList(lossKey(data, view))));
    explanation.replaceChildren(
      `${lossCaption(data, view)} `,
      element("span", { class: "hint" }, isCrowded(data) ? CROWDED_HINT : HINT),
    );
    readout.look(view);
    controls.show(view);
    crosshair.attach({ chart, data, view });
  }

  figure.querySelector(".legend")!.replaceWith(controls.element, readout.element);
  image.replaceWith(plot);
  plot.append(image);
  plot.after(status);
  draw();
  let width = plot.clientWidth;
  new ResizeObserver(() => {
    if (plot.clientWidth === width) return;
    width = plot.clientWidth;
    change({});
  }).observe(plot);
  return {
    read: () => curveState(view),
    write(state) {
      const { range, ...changes } = readCurveState(state);
      change({ ...changes, range: rangeWithin(data, { ...view, ...changes }, range) });
    },
  };
}

/**
 * The range within the axis, in whole steps or examples; undefined where it is all, and never so small that nothing is
 * left to see.
 */
function rangeWithin(
  data: CurveData,
  { x }: CurveView,
  range?: [number, number],
): CurveView["range"] {
  if (range === undefined || range.some(Number.isNaN)) return undefined;
  const { kind, last, paces } = xAxis(data, x);
  const least = Math.min(10 * Math.min(...paces), last);
  const round = (place: number) => kind === "time" ? place : Math.round(place);
  let [from, to] = range.map((place) => round(Math.min(last, Math.max(0, place))))
    .sort((a, b) => a - b);
  if (to - from < least) {
    from = Math.max(0, Math.min(from, last - least));
    to = from + least;
  }
  return from <= 0 && to >= last ? undefined : [from, to];
}
