/**
 * Parallel coordinates that answer: a part of an axis is picked by dragging along it, with a finger too, or with the
 * keys of its two handles; a line is pointed at and chosen.
 *
 * @module
 */
import {
  alongAxis,
  type ParallelChart,
  parallelChart,
  parallelLayout,
} from "../../charts/parallel_chart.ts";
import { formatLoss } from "../../format.ts";
import { axesOf, fateOf } from "../../sweep/axes.ts";
import { type SweepData, valueText } from "../../sweep/sweep_data.ts";
import { element, isolated } from "../dom.ts";
import type { Selection } from "../selection.ts";
import type { Listing, Picked } from "./filter.ts";

/** Half the width of what belongs to an axis, and how near a line must be, in pixels. */
const STRIP = 16, NEAR = 12;
/** What an arrow key moves, in thousandths; Page Up and Page Down. */
const STEP = 20, LEAP = 100;

/** Brings the figure to life. */
export function parallel(
  figure: HTMLElement,
  data: SweepData,
  selection: Selection,
  listing: Listing,
): void {
  const image = figure.querySelector<HTMLElement>("[role=img]")!;
  const axes = axesOf(data);
  const plot = element("div", { class: "brushes" });
  const pointed = element("p", { class: "pointed" });
  image.replaceWith(plot);
  plot.append(image);
  plot.after(pointed);
  const strips = axes.map((_, axis) => strip(axis));
  plot.append(...strips.map(({ element }) => element));
  let chart: ParallelChart, hovered: number | undefined, frame = 0, width = 0;

  const draw = () => {
    frame = 0;
    chart = parallelChart(data, {
      document,
      width: Math.max(280, Math.round(plot.clientWidth)),
      listed: listing.listed,
      picked: listing.picked.map((range) => range && [range[0] / 1000, range[1] / 1000]),
      chosen: selection.chosen.length === selectionSize() ? [] : selection.chosen,
      hovered,
    });
    image.replaceChildren(chart.svg);
    tell();
  };
  const redraw = () => void (frame ||= requestAnimationFrame(draw));

  /** Where all are chosen, nobody stands out. */
  const selectionSize = () => data.configs.filter(({ variant }) => variant !== null).length;

  function place(): void {
    const layout = parallelLayout(axes, Math.max(280, Math.round(plot.clientWidth)));
    plot.classList.toggle("lying", layout.lying);
    strips.forEach(({ element: { style } }, i) => {
      const across = layout.across[i] - STRIP, length = Math.abs(layout.to - layout.from);
      const start = Math.min(layout.from, layout.to);
      const [left, top, width, height] = layout.lying
        ? [start, across, length, 2 * STRIP]
        : [across, start, 2 * STRIP, length];
      Object.assign(style, {
        left: `${left}px`,
        top: `${top}px`,
        width: `${width}px`,
        height: `${height}px`,
        touchAction: layout.lying ? "pan-y" : "none",
      });
    });
  }

  /** An axis: what of it is picked. */
  function strip(axis: number) {
    const handles = ([0, 1] as const).map((end) =>
      element("div", {
        class: "handle",
        role: "slider",
        tabindex: 0,
        "aria-label": `${axes[axis].name}, ${end === 0 ? "from" : "to"}`,
        "aria-valuemin": 0,
        "aria-valuemax": 1000,
        onkeydown: (event) => byKey(axis, end, event as KeyboardEvent),
      })
    );
    const box = element(
      "div",
      { class: "brush", title: "Drag to pick a part; click to pick all" },
      ...handles,
    );
    let start: number | null = null, isDragged = false;
    const at = ({ clientX, clientY }: PointerEvent): number => {
      const { left, top, width, height } = box.getBoundingClientRect();
      const lying = plot.classList.contains("lying");
      const share = lying ? (clientX - left) / width : 1 - (clientY - top) / height;
      return Math.round(1000 * Math.min(1, Math.max(0, share)));
    };
    box.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      box.setPointerCapture(event.pointerId);
      start = at(event);
      isDragged = false;
    });
    box.addEventListener("pointermove", (event) => {
      if (start === null) return;
      const end = at(event);
      isDragged ||= Math.abs(end - start) >= 15;
      if (isDragged) listing.pick(axis, [Math.min(start, end), Math.max(start, end)]);
    });
    box.addEventListener("pointerup", () => {
      if (start !== null && !isDragged) listing.pick(axis);
      start = null;
    });
    box.addEventListener("pointercancel", () => start = null);
    return { element: box, handles };
  }

  function byKey(axis: number, end: 0 | 1, event: KeyboardEvent): void {
    const range: [number, number] = [...listing.picked[axis] ?? [0, 1000]];
    const moves: Record<string, number> = {
      ArrowUp: STEP,
      ArrowRight: STEP,
      ArrowDown: -STEP,
      ArrowLeft: -STEP,
      PageUp: LEAP,
      PageDown: -LEAP,
      Home: -1000,
      End: 1000,
    };
    if (event.key === "Escape" || event.key === "Delete") listing.pick(axis);
    else if (Object.hasOwn(moves, event.key)) {
      const [low, high] = end === 0 ? [0, range[1]] : [range[0], 1000];
      range[end] = Math.min(high, Math.max(low, range[end] + moves[event.key]));
      listing.pick(axis, range[0] === 0 && range[1] === 1000 ? undefined : range);
    } else return;
    event.preventDefault();
  }

  /** Sets the handles to what is picked. */
  function tell(): void {
    strips.forEach(({ element: box, handles }, axis) => {
      const range: Picked = listing.picked[axis] ?? [0, 1000];
      box.classList.toggle("used", listing.picked[axis] !== undefined);
      const lying = plot.classList.contains("lying");
      handles.forEach((handle, end) => {
        const at = range[end] / 10;
        handle.style.left = lying ? `${at}%` : "50%";
        handle.style.top = lying ? "50%" : `${100 - at}%`;
        handle.setAttribute("aria-valuenow", String(range[end]));
        handle.setAttribute("aria-valuetext", nearest(axis, range[end] / 1000));
        handle.setAttribute("aria-orientation", lying ? "horizontal" : "vertical");
      });
    });
  }

  /** What is nearest to a place on an axis, in words. */
  function nearest(axis: number, at: number): string {
    const { at: all } = axes[axis];
    let best = -1;
    all.forEach((place, i) => {
      if (place === null) return;
      if (best < 0 || Math.abs(place - at) < Math.abs(all[best]! - at)) best = i;
    });
    const config = data.configs[best];
    if (config === undefined) return "";
    const key = data.keys[axis];
    return key ? valueText(key, config.at[axis]) : fateOf(config) ?? formatLoss(config.loss);
  }

  /** The listed line at a point, as it is drawn. */
  function lineAt({ clientX, clientY }: MouseEvent): number | undefined {
    const { left, top } = plot.getBoundingClientRect(), { layout, lines } = chart;
    const [across, along] = layout.lying
      ? [clientY - top, clientX - left]
      : [clientX - left, clientY - top];
    const next = layout.across.findIndex((place) => place >= across);
    if (next < 1) return undefined;
    const [from, to] = [layout.across[next - 1], layout.across[next]];
    const share = (across - from) / (to - from);
    let best: number | undefined, distance = NEAR;
    lines.forEach((line, i) => {
      if (line === null || !listing.listed.has(i)) return;
      const at = line[next - 1] + share * (line[next] - line[next - 1]);
      const off = Math.abs(alongAxis(layout, at) - along);
      if (off < distance) [best, distance] = [i, off];
    });
    return best;
  }

  function point(i?: number): void {
    if (i === hovered) return;
    hovered = i;
    pointed.replaceChildren();
    if (i !== undefined) {
      const { place, at, loss, state } = data.configs[i];
      pointed.append(
        `${place}: `,
        ...data.keys.flatMap((key, k) => [`${key.name} `, isolated(valueText(key, at[k])), " · "]),
        loss === null ? state : `${data.split} loss ${formatLoss(loss)}`,
      );
    }
    redraw();
  }
  plot.addEventListener("pointermove", (event) => {
    const isAxis = (event.target as HTMLElement).closest(".brush") !== null;
    point(isAxis ? undefined : lineAt(event));
  });
  plot.addEventListener("pointerleave", () => point());
  plot.addEventListener("click", (event) => {
    if ((event.target as HTMLElement).closest(".brush") !== null) return;
    const variant = data.configs[lineAt(event) ?? -1]?.variant;
    if (typeof variant === "number") selection.toggle(variant);
  });

  listing.watch(redraw);
  selection.watch(redraw);
  new ResizeObserver(() => {
    if (plot.clientWidth === width || plot.clientWidth === 0) return;
    width = plot.clientWidth;
    place();
    redraw();
  }).observe(plot);
  place();
  draw();
}
