/**
 * How much each key of a sweep matters.
 *
 * @module
 */
import { association, type Explained, explainedVariance } from "./group_statistics.ts";
import { groupingBy } from "./groups.ts";
import type { SweepData, SweepKey } from "./sweep_data.ts";

/**
 * What each key explains by itself of the order in which the configurations ended: the one-way explained variance of
 * their places, grouped by its values (Conover & Iman 1981, Rank Transformations as a Bridge Between Parametric and
 * Nonparametric Statistics). Places, not losses: so those that diverged or that halving ended count too, and a few huge
 * losses do not decide. What keys do together is in none of the shares.
 */
export interface Importances {
  /** How many configurations it is of. */
  count: number;
  /** The most important first. */
  keys: Importance[];
  /** Pairs of keys that were varied together, so that nobody can say which of them it was. */
  together: [SweepKey, SweepKey][];
}

export interface Importance {
  key: SweepKey;
  /** Its place among the keys. */
  index: number;
  /** Undefined where its values are too many to say. */
  explained?: Explained;
}

/** Of fewer configurations nothing is said. */
export const MIN_CONFIGS = 8;
/** Keys that go together so much cannot be told apart. */
const TOGETHER = 0.8;

/** Undefined where there are too few configurations, or they all ended alike. */
export function importances(data: SweepData): Importances | undefined {
  const known = { ...data, configs: data.configs.filter(({ place }) => place !== null) };
  const places = known.configs.map(({ place }) => place!), count = places.length;
  if (count < MIN_CONFIGS || new Set(places).size < 2) return undefined;
  const groupings = data.keys.map((_, k) => groupingBy(known, k).of);
  // Where most values occur once, each says what all other keys were, too.
  const isFew = groupings.map((of) => 2 * new Set(of).size > count);
  const keys = data.keys.map((key, index): Importance => ({
    key,
    index,
    explained: isFew[index] ? undefined : explainedVariance(places, groupings[index]),
  })).sort((a, b) => (b.explained?.share ?? -1) - (a.explained?.share ?? -1));
  const together = data.keys.flatMap((key, a) =>
    data.keys.slice(a + 1).flatMap((other, i): [SweepKey, SweepKey][] => {
      const b = a + 1 + i;
      const areTogether = !isFew[a] && !isFew[b] &&
        association(groupings[a], groupings[b]) >= TOGETHER;
      return areTogether ? [[key, other]] : [];
    })
  );
  return { count, keys, together };
}

/** The key that is shown first: the most important one. */
export const firstKey = (data: SweepData): number => importances(data)?.keys[0].index ?? 0;
