/**
 * The crosshair of a chart of the losses: it follows the pointer, a finger or the arrow keys; dragging with a mouse zooms, a click on a
 * curve picks its runs.
 *
 * @module
 */
import { binOf } from "../bin.ts";
import type { CurveData } from "../charts/curve_data.ts";
import {
  binsOf,
  type CurveView,
  shownRange,
  shownVariants,
  trainAt,
} from "../charts/curve_view.ts";
import type { LossChart } from "../charts/loss.ts";
import { overSeeds } from "../charts/seeds.ts";
import { svgElement } from "./dom.ts";

/** What is drawn, and of what. */
export interface Drawn {
  chart: LossChart;
  data: CurveData;
  view: CurveView;
}

export interface CrosshairEvents {
  /** It is at `step`, or away. */
  move(step: number | undefined, isByKey: boolean): void;
  /** The reader asks for these steps, or for all. */
  zoom(range?: [number, number]): void;
  /** The reader clicks on the curve of these runs. */
  pick(runs: number[]): void;
  /** The pointer is at the curve of these runs, or at none. */
  point(runs?: number[]): void;
}

/** So many pixels make a click a drag. */
const DRAG = 6;
/** A click so many pixels from a curve is meant for it. */
const NEAR = 12;

export class Crosshair {
  #drawn!: Drawn;
  #layer!: SVGGElement;
  #step?: number;
  #dragFrom?: number;
  #isClick = false;
  /** What the last click picked. */
  #picked?: number[];

  constructor(readonly plot: HTMLElement, readonly events: CrosshairEvents) {
    plot.addEventListener("pointerdown", (event) => this.#press(event));
    plot.addEventListener("pointermove", (event) => this.#moved(event));
    plot.addEventListener("pointerup", (event) => this.#release(event));
    plot.addEventListener("pointercancel", () => this.#dragFrom = undefined);
    plot.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch" && this.#dragFrom === undefined) {
        this.#to(undefined);
        events.point();
      }
    });
    plot.addEventListener("click", (event) => this.#click(event));
    plot.addEventListener("dblclick", () => events.zoom());
    plot.addEventListener("keydown", (event) => this.#key(event));
    plot.addEventListener("blur", () => this.#to(undefined));
  }

  /** Goes on with a chart that was drawn anew. */
  attach(drawn: Drawn): void {
    this.#drawn = drawn;
    this.#layer = svgElement("g", { class: "crosshair" });
    drawn.chart.svg.append(this.#layer);
    const [from, to] = shownRange(drawn.data, drawn.view);
    if (this.#step !== undefined && (this.#step < from || this.#step > to)) this.#step = undefined;
    this.#to(this.#step);
  }

  #to(step: number | undefined, isByKey = false): void {
    const { chart, data, view } = this.#drawn;
    this.#step = step;
    this.#layer.replaceChildren();
    if (step !== undefined) {
      const { x, y, frame } = chart, place = x.apply(step);
      this.#layer.append(svgElement("line", {
        x1: place,
        x2: place,
        y1: frame.top,
        y2: frame.end,
        stroke: "currentColor",
        "stroke-opacity": 0.6,
      }));
      for (const { color, faded, runs } of shownVariants(data, view)) {
        if (faded) continue;
        const { mean } = overSeeds(runs.map((run) => trainAt(run, view, step)));
        if (mean === null || mean < y.domain[0] || mean > y.domain[1]) continue;
        this.#layer.append(svgElement("circle", {
          cx: place,
          cy: y.apply(mean),
          r: 4,
          fill: color,
          stroke: "var(--page)",
          "stroke-width": 1.5,
        }));
      }
    }
    this.events.move(step, isByKey);
  }

  /** The place of the pointer in the chart's units, within the frame. */
  #placeOf(event: MouseEvent): number {
    const { svg, frame } = this.#drawn.chart;
    const { left, width } = svg.getBoundingClientRect();
    const place = (event.clientX - left) / width * svg.viewBox.baseVal.width;
    return Math.min(frame.right, Math.max(frame.left, place));
  }

  /** The places in the data of the runs whose curve is nearest to the pointer; undefined where none is near. */
  #runsAt(event: MouseEvent): number[] | undefined {
    const { chart: { svg, y }, data, view } = this.#drawn;
    const { top, height } = svg.getBoundingClientRect();
    const place = (event.clientY - top) / height * svg.viewBox.baseVal.height;
    const step = this.#snapped(this.#stepAt(this.#placeOf(event)));
    let nearest: number[] | undefined, least = NEAR;
    for (const { runs } of shownVariants(data, view)) {
      const { mean } = overSeeds(runs.map((run) => trainAt(run, view, step)));
      const distance = mean === null ? Infinity : Math.abs(y.apply(mean) - place);
      if (distance <= least) least = distance, nearest = runs.map((run) => data.runs.indexOf(run));
    }
    return nearest;
  }

  #stepAt(place: number): number {
    const { chart: { x }, data, view } = this.#drawn;
    const [from, to] = shownRange(data, view), step = x.invert(place);
    return Math.min(to, Math.max(from, step < 0.75 ? 0 : step));
  }

  /** The step in the middle of the bin that holds `step`, so that the crosshair meets the curves where they are known. */
  #snapped(step: number): number {
    const { middles, edges } = this.#grid(), [from, to] = this.#range();
    const middle = Math.floor(middles[binOf(edges, Math.round(step))] ?? 0);
    return Math.min(to, Math.max(from, middle));
  }

  #grid() {
    const { data, view } = this.#drawn;
    const runs = data.runs.filter((_, i) => !view.hidden.has(i));
    return binsOf([...runs, ...data.runs].reduce((a, b) => b.planned > a.planned ? b : a));
  }

  #range = (): [number, number] => shownRange(this.#drawn.data, this.#drawn.view);

  #press(event: PointerEvent): void {
    if (event.pointerType === "touch") return this.#moved(event);
    if (event.button !== 0) return;
    this.#dragFrom = this.#placeOf(event);
    this.plot.setPointerCapture(event.pointerId);
  }

  #moved(event: PointerEvent): void {
    const place = this.#placeOf(event);
    this.#to(this.#snapped(this.#stepAt(place)));
    const runs = this.#runsAt(event);
    this.plot.style.cursor = runs ? "pointer" : "";
    this.events.point(runs);
    if (!this.#isDrag(place)) return;
    const { top, end } = this.#drawn.chart.frame, from = this.#dragFrom!;
    this.#layer.append(svgElement("rect", {
      x: Math.min(from, place),
      width: Math.abs(place - from),
      y: top,
      height: end - top,
      fill: "currentColor",
      "fill-opacity": 0.1,
    }));
  }

  #release(event: PointerEvent): void {
    const place = this.#placeOf(event), from = this.#dragFrom, isDrag = this.#isDrag(place);
    this.#isClick = from !== undefined && !isDrag;
    this.#dragFrom = undefined;
    if (isDrag) this.events.zoom([this.#stepAt(from!), this.#stepAt(place)]);
  }

  /** Picks the curve below a mouse. The second click of a double click, which means all steps, takes the first one back. */
  #click(event: MouseEvent): void {
    if (!this.#isClick) return;
    if (event.detail !== 2) this.#picked = event.detail === 1 ? this.#runsAt(event) : undefined;
    if (this.#picked) this.events.pick(this.#picked);
  }

  #isDrag = (place: number): boolean =>
    this.#dragFrom !== undefined && Math.abs(place - this.#dragFrom) >= DRAG;

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const [from, to] = this.#range();
    switch (event.key) {
      case "ArrowLeft":
      case "ArrowRight":
        this.#walk((event.key === "ArrowLeft" ? -1 : 1) * (event.shiftKey ? 10 : 1));
        break;
      case "Home":
        this.#to(this.#snapped(from), true);
        break;
      case "End":
        this.#to(this.#snapped(to), true);
        break;
      case "+":
      case "-":
        this.#zoomAround(event.key === "+" ? 0.5 : 2);
        break;
      case "Escape":
        this.events.zoom();
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #walk(bins: number): void {
    const { middles, edges } = this.#grid(), [from, to] = this.#range();
    const start = this.#step ?? (bins > 0 ? from : to);
    const k = this.#step === undefined ? binOf(edges, start) : binOf(edges, start) + bins;
    this.#to(this.#snapped(middles[Math.min(middles.length - 1, Math.max(0, k))]), true);
  }

  /** `factor` times as many steps, around the crosshair or the middle. */
  #zoomAround(factor: number): void {
    const [from, to] = this.#range(), centre = this.#step ?? (from + to) / 2;
    this.events.zoom([centre - (centre - from) * factor, centre + (to - centre) * factor]);
  }
}
