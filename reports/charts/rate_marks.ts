/**
 * What the chart of the losses says about the learning rate.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { shortNumber } from "../format.ts";
import type { CurveData } from "./curve_data.ts";
import { axesView, type CurveView, shownRuns, type ShownVariant } from "./curve_view.ts";

/** More drops than these are no events. */
const MAX_DROPS = 24;

/** Ticks closer than so many pixels would cover each other. */
const TICK_GAP = 13;

/** The axis of the rates that are shown, `height` pixels high: logarithmic where a few plateaus lie far apart. */
export function rateScale(data: CurveData, view: CurveView, height: number) {
  const all = shownRuns(data, axesView(data, view));
  const fit = all.filter(({ hopeless }) => !hopeless);
  const curves = [...new Set((fit.length > 0 ? fit : all).map((run) => data.rates[run.rate]))];
  const rates = curves.flatMap(({ points }) => points.map(([, rate]) => rate));
  const low = Math.min(...rates), high = Math.max(...rates, 0);
  if (!(high > 0)) return { type: "linear" as const, domain: [0, 1], ticks: [0] };
  const isLog = low > 0 && high / low >= 5 && curves.every(({ stepped }) => stepped);
  if (!isLog) {
    return { type: "linear" as const, domain: [0, high * 1.05], ticks: [0, shortNumber(high, 2)] };
  }
  const domain = [low / 1.3, high * 1.3], pixels = height / Math.log(domain[1] / domain[0]);
  const between = [...new Set(rates)].filter((rate) => rate !== high && rate !== low);
  const ticks = [high, low];
  for (const rate of between.length <= 2 ? between : []) {
    const isFree = ticks.every((tick) => pixels * Math.abs(Math.log(tick / rate)) >= TICK_GAP);
    if (isFree) ticks.push(rate);
  }
  return { type: "log" as const, domain, ticks: ticks.map((rate) => shortNumber(rate, 3)) };
}

/** Each learning rate once: in the variant's colour, or in the text's where all have the same. */
export function rateMarks(
  data: CurveData,
  variants: readonly ShownVariant[],
  place: (x: number) => number,
): Plot.Markish[] {
  const isShared = ratesOf(variants).length === 1;
  return ratesOf(variants).map(({ rate, color, pace }) => {
    const { stepped, points } = data.rates[rate];
    return Plot.lineY(points, {
      x: points.map(([step]) => place(step * pace)),
      y: points.map(([, rate]) => rate),
      curve: stepped ? "step-after" : "linear",
      stroke: isShared ? "currentColor" : color,
      strokeWidth: 1.5,
      clip: true,
    });
  });
}

/** Vertical lines where a learning rate drops; in the variant's colour where it is the only one that drops there. */
export function dropRules(data: CurveData, variants: readonly ShownVariant[]): Plot.Markish[] {
  const rates = ratesOf(variants).filter(({ drops }) => drops.length <= MAX_DROPS);
  const byStep = Map.groupBy(
    rates.flatMap(({ drops, color, pace }) => drops.map((step) => ({ x: step * pace, color }))),
    ({ x }) => x,
  );
  return [...byStep].map(([x, drops]) =>
    Plot.ruleX([x], {
      stroke: drops.length > 1 || rates.length === 1 && data.rates.length === 1
        ? "currentColor"
        : drops[0].color,
      strokeOpacity: 0.55,
      strokeDasharray: "1 3",
      strokeWidth: 1.5,
      clip: "frame",
    })
  );
}

/** The rates that occur, each with the first variant that has it; where steps take differently long, more than once. */
function ratesOf(variants: readonly ShownVariant[]) {
  const rates = new Map<
    string,
    { rate: number; color: string; drops: number[]; pace: number }
  >();
  const byRank = variants.toSorted((a, b) => Number(a.faded) - Number(b.faded));
  for (const { color, runs, pace } of byRank) {
    for (const { rate, drops } of runs) {
      const key = `${rate} ${pace}`;
      if (!rates.has(key)) rates.set(key, { rate, color, drops, pace });
    }
  }
  return [...rates.values()];
}
