/**
 * The configurations of a sweep, grouped by one key.
 *
 * @module
 */
import { halfWidth, mean } from "../statistics.ts";
import { interquartileMean, probabilityOfImprovement } from "./group_statistics.ts";
import { isNumeric, type SweepConfig, type SweepData, valueText } from "./sweep_data.ts";

/** So many different numbers are a group each; more are put into classes. */
const MAX_VALUES = 8, MAX_CLASSES = 5;

/** Which group each configuration belongs to. */
export interface Grouping {
  /** In order. */
  labels: string[];
  /** Of each configuration, the place of its group. */
  of: number[];
}

/**
 * By the values of a key; of many numbers by classes that hold about as many configurations each, equal numbers in the
 * same.
 */
export function groupingBy({ keys, configs }: SweepData, k: number): Grouping {
  const key = keys[k], at = configs.map((config) => config.at[k]);
  if (!isNumeric(key) || key.values.length <= MAX_VALUES) {
    return { labels: key.values.map((_, i) => valueText(key, i)), of: at };
  }
  const count = Math.min(MAX_CLASSES, Math.max(2, Math.floor(configs.length / 4)));
  const sorted = at.toSorted((a, b) => a - b);
  const starts = [
    ...new Set(
      Array.from({ length: count }, (_, c) => sorted[Math.floor(c * sorted.length / count)]),
    ),
  ];
  const of = at.map((place) => starts.findLastIndex((start) => start <= place));
  const labels = starts.map((start, c) => {
    const last = (starts[c + 1] ?? key.values.length) - 1;
    const first = valueText(key, start);
    return last === start ? first : `${first} to ${valueText(key, last)}`;
  });
  return { labels, of };
}

/** The configurations of one group. */
export interface Group {
  label: string;
  configs: SweepConfig[];
  /** What the numbers below are of: a loss a configuration, its seeds' mean; of a group of one, a loss a seed. */
  losses: number[];
  /** NaN without losses. */
  mean: number;
  /** Half the 95 % confidence interval of the mean, Student's t; NaN of fewer than two. */
  halfWidth: number;
  /** NaN without losses. */
  interquartileMean: number;
  /** That one of this group ends before one of the others; NaN where nothing is known of the one or the others. */
  improvement: number;
  /** How many have no loss: they failed, diverged, or were ended by halving. */
  without: number;
}

/** A configuration's loss at a rung of halving, or its final one. */
const lossOf = ({ loss, rungs }: SweepConfig, rung?: number): number | null =>
  rung === undefined ? loss : rungs[rung] ?? null;

/** The groups by a key, in its order. @param rung whose losses they are, of halving; default: the final ones */
export function groupsBy(data: SweepData, k: number, rung?: number): Group[] {
  const { labels, of } = groupingBy(data, k), { configs } = data;
  const isSingle = labels.length === configs.length && rung === undefined;
  // Of groups of one the seeds compete; else the configurations, in the order in which all ended.
  const rivals = (config: SweepConfig): number[] =>
    isSingle ? config.losses : config.place === null ? [] : [config.place];
  return labels.map((label, g) => {
    const ours = configs.filter((_, i) => of[i] === g);
    const others = configs.filter((_, i) => of[i] !== g);
    const whole = ours.filter((config) => lossOf(config, rung) !== null);
    const losses = ours.length === 1 && whole.length === 1 && rung === undefined
      ? whole[0].losses
      : whole.map((config) => lossOf(config, rung)!);
    return {
      label,
      configs: ours,
      losses,
      mean: mean(losses),
      halfWidth: halfWidth(losses, 0.95),
      interquartileMean: interquartileMean(losses),
      improvement: probabilityOfImprovement(ours.flatMap(rivals), others.flatMap(rivals)),
      without: ours.length - whole.length,
    };
  });
}
