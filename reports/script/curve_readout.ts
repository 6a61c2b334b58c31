/**
 * The legend of a chart of the losses, which also shows or hides runs and tells every run's values at the crosshair.
 *
 * @module
 */
import type { CurveData, CurveRun } from "../charts/curve_data.ts";
import {
  colorsOf,
  type CurveView,
  isCrowded,
  MAX_COLORS,
  standingOut,
  trainAt,
  valAt,
} from "../charts/curve_view.ts";
import { rateAt } from "../charts/rates.ts";
import { overSeeds } from "../charts/seeds.ts";
import { DASH, formatCount, formatLoss, isolate, plural } from "../format.ts";
import { element, isolated, mark } from "./dom.ts";

/** Nobody listens to more rows than these. */
const MAX_SPOKEN = 8;

/** A row: of a variant, or of one of its seeds. */
interface Row {
  name: string;
  /** The places of its runs in the data. */
  runs: number[];
  isSeed: boolean;
  button: HTMLButtonElement;
  cells: { train: HTMLElement; val: HTMLElement; rate: HTMLElement };
}

/** What the reader does in the table. */
export interface ReadoutEvents {
  /** These runs are hidden. */
  hide(hidden: Set<number>): void;
  /** Of many variants these are to stand out. */
  choose(chosen: number[]): void;
  /** The pointer or the focus is at this variant, or at none. */
  point(variant?: number): void;
}

/** Makes the table. A button of a variant or seed hides it, but where there are too many variants, one of a variant lets it stand out or not. */
export function curveReadout(data: CurveData, events: ReadoutEvents) {
  const hidden = new Set<number>(), crowded = isCrowded(data);
  let chosen = [...data.standOut];
  const rows: Row[] = [];
  const at = element("span", {}, "");
  const body = element("tbody");

  function addRow(name: string, runs: number[], label: (Node | string)[], isSeed = false) {
    const button = element(
      "button",
      { type: "button", "aria-pressed": "true", onclick: () => isSeed ? toggle(runs) : pick(runs) },
      ...label,
    );
    const [train, val, rate] = ["", "", " rate"].map((kind) =>
      element("td", { class: `number${kind}` })
    );
    const row = element(
      "tr",
      isSeed ? { class: "seed", hidden: true } : {},
      element("th", { scope: "row" }, button),
      element("td", { class: "seeds" }),
      train,
      val,
      rate,
    );
    const { variant } = data.runs[runs[0]] ?? {};
    if (crowded) {
      for (const enter of ["pointerenter", "focusin"]) {
        row.addEventListener(enter, () => events.point(variant));
      }
      for (const leave of ["pointerleave", "focusout"]) {
        row.addEventListener(leave, () => events.point());
      }
    }
    rows.push({ name, runs, isSeed, button, cells: { train, val, rate } });
    body.append(row);
    return row;
  }

  data.variants.forEach((name, index) => {
    const runs = data.runs.flatMap((run, i) => run.variant === index ? [i] : []);
    const row = addRow(name, runs, [mark(index), isolated(name)]);
    if (runs.length < 2) return;
    const seeds = runs.map((i) =>
      addRow(`${name}, seed ${data.runs[i].seed}`, [i], [`seed ${data.runs[i].seed}`], true)
    );
    const unfold = element(
      "button",
      {
        type: "button",
        class: "unfold",
        "aria-expanded": "false",
        "aria-label": `n = ${runs.length} seeds of ${name}`,
        onclick: () => {
          const isOpen = unfold.getAttribute("aria-expanded") === "true";
          unfold.setAttribute("aria-expanded", String(!isOpen));
          for (const seed of seeds) seed.hidden = isOpen;
        },
      },
      `n = ${runs.length}`,
      element("span", { class: "roomy" }, " seeds"),
    );
    row.children[1].append(unfold);
  });

  /** Hides the variant of these runs, or shows it; of many lets it stand out, or not. */
  function pick(runs: number[]): void {
    if (!crowded) return toggle(runs);
    const { variant } = data.runs[runs[0]];
    chosen = chosen.includes(variant)
      ? chosen.filter((one) => one !== variant)
      : [...chosen, variant].slice(-MAX_COLORS);
    events.choose(chosen);
  }

  /** Hides these runs, or shows them where all are hidden. */
  function toggle(runs: number[]): void {
    const show = runs.every((i) => hidden.has(i));
    for (const i of runs) show ? hidden.delete(i) : hidden.add(i);
    for (const { button, runs, isSeed } of rows) {
      if (crowded && !isSeed) continue;
      button.setAttribute("aria-pressed", String(!runs.every((i) => hidden.has(i))));
    }
    events.hide(new Set(hidden));
  }

  const table = element(
    "table",
    { class: "legend" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "col", colSpan: 2 }, at),
        element("th", { scope: "col", class: "number" }, "minibatch"),
        element("th", { scope: "col", class: "number" }, "val"),
        element("th", { scope: "col", class: "number rate" }, "learning rate"),
      ),
    ),
    body,
  );

  return {
    pick,
    /** Sets colours to a view, and which variants stand out of many. */
    look(view: CurveView): void {
      if (!crowded) return;
      const colors = colorsOf(data, view), out = standingOut(data, view);
      for (const { button, runs, isSeed } of rows) {
        if (isSeed) continue;
        const { variant } = data.runs[runs[0]];
        button.setAttribute("aria-pressed", String(out.includes(variant)));
        button.querySelector("svg")!.replaceWith(mark(variant, colors[variant]));
      }
    },
    element: element(
      "div",
      {
        class: crowded ? "readout crowded" : "readout",
        role: "group",
        tabindex: 0,
        "aria-label": "Runs and their losses",
      },
      table,
    ),
    /** Tells the values at `step`, or at the end where there is none. */
    show(data: CurveData, view: CurveView, step?: number): void {
      at.textContent = step === undefined ? "at the end" : `at step ${formatCount(step)}`;
      for (const { runs, cells } of rows) {
        // What is hidden still has its values.
        const some = runs.filter((i) => runs.length === 1 || !view.hidden.has(i))
          .map((i) => data.runs[i]);
        const place = ({ steps }: CurveRun) => step ?? steps;
        cells.train.replaceChildren(...loss(some.map((run) => trainAt(run, view, place(run)))));
        cells.val.replaceChildren(...loss(some.map((run) => valAt(run, place(run)))));
        const rates = new Set(
          some.map((run) => rateAt(data.rates[run.rate], Math.min(place(run), run.steps))),
        );
        const [rate] = rates;
        cells.rate.textContent = rates.size === 1 && !Number.isNaN(rate)
          ? String(Number(rate.toPrecision(3)))
          : DASH;
      }
    },
    /** The same as one text. */
    inWords(): string {
      const shown = rows.filter(({ button }) =>
        button.getAttribute("aria-pressed") === "true" && !button.closest("tr")!.hidden
      );
      const parts = shown.slice(0, MAX_SPOKEN).map(({ name, cells: { train, val } }) =>
        `${isolate(name)}: minibatch ${train.textContent}, val ${val.textContent}`
      );
      const more = shown.length - parts.length;
      if (more > 0) parts.push(`and ${plural(more, "more row")} in the table`);
      return `${at.textContent}: ${parts.join("; ")}`;
    },
  };
}

/** A loss, or the mean of several seeds' ± their standard deviation. */
function loss(values: (number | null)[]): (Node | string)[] {
  const { mean, std } = overSeeds(values);
  const spread = element("span", { class: "spread" }, `± ${formatLoss(std)}`);
  return std === null ? [formatLoss(mean)] : [`${formatLoss(mean)} `, spread];
}
