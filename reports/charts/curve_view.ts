/**
 * What of the curves is shown, and how.
 *
 * @module
 */
import { binEdges, binMiddles, binOf } from "../bin.ts";
import { MAX_ALL } from "../few.ts";
import { FADED, LIGHT, lookOf } from "../palette.ts";
import { FIRST_SMOOTHING, SMOOTHINGS } from "../smooth.ts";
import type { CurveData, CurveRun } from "./curve_data.ts";
import { xAxis, type XKind } from "./x_axis.ts";

/**
 * What the loss axis is made for: the second half of training, where the decision falls; all of it; or all of it and
 * outliers too.
 */
export type Fit = "end" | "run" | "outliers";

/** The state of a chart's controls. */
export interface CurveView {
  /** The place in SMOOTHINGS. */
  smoothing: number;
  /** Whether the minibatch losses are shown too. Undefined: only where no val loss makes a line. */
  minibatch?: boolean;
  /** Whether with them it is shown how far they spread, where there is room for it. */
  raw: boolean;
  /** While all steps are shown. */
  fit: Fit;
  /** What the losses are drawn against. Default: steps */
  x?: XKind;
  /** Whether that axis is logarithmic. */
  logX: boolean;
  /** Undefined: logarithmic where what the axis is made for goes far above guessing. */
  logLoss?: boolean;
  /** What is shown of the x-axis; undefined: all. */
  range?: [from: number, to: number];
  /** The runs that are not shown, by their places in the data. */
  hidden: ReadonlySet<number>;
  /**
   * Of many variants, those that stand out, by their places, as far as there are colours. Default: the data's.
   */
  chosen?: readonly number[];
  /** The variant that the reader points at. */
  hovered?: number;
}

/** What a page shows first. */
export const FIRST_VIEW: CurveView = {
  smoothing: FIRST_SMOOTHING,
  raw: false,
  fit: "end",
  logX: false,
  hidden: new Set(),
};

/** A variant's runs that are shown. */
export interface ShownVariant {
  name: string;
  /** Its place in the config; it decides the variant's look. */
  index: number;
  runs: CurveRun[];
  /** Those that means are of: all but hopeless ones, or all where each of them is. */
  fit: CurveRun[];
  /** Whether it has several seeds, hidden ones too. */
  hasSeeds: boolean;
  color: string;
  /** Whether it stays in the background. */
  faded: boolean;
  /** What a step of it takes on the x-axis. */
  pace: number;
}

/** So many variants stand out at most. */
export const MAX_COLORS = LIGHT.length;

/** Whether only some variants stand out: those that are chosen for the other sections too. */
export const isCrowded = ({ variants }: CurveData): boolean => variants.length > MAX_ALL;

/**
 * The variants that stand out of many: those chosen, and where they are more than the colours those that come first in
 * the data's order, whatever the order of choice.
 */
export function standingOut(data: CurveData, { chosen }: CurveView): readonly number[] {
  const wanted = chosen ?? data.standOut;
  if (wanted.length <= MAX_COLORS || data.crowd === undefined) return wanted;
  return data.crowd.order.filter((place) => wanted.includes(place)).slice(0, MAX_COLORS);
}

/** Whether a variant stays in the background: of many, one that neither stands out nor is pointed at. */
const isFaded = (data: CurveData, view: CurveView, index: number): boolean =>
  isCrowded(data) && index !== view.hovered && !standingOut(data, view).includes(index);

/**
 * The colour of each variant: its own. Of many, those that do not stand out are grey, and what the reader points at
 * among them has the text's colour, unless the colours are those of a quantity, which make an order of the whole.
 */
export const colorsOf = (data: CurveData, view: CurveView): string[] =>
  data.variants.map((_, index) => {
    const own = lookOf(index).color;
    if (data.ramp || !isCrowded(data) || standingOut(data, view).includes(index)) return own;
    return index === view.hovered ? "currentColor" : FADED;
  });

/** Of more variants than these, those in the background are not drawn: nobody would see one of them. */
const MAX_BACKGROUND = 100;

/** Whether only what stands out is drawn. */
export const hasNoBackground = ({ variants }: Pick<CurveData, "variants">): boolean =>
  variants.length > MAX_BACKGROUND;

/** The variants of which at least one run is shown. */
export function shownVariants(data: CurveData, view: CurveView): ShownVariant[] {
  const { hidden } = view, colors = colorsOf(data, view), { paces } = xAxis(data, view.x);
  const bare = hasNoBackground(data);
  return data.variants.flatMap((name, index): ShownVariant[] => {
    const faded = isFaded(data, view, index);
    if (bare && faded) return [];
    const all = data.runs.filter((run) => run.variant === index);
    const runs = data.runs.filter((run, i) => run.variant === index && !hidden.has(i));
    if (runs.length === 0) return [];
    return [{
      name,
      index,
      runs,
      fit: fitRuns(runs),
      hasSeeds: all.length > 1,
      color: colors[index],
      faded,
      pace: paces[index],
    }];
  });
}

/** The runs that are not hopeless, or all where each of them is. */
export function fitRuns(runs: readonly CurveRun[]): CurveRun[] {
  const fit = runs.filter(({ hopeless }) => !hopeless);
  return fit.length > 0 ? fit : [...runs];
}

/** The runs that are shown. */
export function shownRuns(data: CurveData, view: CurveView): CurveRun[] {
  const bare = hasNoBackground(data);
  return data.runs.filter((run, i) =>
    !view.hidden.has(i) && !(bare && isFaded(data, view, run.variant))
  );
}

/** What the axes are made for: what is shown, or all where nothing is. */
export const axesView = (data: CurveData, view: CurveView): CurveView =>
  view.hidden.size < data.runs.length ? view : { ...view, hidden: new Set() };

/**
 * Whether any val losses make a line. The one before the first step does not count: from there the loss falls in other
 * ways than straight.
 */
export const hasValLines = ({ runs }: CurveData): boolean =>
  runs.some(({ val }) => val.filter(([step]) => step > 0).length > 1);

/** Whether the minibatch losses are shown. */
export const showsMinibatch = (data: CurveData, { minibatch }: CurveView): boolean =>
  minibatch ?? !hasValLines(data);

/** Whether any minibatch losses make a line: a run that diverged at once has a single one. */
export const hasMinibatchLines = (runs: readonly CurveRun[]): boolean =>
  runs.some(({ smooth: [raw] }) => raw.filter((loss) => loss !== null).length > 1);

/** Whether the minibatch losses are shown smoothed: a single one is as it was. */
export const isSmoothed = (runs: readonly CurveRun[], { smoothing }: CurveView): boolean =>
  SMOOTHINGS[smoothing] > 0 && hasMinibatchLines(runs);

/**
 * What was made of the minibatch losses that are told: smoothed, or at least averaged where a bin has several steps;
 * "" where they are those of single steps.
 */
export function minibatchMeans(
  runs: readonly CurveRun[],
  view: CurveView,
): "smoothed" | "averaged" | "" {
  if (isSmoothed(runs, view)) return "smoothed";
  const isBinned = ({ smooth: [raw], steps }: CurveRun) => raw.length < steps;
  return hasMinibatchLines(runs) && runs.some(isBinned) ? "averaged" : "";
}

/** Of more variants than these the spreads of minibatch losses would only cover each other. */
export const MAX_RAW = 4;

/** Whether it can be shown how far the minibatch losses spread: of few runs, each a variant of its own. */
export function hasRoomForRaw(data: CurveData, view: CurveView): boolean {
  const variants = shownVariants(data, view);
  return variants.length <= MAX_RAW && variants.every(({ hasSeeds }) => !hasSeeds);
}

/** Whether that is shown. */
export const showsRaw = (data: CurveData, view: CurveView): boolean =>
  view.raw && showsMinibatch(data, view) && hasRoomForRaw(data, view);

/** What the loss axis is made for: on a logarithmic x-axis, which is for the first steps, never for the end. */
export const shownFit = ({ fit, logX }: CurveView): Fit => logX && fit === "end" ? "run" : fit;

/** What is shown of the x-axis. */
export const shownRange = (data: CurveData, { range, x }: CurveView): [number, number] =>
  range ?? [0, xAxis(data, x).last];

const grids = new Map<string, { edges: number[]; middles: number[] }>();

/** The bins of a run: where they begin, and their middle steps. */
export function binsOf({ planned, bins }: Pick<CurveRun, "planned" | "bins">) {
  const key = `${planned} ${bins}`;
  let grid = grids.get(key);
  if (grid === undefined) {
    const edges = binEdges(planned, bins);
    grids.set(key, grid = { edges, middles: binMiddles(edges) });
  }
  return grid;
}

/**
 * The bin that tells a run's minibatch loss at `step`: the one that holds it, or its neighbour where that one's mean is
 * of the other side of a drop of the learning rate.
 */
export function binAt(run: CurveRun, step: number): number {
  const { edges } = binsOf(run), k = binOf(edges, step);
  // The loss at the step of a drop is still that of the weights before it.
  const dropsBefore = (at: number) => run.drops.filter((drop) => drop + 1 <= at).length;
  const middleOf = (bin: number) => (edges[bin] + Math.min(edges[bin + 1], run.steps) - 1) / 2;
  return [k, k - 1, k + 1].find((bin) =>
    bin in run.smooth[0] && dropsBefore(middleOf(bin)) === dropsBefore(step)
  ) ?? k;
}

/** A run's smoothed training loss at `step`; null where it has none. */
export function trainAt(run: CurveRun, { smoothing }: CurveView, step: number): number | null {
  if (step < 0 || step > run.steps) return null;
  return run.smooth[smoothing][binAt(run, Math.min(step, run.steps - 1))] ?? null;
}

/**
 * A run's val loss at the evaluation nearest to `step`, and the step of that; null where it has none. Where a run
 * diverged, what it had before tells nothing.
 */
export function valAt(run: CurveRun, step: number): [step: number, loss: number] | null {
  if (step < 0 || step > run.steps) return null;
  if (run.diverged && step === run.steps) return run.val.find(([at]) => at === step) ?? null;
  let nearest: [number, number] | undefined;
  for (const point of run.val) {
    if (!nearest || Math.abs(point[0] - step) <= Math.abs(nearest[0] - step)) nearest = point;
  }
  return nearest ?? null;
}
