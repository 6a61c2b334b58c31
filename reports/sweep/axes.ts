/**
 * The axes of a sweep: where each configuration stands on each key, and where it ended.
 *
 * @module
 */
// @ts-types="npm:@types/d3-array@3.2.2"
import { median, ticks } from "d3-array";
import { keyAxis } from "../charts/key_data.ts";
import { logTicks } from "../charts/ticks.ts";
import { formatCount, formatLoss, shortNumber } from "../format.ts";
import {
  isNumeric,
  type SweepConfig,
  type SweepData,
  type SweepKey,
  valueText,
} from "./sweep_data.ts";

/** An axis from 0 to 1. */
export interface SweepAxis {
  name: string;
  /** What the numbers on it do, if it is not to be expected: "logarithmic". */
  note: string;
  ticks: { at: number; text: string }[];
  /** Ticks of what became of those without a loss; they may be too near to each other for one row. */
  fates: { at: number; text: string }[];
  /** Of each configuration; null where nothing is known. */
  at: (number | null)[];
}

/** Those of the keys, and the last one of the losses. */
export const axesOf = (data: SweepData): SweepAxis[] => [
  ...data.keys.map((key, k) => axisOf(key, data.configs.map(({ at }) => at[k]))),
  lossAxis(data),
];

function axisOf(key: SweepKey, at: readonly number[]): SweepAxis {
  const { name } = key;
  if (!isNumeric(key)) {
    const count = key.values.length, every = Math.ceil(count / MAX_TICKS);
    const place = (i: number) => (i + 0.5) / count;
    return {
      name,
      note: "",
      ticks: key.values.map((_, i) => ({ at: place(i), text: valueText(key, i) }))
        .filter((_, i) => i % every === 0),
      fates: [],
      at: at.map(place),
    };
  }
  const { values } = key, { log, domain: [low, high], place } = keyAxis(values);
  const scale = log ? Math.log : (x: number) => x;
  const share = (x: number) => (scale(place(x)) - scale(low)) / (scale(high) - scale(low));
  const all = values.length <= MAX_VALUES
    ? values
    : log
    ? [...values[0] === 0 ? [0] : [], ...logTicks({ low, high })]
    : ticks(low, high, 6);
  const texts = all.map((value) => ({ at: share(value), text: tickText(value) }));
  return {
    name,
    note: log ? "logarithmic" : "",
    ticks: apart(texts.filter(({ at }) => at >= 0 && at <= 1)),
    fates: [],
    at: at.map((i) => share(values[i])),
  };
}

/** Of so many values each has a tick. */
const MAX_VALUES = 8, MAX_TICKS = 12;
/** Nearer ones would touch. */
const NEAREST = 0.055;

const tickText = (x: number): string =>
  (Number.isInteger(x) && Math.abs(x) >= 1000 && Math.abs(x) < 1e6
    ? formatCount(x)
    : String(shortNumber(x, 6))).replaceAll("-", "−").replace("e+", "e");

/** Those that do not touch one before. */
function apart<T extends { at: number }>(some: readonly T[]): T[] {
  const kept: T[] = [];
  for (const one of some) {
    if (kept.length === 0 || one.at - kept.at(-1)!.at >= NEAREST) kept.push(one);
  }
  return kept;
}

/** What each fate without a loss takes of the axis. */
const FATE = 0.075;

/**
 * From the lowest final loss up. Where a few are far above the rest, they are spaced by their order, and the numbers
 * say which losses these are. Above them those without a final loss: whom halving ended, the latest first, and at the
 * very top who diverged or was hopeless.
 */
function lossAxis(data: SweepData): SweepAxis {
  const { configs, split } = data;
  const losses = configs.flatMap(({ loss }) => loss ?? []).sort((a, b) => a - b);
  const fates = fatesOf(configs);
  const top = losses.length === 0 ? 0 : 1 - FATE * fates.length;
  const low = losses[0], high = losses.at(-1)!;
  const isSkewed = losses.length >= 8 && high - low > 4 * (median(losses)! - low);
  const share = (loss: number): number => {
    if (high === low) return 0.5;
    if (!isSkewed) return 0.03 + 0.94 * (loss - low) / (high - low);
    const below = losses.indexOf(loss), last = losses.lastIndexOf(loss);
    return 0.03 + 0.94 * (below + last) / 2 / (losses.length - 1);
  };
  const marks = losses.length === 0
    ? []
    : isSkewed
    ? [0, 0.25, 0.5, 0.75, 1].map((q) => losses[Math.round(q * (losses.length - 1))])
    : high === low
    ? [low]
    : ticks(low, high, 6);
  const fatePlace = (i: number) => top + (i + 0.5) * (1 - top) / fates.length;
  return {
    name: `${split} loss`,
    note: isSkewed ? "spaced by order" : "",
    ticks: apart(marks.map((loss) => ({
      at: top * share(loss),
      text: isSkewed ? formatLoss(loss) : tickText(loss),
    }))),
    fates: fates.map((fate, i) => ({ at: fatePlace(i), text: fate })),
    at: configs.map((config) => {
      const fate = fateOf(config);
      if (config.place === null) return null;
      return fate === null ? top * share(config.loss!) : fatePlace(fates.indexOf(fate));
    }),
  };
}

/** What became of a configuration without a final loss, in few words; null of the others. */
export function fateOf({ loss, ended }: SweepConfig): string | null {
  if (loss !== null) return null;
  return ended === undefined ? NOT_COMPARED : `ended at ${formatCount(ended.step)}`;
}

/** They ended worse than guessing, without a loss, or not at all. */
export const NOT_COMPARED = "not compared";

/** In the order of the axis. */
function fatesOf(configs: readonly SweepConfig[]): string[] {
  const known = configs.filter(({ place }) => place !== null);
  const steps = new Set(known.flatMap(({ ended }) => ended?.step ?? []));
  const isLost = known.some((config) => fateOf(config) === NOT_COMPARED);
  return [
    ...[...steps].sort((a, b) => b - a).map((step) => `ended at ${formatCount(step)}`),
    ...isLost ? [NOT_COMPARED] : [],
  ];
}

/** So many colours from the lowest loss to the highest. */
export const LEVELS = 9;
const COLORLESS = "var(--faded)";

/**
 * The colour of each configuration: by its place among those with a loss, be it where halving ended them, the same
 * share of them each; of the others, none.
 */
export function colorsBy({ configs }: SweepData): string[] {
  const hasLoss = ({ loss, ended }: SweepConfig) => (loss ?? ended?.loss ?? null) !== null;
  const count = configs.filter(hasLoss).length;
  return configs.map((config) => {
    if (!hasLoss(config) || config.place === null) return COLORLESS;
    const share = count < 2 ? 0 : (config.place - 1) / (count - 1);
    return `var(--level-${Math.min(LEVELS - 1, Math.floor(LEVELS * share))})`;
  });
}

/** Of more configurations a page holds its charts once only, and its script draws them for narrow pages. */
export const MAX_TWICE = 200;
