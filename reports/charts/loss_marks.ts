/**
 * What the chart of the losses draws for each variant.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { formatCount, formatLoss, isolate } from "../format.ts";
import { lookOf, VAL_DASH } from "../palette.ts";
import type { CurveData, CurveRun, Numbers, Reference } from "./curve_data.ts";
import {
  binsOf,
  type CurveView,
  type ShownVariant,
  showsRanges,
  showsRaw,
  trainAt,
} from "./curve_view.ts";
import type { LossDomain } from "./domain.ts";
import { curveOverSeeds, overSeeds, pointsOverSeeds } from "./seeds.ts";

/** How the marks are to be drawn. */
export interface MarkOptions {
  view: CurveView;
  domain: LossDomain;
  /** From a step to what the x-axis takes. */
  place(step: number): number;
  isNarrow: boolean;
  /** Of the frame, in CSS pixels. */
  width: number;
  height: number;
}

/** Above so many runs the symbols are small and the lines thin. */
const MAX_LARGE = 10;

/** Everything within the frame, from the back to the front. */
export function shownMarks(
  data: CurveData,
  all: readonly ShownVariant[],
  options: MarkOptions,
): Plot.Markish[] {
  const { view, domain } = options;
  const faded = all.filter(({ faded }) => faded);
  const variants = all.filter(({ faded }) => !faded);
  const singles = variants.filter(({ hasSeeds }) => !hasSeeds);
  const runs = variants.flatMap(({ runs }) => runs);
  const small = runs.length > MAX_LARGE;
  const references = data.references
    .filter(({ loss }) => loss >= domain.low && loss <= domain.high);
  return [
    showsRanges(data, view) && singles.map((variant) => range(variant, options)),
    showsRaw(data, view) && view.smoothing > 0 &&
    singles.map(({ color, runs: [run] }) => curve(run, color, RAW, { ...options, raw: true })),
    references.map(referenceRule),
    faded.map((variant) => background(variant, options)),
    variants.filter(({ hasSeeds }) => hasSeeds).map((variant) => seeds(variant, options)),
    singles.map(({ color, runs: [run] }) => curve(run, color, small ? MANY : MAIN, options)),
    variants.map((variant) => valLine(variant, options)),
    variants.map((variant) => valPoints(variant, options, small)),
    variants.map((variant) => finalTest(variant, options, small)),
    all.map((variant) => divergences(variant, options)),
    leaving(all, options),
    referenceLabels(references, options),
  ].filter((marks) => marks !== false);
}

interface Stroke {
  strokeWidth: number;
  strokeOpacity: number;
}
const MAIN: Stroke = { strokeWidth: 2, strokeOpacity: 1 };
const MANY: Stroke = { strokeWidth: 1.25, strokeOpacity: 0.9 };
const RAW: Stroke = { strokeWidth: 1, strokeOpacity: 0.3 };
const SEED: Stroke = { strokeWidth: 1, strokeOpacity: 0.4 };

/** The places of a run's bins that are to be drawn: those in view and one more on either side. */
function binsInView(run: CurveRun, length: number, { view, place }: MarkOptions) {
  const { middles } = binsOf(run);
  const [from, to] = view.range ?? [0, Infinity];
  const inView = Array.from({ length }, (_, k) => k).filter((k) =>
    (middles[k + 1] ?? Infinity) >= from && (middles[k - 1] ?? -Infinity) <= to
  );
  return { inView, x: inView.map((k) => place(middles[k])) };
}

/** The least and the greatest training loss of each bin. */
function range({ color, runs: [run] }: ShownVariant, options: MarkOptions): Plot.Markish {
  const { inView, x } = binsInView(run, run.low.length, options);
  return Plot.areaY(inView, {
    x,
    y1: inView.map((k) => run.low[k] ?? NaN),
    y2: inView.map((k) => run.high[k] ?? NaN),
    fill: color,
    fillOpacity: 0.06,
    clip: true,
  });
}

/** A run's training losses, smoothed or `raw`: each bin's mean. */
function curve(
  run: CurveRun,
  color: string,
  stroke: Stroke,
  options: MarkOptions & { raw?: boolean },
): Plot.Markish {
  return line(run, run.smooth[options.raw ? 0 : options.view.smoothing], color, stroke, options);
}

function line(
  run: CurveRun,
  values: Numbers,
  color: string,
  stroke: Stroke,
  options: MarkOptions,
): Plot.Markish {
  const { inView, x } = binsInView(run, values.length, options);
  const y = inView.map((k) => values[k] ?? NaN);
  if (values.length === 1) return Plot.dot(inView, { x, y, fill: color, r: 2, clip: true });
  return Plot.lineY(inView, {
    x,
    y,
    stroke: color,
    ...stroke,
    strokeLinejoin: "round",
    clip: true,
  });
}

/** The mean of the seeds' training losses, where the variant does not stand out. */
function background({ color, runs }: ShownVariant, options: MarkOptions): Plot.Markish {
  const all = curveOverSeeds(runs.map((run) => run.smooth[options.view.smoothing]));
  const longest = runs.reduce((a, b) => b.low.length > a.low.length ? b : a);
  return line(longest, all.map(({ mean }) => mean), color, MANY, options);
}

/** Each seed thin, their mean thick, and mean ± standard deviation as a band where there are several. */
function seeds({ color, runs }: ShownVariant, options: MarkOptions): Plot.Markish[] {
  const all = curveOverSeeds(runs.map((run) => run.smooth[options.view.smoothing]));
  const longest = runs.reduce((a, b) => b.low.length > a.low.length ? b : a);
  const { inView, x } = binsInView(longest, all.length, options);
  const edge = (sign: number) =>
    inView.map((k) => all[k].std === null ? NaN : all[k].mean! + sign * all[k].std);
  return [
    Plot.areaY(inView, {
      x,
      y1: edge(-1),
      y2: edge(1),
      fill: color,
      fillOpacity: 0.16,
      clip: true,
    }),
    ...(runs.length > 1 ? runs.map((run) => curve(run, color, SEED, options)) : []),
    line(longest, all.map(({ mean }) => mean), color, MAIN, options),
  ];
}

/**
 * The val losses, joined by a dashed line; of several seeds their mean. It does not begin at step 0: from there the loss falls in
 * other ways than straight.
 */
function valLine({ color, runs }: ShownVariant, { domain, place }: MarkOptions): Plot.Markish {
  const points = pointsOverSeeds(runs.map(({ val }) => val))
    .filter(({ step, mean }) => step > 0 && mean !== null);
  if (points.length < 2 || points.every(({ mean }) => mean! > domain.high)) return null;
  return Plot.lineY(points, {
    x: points.map(({ step }) => place(step)),
    y: points.map(({ mean }) => mean),
    stroke: color,
    strokeWidth: 1.5,
    strokeDasharray: VAL_DASH,
    clip: true,
  });
}

/** Their points, hollow so that one does not hide the other, with ± one standard deviation where there are several seeds. */
function valPoints(
  { name, index, color, runs }: ShownVariant,
  options: MarkOptions,
  small: boolean,
): Plot.Markish[] {
  const { domain, place, view, isNarrow } = options;
  const { symbol } = lookOf(index);
  const points = pointsOverSeeds(runs.map(({ val }) => val)).filter(({ step, mean }) =>
    mean !== null && mean >= domain.low && mean <= domain.high && isInRange(step, view)
  );
  const x = points.map(({ step }) => place(step));
  const std = points.map(({ std }) => std ?? NaN);
  return [
    Plot.ruleX(points, {
      x,
      y1: points.map(({ mean }, i) => mean! - std[i]),
      y2: points.map(({ mean }, i) => mean! + std[i]),
      stroke: color,
      strokeWidth: 1.5,
      clip: true,
    }),
    Plot.dot(points, {
      x,
      y: points.map(({ mean }) => mean),
      symbol,
      r: small || isNarrow ? 3 : 4,
      fill: "var(--page)",
      stroke: color,
      strokeWidth: small ? 1 : 1.75,
      title: ({ step, mean, n }) =>
        `${isolate(name)}: val loss ${formatLoss(mean)}${n > 1 ? `, mean of ${n} seeds,` : ""}` +
        ` at step ${formatCount(step)}`,
    }),
  ];
}

/** The loss over the test split after the last step: a filled symbol, small enough to be seen inside a hollow one. */
function finalTest(
  { index, color, runs }: ShownVariant,
  { domain, place, view, isNarrow }: MarkOptions,
  small: boolean,
): Plot.Markish {
  const { symbol } = lookOf(index);
  const points = pointsOverSeeds(
    runs.map(({ steps, test }) => test === null ? [] : [[steps, test] as const]),
  ).filter(({ step, mean }) =>
    mean !== null && mean >= domain.low && mean <= domain.high && isInRange(step, view)
  );
  return Plot.dot(points, {
    x: points.map(({ step }) => place(step)),
    y: points.map(({ mean }) => mean),
    symbol,
    r: small || isNarrow ? 2 : 2.5,
    fill: color,
  });
}

/** A cross where training diverged; nothing where it did not. */
function divergences(
  { name, color, runs }: ShownVariant,
  { domain, place, view }: MarkOptions,
): Plot.Markish {
  const ends = runs.filter(({ diverged, steps }) => diverged && isInRange(steps, view));
  return Plot.dot(ends, {
    x: ends.map(({ steps }) => place(steps)),
    y: ends.map(({ smooth: [raw] }) => {
      const last = raw.findLast((loss) => loss !== null) ?? domain.high;
      return Math.min(domain.high, Math.max(domain.low, last));
    }),
    symbol: "times",
    r: 6,
    stroke: color,
    strokeWidth: 2.5,
    title: ({ steps }) => `${isolate(name)} diverged at step ${formatCount(steps)}`,
  });
}

/** An arrow at the top for each hopeless variant whose curve has left the frame there at its end, side by side. */
function leaving(
  variants: readonly ShownVariant[],
  { domain, place, view }: MarkOptions,
): Plot.Markish[] {
  const gone = variants.flatMap(({ name, color, runs }) => {
    const lost = runs.filter(({ hopeless, diverged }) => hopeless && !diverged);
    const step = Math.min(view.range?.[1] ?? Infinity, ...lost.map(({ steps }) => steps));
    const { mean } = overSeeds(lost.map((run) => trainAt(run, view, step)));
    return mean !== null && mean > domain.high && isInRange(step, view)
      ? [{ name, color, step, mean }]
      : [];
  });
  return gone.map((one, i) =>
    Plot.dot([one], {
      x: ({ step }) => place(step),
      y: domain.high,
      dx: -14 * (gone.length - i) + 4,
      dy: -7,
      symbol: "triangle",
      r: 5,
      fill: one.color,
      title: ({ name, mean, step }) =>
        `${isolate(name)} is above the chart: ${formatLoss(mean)} at step ${formatCount(step)}`,
    })
  );
}

const isInRange = (step: number, { range }: CurveView): boolean =>
  range === undefined || step >= range[0] && step <= range[1];

/** A line at a loss to compare with. */
const referenceRule = ({ loss }: Reference): Plot.Markish =>
  Plot.ruleY([loss], { stroke: "currentColor", strokeOpacity: 0.6 });

/** Labels closer than so many pixels would cover each other. */
const LABEL_GAP = 14;

/**
 * What those losses are, readable over the curves: the highest at the right, which the curves have left behind there, the others
 * near the left, right of where curves fall steeply. One too close above another one's is left out.
 */
function referenceLabels(
  references: readonly Reference[],
  { domain: { low, high, log }, width, height, isNarrow }: MarkOptions,
): Plot.Markish[] {
  const scale = log ? Math.log : (loss: number) => loss;
  const place = ({ loss }: Reference) =>
    height * (scale(loss) - scale(low)) / (scale(high) - scale(low));
  const [highest, ...others] = [...references].sort((a, b) => b.loss - a.loss);
  const left = others.filter((one, i) =>
    i === others.length - 1 || place(one) - place(others[i + 1]) >= LABEL_GAP
  );
  const label = ({ label, short, loss }: Reference, side: "left" | "right") =>
    Plot.text([loss], {
      y: (loss) => loss,
      text: () => isNarrow ? short : label,
      frameAnchor: side,
      dy: -9,
      dx: side === "left" ? 0.12 * width : -4,
      fill: "currentColor",
      stroke: "var(--page)",
      strokeWidth: 4,
      strokeOpacity: 0.85, // what it covers shines through
    });
  return [
    ...(highest ? [label(highest, "right")] : []),
    ...left.map((reference) => label(reference, "left")),
  ];
}
