/**
 * What many runs come to, by groups: the interquartile mean, the probability of improvement, and how much of the order
 * in which they end a setting explains.
 *
 * @module
 */
import { mean } from "../statistics.ts";
import { upperTailF } from "./f_distribution.ts";

/**
 * The mean of the middle half: the lowest and the highest ⌊n/4⌋ values are left out, so that a few runs that went
 * wrong, or were lucky, do not move it (Agarwal et al. 2021, Deep Reinforcement Learning at the Edge of the Statistical
 * Precipice, https://arxiv.org/abs/2108.13264).
 *
 * @returns NaN without values
 */
export function interquartileMean(values: readonly number[]): number {
  const cut = Math.floor(values.length / 4);
  const sorted = values.toSorted((a, b) => a - b);
  return mean(sorted.slice(cut, values.length - cut));
}

/**
 * How likely it is that one of `ours` ends lower than one of `theirs`: the share of all pairs in which it does, of
 * equal ones one half (Mann & Whitney's U over all pairs; Agarwal et al. 2021, for losses, of which the lower one is
 * better).
 *
 * @returns NaN where one of them is empty
 */
export function probabilityOfImprovement(
  ours: readonly number[],
  theirs: readonly number[],
): number {
  const sorted = theirs.toSorted((a, b) => a - b);
  let sum = 0;
  for (const x of ours) {
    const below = firstFrom(sorted, (y) => y >= x), upTo = firstFrom(sorted, (y) => y > x);
    sum += sorted.length - upTo + (upTo - below) / 2;
  }
  return sum / (ours.length * theirs.length);
}

/** The place of the first of the sorted values from which on `isSuch` holds. */
function firstFrom(sorted: readonly number[], isSuch: (x: number) => boolean): number {
  let from = 0, to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isSuch(sorted[middle])) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** The place of each value among all, from 1 on; equal ones share the mean of theirs. */
export function places(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) =>
    values[a] === values[b] ? 0 : values[a] - values[b]
  );
  const result = new Array<number>(values.length);
  for (let i = 0; i < order.length;) {
    let end = i + 1;
    while (end < order.length && values[order[end]] === values[order[i]]) end++;
    for (let k = i; k < end; k++) result[order[k]] = (i + 1 + end) / 2;
    i = end;
  }
  return result;
}

/** What belonging to a group explains. */
export interface Explained {
  /** Of the variance, between 0 and 1; less than chance would give counts as 0. */
  share: number;
  /** How often a grouping that means nothing would seem to explain so much. */
  p: number;
}

/**
 * How much of the variance of `values` belonging to a group explains: one-way analysis of variance,
 *
 *     1 − (SS_within / (n − k)) / (SS_total / (n − 1))    for n values in k groups,
 *
 * which is 0 on average where the groups mean nothing (Kelley 1935, An unbiased correlation ratio measure), and the F
 * test's p.
 *
 * @param groups of each value, which one it belongs to
 * @returns undefined where there is one group, as many as values, or nothing varies
 */
export function explainedVariance(
  values: readonly number[],
  groups: readonly number[],
): Explained | undefined {
  const n = values.length, members = Map.groupBy(values.keys(), (i) => groups[i]);
  const k = members.size, center = mean(values);
  const total = values.reduce((sum, x) => sum + (x - center) ** 2, 0);
  if (k < 2 || n <= k || total === 0) return undefined;
  let within = 0;
  for (const some of members.values()) {
    const middle = mean(some.map((i) => values[i]));
    for (const i of some) within += (values[i] - middle) ** 2;
  }
  const share = Math.max(0, 1 - within / (n - k) * (n - 1) / total);
  const F = (total - within) / (k - 1) / (within / (n - k));
  return { share, p: within <= 1e-12 * total ? 0 : upperTailF(Math.max(0, F), k - 1, n - k) };
}

/**
 * Whether two groupings go together, from 0, not at all, to 1, each says the other: Cramér's V, √(χ² / (n · (min(k, l)
 * − 1))) (Cramér 1946, Mathematical Methods of Statistics, 21.9). 0 where one of them is a single group.
 */
export function association(a: readonly number[], b: readonly number[]): number {
  const rows = Map.groupBy(a.keys(), (i) => a[i]), columns = Map.groupBy(b.keys(), (i) => b[i]);
  const least = Math.min(rows.size, columns.size);
  if (least < 2) return 0;
  let sum = 0;
  for (const row of rows.values()) {
    for (const [column, { length }] of columns) {
      const both = row.filter((i) => b[i] === column).length;
      sum += both ** 2 / (row.length * length);
    }
  }
  return Math.sqrt(Math.max(0, sum - 1) / (least - 1));
}
