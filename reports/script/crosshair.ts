/**
 * The crosshair of a chart of the losses: it follows the pointer, a finger or the arrow keys; dragging with a mouse
 * zooms, a click on a curve picks its runs.
 *
 * @module
 */
import { binOf } from "../bin.ts";
import type { CurveData } from "../charts/curve_data.ts";
import { type CurveSeries, lossesAt, seriesOf } from "../charts/curve_series.ts";
import { binAt, binsOf, type CurveView, shownRange, shownVariants } from "../charts/curve_view.ts";
import type { LossChart } from "../charts/drawn_loss.ts";
import { xAxis } from "../charts/x_axis.ts";
import { svgElement } from "./dom.ts";

/** What is drawn, and of what. */
export interface Drawn {
  chart: LossChart;
  data: CurveData;
  view: CurveView;
}

export interface CrosshairEvents {
  /** It is at this place on the x-axis, or away. */
  move(x: number | undefined, isByKey: boolean): void;
  /** The reader asks for this part of the x-axis, or for all. */
  zoom(range?: [number, number]): void;
  /** The reader asks for `factor` times as much of it around a place; default: around the middle of what is shown. */
  zoomBy(factor: number, around?: number): void;
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
  #series: CurveSeries[] = [];
  #layer!: SVGGElement;
  /** Where it is on the x-axis. */
  #x?: number;
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
    const { chart, data, view } = this.#drawn = drawn;
    this.#series = shownVariants(data, view).map((variant) => seriesOf(data, view, variant));
    this.#layer = svgElement("g", { class: "crosshair" });
    chart.svg.append(this.#layer);
    const [from, to] = this.#range();
    if (this.#x !== undefined && (this.#x < from || this.#x > to)) this.#x = undefined;
    this.#to(this.#x);
  }

  #to(at: number | undefined, isByKey = false): void {
    const { x, frame } = this.#drawn.chart;
    this.#x = at;
    this.#layer.replaceChildren();
    if (at !== undefined) {
      this.#layer.append(svgElement("line", {
        x1: x.apply(at),
        x2: x.apply(at),
        y1: frame.top,
        y2: frame.end,
        stroke: "currentColor",
        "stroke-opacity": 0.6,
      }));
      for (const series of this.#series) this.#mark(series, at);
    }
    this.events.move(at, isByKey);
  }

  /**
   * Marks what is told of a variant at `at`: its minibatch loss there, and its val loss where it was evaluated nearest.
   */
  #mark({ variant: { color, faded, runs, pace }, train, val }: CurveSeries, at: number): void {
    if (faded) return;
    const { x, y } = this.#drawn.chart, [low, high] = y.domain, [from, to] = this.#range();
    const nearest = (points: readonly CurveSeries["val"][number][], near: number) =>
      points.filter(({ mean }) => mean !== null).toSorted((a, b) =>
        Math.abs(a.x - near) - Math.abs(b.x - near) || b.x - a.x
      ).slice(0, 1);
    const told = train[binAt(runs[0], Math.round(at / pace))]?.x ?? at;
    for (const [points, near, r] of [[train, told, 3], [val, at, 5]] as const) {
      for (const { x: place, mean } of nearest(points, near)) {
        if (mean! < low || mean! > high || place < from || place > to) continue;
        this.#layer.append(svgElement("circle", {
          cx: x.apply(place),
          cy: y.apply(mean!),
          r,
          fill: color,
          stroke: "var(--page)",
          "stroke-width": 1.5,
        }));
      }
    }
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
    const { chart: { svg, y }, data } = this.#drawn;
    const { top, height } = svg.getBoundingClientRect();
    const place = (event.clientY - top) / height * svg.viewBox.baseVal.height;
    const x = this.#xAt(this.#placeOf(event));
    let nearest: number[] | undefined, least = NEAR;
    for (const series of this.#series) {
      for (const loss of lossesAt(series, x)) {
        const distance = Math.abs(y.apply(loss) - place);
        if (distance > least) continue;
        least = distance;
        nearest = series.variant.runs.map((run) => data.runs.indexOf(run));
      }
    }
    return nearest;
  }

  /** What the x-axis measures at a place. On a logarithmic one the first step is where its 0 is. */
  #xAt(place: number): number {
    const { chart: { x }, data, view } = this.#drawn;
    const [from, to] = this.#range(), at = x.invert(place);
    const isZero = at < 0.75 * Math.min(...xAxis(data, view.x).paces);
    return Math.min(to, Math.max(from, isZero ? 0 : at));
  }

  /** The places that val losses are known at, in order. */
  #valPlaces(): number[] {
    const [from, to] = this.#range();
    const places = this.#series.filter(({ variant }) => !variant.faded).flatMap(({ val }) =>
      val.flatMap(({ x, mean }) => mean === null ? [] : [x])
    ).filter((x) => x >= from && x <= to);
    return [...new Set(places)].sort((a, b) => a - b);
  }

  /** These where only val losses are drawn, and there are some; undefined where the minibatch losses are drawn, too. */
  #evaluated(): number[] | undefined {
    const shown = this.#series.filter(({ variant }) => !variant.faded);
    if (shown.some(({ train }) => train.length > 0)) return undefined;
    const places = this.#valPlaces();
    return places.length > 0 ? places : undefined;
  }

  /**
   * The place nearest to `x` where what is drawn is known: an evaluation, or the middle of a bin of minibatch losses,
   * in whole steps, or the evaluation in that bin: else the last val loss would stand beside a step before its own.
   */
  #snapped(x: number): number {
    const evaluated = this.#evaluated();
    if (evaluated) return evaluated[nearestOf(evaluated, x)];
    const { middles, edges, pace } = this.#grid(), [from, to] = this.#range();
    const bin = binOf(edges, Math.round(x / pace)), middle = Math.floor(middles[bin] ?? 0) * pace;
    const inBin = this.#valPlaces().filter((place) =>
      binOf(edges, Math.round(place / pace)) === bin
    );
    return inBin.length > 0
      ? inBin[nearestOf(inBin, middle)]
      : Math.min(to, Math.max(from, middle));
  }

  /** The bins of the longest run that is shown. */
  #grid() {
    const { data, view } = this.#drawn, { paces } = xAxis(data, view.x);
    const shown = data.runs.filter((_, i) => !view.hidden.has(i));
    const length = ({ planned, variant }: CurveData["runs"][number]) => planned * paces[variant];
    const longest = [...shown, ...data.runs].reduce((a, b) => length(b) > length(a) ? b : a);
    return { ...binsOf(longest), pace: paces[longest.variant] };
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
    this.#to(this.#snapped(this.#xAt(place)));
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
    if (isDrag) this.events.zoom([this.#xAt(from!), this.#xAt(place)]);
  }

  /**
   * Picks the curve below a mouse. The second click of a double click, which means all steps, takes the first one back.
   */
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
        this.events.zoomBy(event.key === "+" ? 0.5 : 2, this.#x);
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
    const { middles, edges, pace } = this.#grid(), [from, to] = this.#range();
    const evaluated = this.#evaluated();
    if (evaluated) {
      const at = nearestOf(evaluated, this.#x ?? (bins > 0 ? from : to));
      const next = this.#x === undefined ? at : at + bins;
      return this.#to(evaluated[Math.min(evaluated.length - 1, Math.max(0, next))], true);
    }
    const start = Math.round((this.#x ?? (bins > 0 ? from : to)) / pace);
    const k = this.#x === undefined ? binOf(edges, start) : binOf(edges, start) + bins;
    const middle = middles[Math.min(middles.length - 1, Math.max(0, k))];
    this.#to(this.#snapped(middle * pace), true);
  }
}

/** The index of the number nearest to `x`. */
const nearestOf = (places: readonly number[], x: number): number =>
  places.reduce((best, place, i) => Math.abs(place - x) < Math.abs(places[best] - x) ? i : best, 0);
