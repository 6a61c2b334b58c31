/**
 * Variants that differ in one number: what the chart of that number against the final loss is drawn from.
 *
 * @module
 */
import type { Split } from "../../runner/results.ts";
import { compareVariants, type Comparison } from "../comparison.ts";
import { differences } from "../differences.ts";
import { isHopeless } from "../hopeless.ts";
import { domainOf } from "./interval_domain.ts";
import { ranking } from "../ranking.ts";
import { finalLoss, type Variant } from "../rows.ts";
import { decidingSplit } from "../scores.ts";
import { mean } from "../statistics.ts";

/** The key and what the variants made of it. */
export interface KeyData {
  /** Dotted, e.g. `training.learningRate.initial`. */
  path: string;
  /** Of the losses. */
  split: Split;
  /** By value. */
  points: KeyPoint[];
  /** The variant that ends lowest, by `ranking`; undefined where that has hopeless runs. */
  lowest?: KeyPoint;
}

/** A variant. */
export interface KeyPoint {
  variant: Variant;
  /** What it sets the key to. */
  value: number;
  /** The final losses of the runs that are not hopeless. */
  losses: number[];
  /** Those of the others; null where a run diverged, or has none. */
  hopeless: (number | null)[];
  /** Over `losses`; null where a run is hopeless, since the rest would flatter the variant. */
  mean: number | null;
  /** The verdict on it and the lowest, where both have a mean and seeds tell something. */
  gap?: Comparison;
}

/**
 * The data of the key in which alone the variants differ; undefined where there is none, or where its values are no
 * numbers.
 */
export function keyData(variants: readonly Variant[]): KeyData | undefined {
  const found = differences(variants.map(({ runs: [run] }) => run.config));
  if (found.length !== 1) return undefined;
  const [{ path, values }] = found;
  if (!values.every((value) => typeof value === "number" && Number.isFinite(value))) return;
  // With other data the losses are not of the same examples.
  if (path.startsWith("dataset.") && path !== "dataset.contextLength") return undefined;
  const split = decidingSplit(variants);
  const gapOf = gapsFromLowest(variants, split);
  const points = variants.map((variant, i) =>
    pointOf(variant, values[i] as number, split, gapOf(variant))
  ).sort((a, b) => a.value - b.value);
  if (points.every(({ losses, hopeless }) => losses.length === 0 && !hopeless.some(canBeShown))) {
    return undefined;
  }
  const [best] = ranking(variants).ranked;
  const lowest = points.find(({ variant, mean }) => variant === best && mean !== null);
  return { path, split, points, lowest };
}

function gapsFromLowest(
  variants: readonly Variant[],
  split: Split,
): (variant: Variant) => Comparison | undefined {
  const { compared, ranked: [best] } = ranking(variants);
  if (compared.length < 2) return () => undefined;
  const { compare } = compareVariants(compared, split);
  return (variant) => {
    if (variant === best || !compared.includes(variant)) return undefined;
    const gap = compare(variant, best);
    return Number.isNaN(gap.halfWidth) ? undefined : gap;
  };
}

function pointOf(variant: Variant, value: number, split: Split, gap?: Comparison): KeyPoint {
  const isFit = variant.runs.map((run) => !isHopeless(run, split));
  const losses = variant.runs.flatMap((run, i) => isFit[i] ? finalLoss(run, split)! : []);
  const hopeless = variant.runs.filter((_, i) => !isFit[i])
    .map((run) => run.summary.status === "diverged" ? null : finalLoss(run, split));
  const isWhole = hopeless.length === 0 && losses.length > 0;
  return {
    variant,
    value,
    losses,
    hopeless,
    mean: isWhole ? mean(losses) : null,
    gap: isWhole ? gap : undefined,
  };
}

const isLoss = (loss: number | null): loss is number => loss !== null;

/**
 * Whether an axis may be made for a hopeless run's loss, where all are hopeless: no higher than such numbers can be
 * read.
 */
export const canBeShown = (loss: number | null): loss is number => loss !== null && loss <= 1e6;

/** The loss that a hopeless variant ended with, on average; null where a run diverged, or has none. */
export const hopelessLoss = ({ hopeless }: KeyPoint): number | null =>
  hopeless.every(isLoss) ? mean(hopeless) : null;

/** Where the key's values stand: on a logarithmic axis where they span a decade. */
export interface KeyAxis {
  log: boolean;
  /** In what `place` gives. */
  domain: [number, number];
  /** From a value to what the axis takes: 0 has a place of its own at the left of a logarithmic axis. */
  place(value: number): number;
}

/** The axis for these values. */
export function keyAxis(values: readonly number[]): KeyAxis {
  const positive = values.filter((value) => value > 0);
  const low = Math.min(...values), high = Math.max(...values), least = Math.min(...positive);
  if (low < 0 || positive.length < 2 || high / least < 10) {
    const air = 0.06 * (high - low) || Math.abs(high) * 0.1 || 1;
    return { log: false, domain: [low - air, high + air], place: (value) => value };
  }
  const air = (high / least) ** 0.06, zero = least / Math.max(3, (high / least) ** 0.12);
  return {
    log: true,
    domain: [(low === 0 ? zero : least) / air, high * air],
    place: (value) => value === 0 ? zero : value,
  };
}

/** A gap so many decades wide, and twice as wide as the middle one, is drawn no wider. */
const WIDE_GAP = 1;

/**
 * A logarithmic axis whose widest gaps between values are shortened, so that one value far from all others does not
 * press them together.
 *
 * @returns the axis, and the middles of the shortened gaps
 */
export function shortenedAxis(values: readonly number[]): { axis: KeyAxis; breaks: number[] } {
  const axis = keyAxis(values);
  const logs = [...new Set(values.map((value) => Math.log10(axis.place(value))))]
    .sort((a, b) => a - b);
  const gaps = logs.slice(1).map((x, i) => x - logs[i]);
  const most = Math.max(WIDE_GAP, 2 * gaps.toSorted((a, b) => a - b)[(gaps.length - 1) >> 1]);
  if (!axis.log || gaps.every((gap) => gap <= most)) return { axis, breaks: [] };
  const places = [logs[0]], breaks: number[] = [];
  gaps.forEach((gap, i) => {
    places.push(places[i] + Math.min(gap, most));
    if (gap > most) breaks.push(10 ** (places[i] + most / 2));
  });
  const [low, high] = axis.domain, cut = logs.at(-1)! - places.at(-1)!;
  return {
    axis: {
      log: true,
      domain: [low, high / 10 ** cut],
      place: (value) => 10 ** places[logs.indexOf(Math.log10(axis.place(value)))],
    },
    breaks,
  };
}

/**
 * The loss axis: all losses of runs that are not hopeless, and of the intervals as much as `domainOf` lets in. Where
 * all are hopeless, it is made for them, and logarithmic where they span a decade.
 */
export function keyLossAxis({ points }: KeyData): { domain: [number, number]; log: boolean } {
  const fit = points.flatMap(({ losses }) => losses);
  const losses = fit.length > 0
    ? fit
    : points.flatMap(({ hopeless }) => hopeless.filter(canBeShown));
  const low = Math.min(...losses), high = Math.max(...losses);
  if (fit.length === 0 && high >= 10 * low && low > 0) {
    const air = (high / low) ** 0.1;
    return { domain: [low / air, high * air], log: true };
  }
  const ends = points.flatMap(({ mean, gap }) =>
    mean === null || gap === undefined ? [] : [mean - gap.halfWidth, mean + gap.halfWidth]
  );
  return { domain: domainOf(losses, ends), log: false };
}
