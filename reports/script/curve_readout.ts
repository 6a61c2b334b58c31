/**
 * The legend of a chart of the losses, which also shows or hides runs and tells every run's values at the crosshair.
 *
 * @module
 */
import type { CurveData, CurveRun } from "../charts/curve_data.ts";
import {
  colorsOf,
  type CurveView,
  fitRuns,
  hasNoBackground,
  isCrowded,
  minibatchMeans,
  standingOut,
  trainAt,
  valAt,
} from "../charts/curve_view.ts";
import { rateBefore } from "../charts/rate_curve.ts";
import { overSeeds } from "../charts/seeds.ts";
import { type XAxis, xAxis } from "../charts/x_axis.ts";
import {
  DASH,
  formatCount,
  formatDeviation,
  formatLoss,
  isolate,
  plural,
  shortNumber,
} from "../format.ts";
import { element, isolated, mark } from "./dom.ts";
import { moreBelow } from "./more_below.ts";

/** Nobody listens to more rows than these. */
const MAX_SPOKEN = 8;

/** What is told of the minibatch losses where it is not that of a single step. */
const MEANS = {
  smoothed: "A mean over neighboring steps, as “Smoothing” sets it beside “minibatch losses”",
  averaged: "The mean of the few steps that a point of the curve stands for",
};

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
  /** This variant is chosen, or no longer. */
  choose(variant: number): void;
  /** The pointer or the focus is at this variant, or at none. */
  point(variant?: number): void;
}

/**
 * Makes the table. A button of a variant chooses it, or no longer: so it is shown or hidden, but of too many variants
 * stands out or not. One of a seed hides it.
 */
export function curveReadout(data: CurveData, events: ReadoutEvents) {
  const hidden = new Set<number>(), crowded = isCrowded(data);
  let chosen: readonly number[] = [...data.variants.keys()];
  const rows: Row[] = [];
  const runsOf = (variant: number): number[] =>
    data.runs.flatMap((run, i) => run.variant === variant ? [i] : []);
  const at = element("span", {}, "");
  const minibatch = element("th", { scope: "col", class: "number" }, "minibatch");
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

  function addVariant(index: number): void {
    const name = data.variants[index], runs = runsOf(index);
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
  }

  // Where nobody is in the background, only those that stand out have rows.
  const bare = hasNoBackground(data), added = new Set<number>();
  if (!bare) data.variants.forEach((_, index) => addVariant(index));

  /** Chooses the variant of these runs, or no longer. */
  const pick = (runs: number[]): void => events.choose(data.runs[runs[0]].variant);

  /** Shows the variants that are chosen, and hides all others; seeds that were hidden stay so. */
  function choose(variants: readonly number[]): void {
    chosen = variants;
    for (const variant of data.variants.keys()) {
      if (isShown(variant) !== chosen.includes(variant)) hide(runsOf(variant), isShown(variant));
    }
    tell();
  }

  /** Hides a seed, or shows it. A variant all of whose seeds are hidden is chosen no longer. */
  function toggle([run]: number[]): void {
    hide([run], !hidden.has(run));
    const { variant } = data.runs[run];
    if (!crowded && isShown(variant) !== chosen.includes(variant)) events.choose(variant);
    else tell();
  }

  const isShown = (variant: number): boolean => runsOf(variant).some((i) => !hidden.has(i));

  const hide = (runs: number[], isHidden: boolean): void => {
    for (const i of runs) isHidden ? hidden.add(i) : hidden.delete(i);
  };

  function tell(): void {
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
        minibatch,
        element("th", { scope: "col", class: "number" }, "val"),
        element(
          "th",
          { scope: "col", class: "number rate", title: "That of the update before" },
          "learning rate",
        ),
      ),
    ),
    body,
  );

  const box = element(
    "div",
    {
      class: crowded ? "rows scroll crowded" : "rows scroll",
      role: "group",
      tabindex: 0,
      "aria-label": "Runs and their losses",
    },
    table,
  );

  return {
    pick,
    choose,
    /** Sets colours to a view, and which variants stand out of many. */
    look(view: CurveView): void {
      if (!crowded) return;
      const colors = colorsOf(data, view), out = standingOut(data, view);
      if (bare) {
        for (const variant of out) {
          if (!added.has(variant)) addVariant(variant);
          added.add(variant);
        }
        for (const { button, runs, isSeed } of rows) {
          const row = button.closest("tr")!, isOut = out.includes(data.runs[runs[0]].variant);
          row.hidden = !isOut || isSeed && row.hidden;
        }
      }
      for (const { button, runs, isSeed } of rows) {
        if (isSeed) continue;
        const { variant } = data.runs[runs[0]];
        button.setAttribute("aria-pressed", String(out.includes(variant)));
        button.querySelector("svg")!.replaceWith(mark(variant, colors[variant]));
      }
    },
    element: element(
      "div",
      { class: "readout" },
      box,
      moreBelow(box, () => rows.map(({ button }) => button.closest("tr")!)),
    ),
    /** Tells the values at `x`, or at the end where there is none. */
    show(data: CurveData, view: CurveView, x?: number): void {
      const axis = xAxis(data, view.x), means = minibatchMeans(data.runs, view);
      minibatch.textContent = `minibatch${means && `, ${means}`}`;
      minibatch.title = means && MEANS[means];
      at.textContent = x === undefined ? "at the end" : placeInWords(axis, x);
      for (const { runs, cells } of rows) {
        // What is hidden still has its values.
        const some = runs.filter((i) => runs.length === 1 || !view.hidden.has(i))
          .map((i) => data.runs[i]);
        const place = ({ steps, variant }: CurveRun) =>
          x === undefined ? steps : Math.round(x / axis.paces[variant]);
        const fit = fitRuns(some);
        const vals = fit.map((run) => valAt(run, place(run)));
        const isElsewhere = vals.some((val, i) => val !== null && val[0] !== place(fit[i]));
        cells.train.replaceChildren(...loss(fit.map((run) => minibatchAt(run, view, place(run)))));
        cells.val.replaceChildren(
          ...loss(vals.map((val) => val?.[1])),
          ...isElsewhere ? [" ", evaluatedAt(vals)] : [],
        );
        const rates = new Set(
          some.map((run) => rateBefore(data.rates[run.rate], Math.min(place(run), run.steps))),
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
        `${isolate(name)}: ${minibatch.textContent}: ${train.textContent}, val ${val.textContent}`
      );
      const more = shown.length - parts.length;
      if (more > 0) parts.push(`and ${plural(more, "more row")} in the table`);
      return `${at.textContent}: ${parts.join("; ")}`;
    },
  };
}

/** Where a run diverged it has no minibatch loss any more. */
const minibatchAt = (run: CurveRun, view: CurveView, step: number): number | null =>
  run.diverged && step === run.steps ? null : trainAt(run, view, step);

/** "at step 12,000", "at 384,000 examples", "at 3.21 s" */
function placeInWords({ kind, label }: XAxis, x: number): string {
  if (kind === "time") return `at ${shortNumber(x, 3)} ${/\((.*)\)/.exec(label)![1]}`;
  return kind === "steps" ? `at step ${formatCount(x)}` : `at ${formatCount(x)} examples`;
}

/** Which evaluation val losses come from, where the crosshair is at none. */
function evaluatedAt(vals: ReturnType<typeof valAt>[]): HTMLElement {
  const steps = [...new Set(vals.flatMap((val) => val ? [val[0]] : []))];
  return element("span", { class: "spread" }, `at ${steps.map(formatCount).join(", ")}`);
}

/** A loss, or the mean of several seeds' ± their standard deviation. */
function loss(values: (number | null | undefined)[]): (Node | string)[] {
  const { mean, std } = overSeeds(values);
  const spread = element(
    "span",
    { class: "spread" },
    `± ${formatDeviation(std ?? NaN, mean ?? NaN)}`,
  );
  return std === null ? [formatLoss(mean)] : [`${formatLoss(mean)} `, spread];
}
