/**
 * Thousands of steps made few.
 *
 * @module
 */

/**
 * Where at most `count` bins of the steps 0 … n − 1 begin, and after them `n`. Most are equally wide; those at the beginning, where
 * the loss falls and a logarithmic axis looks closely, grow from single steps to that width.
 */
export function binEdges(n: number, count: number): number[] {
  const width = Math.max(1, n / (0.76 * count));
  const growth = (1 + Math.log(width)) / (0.2 * count);
  const edges: number[] = [];
  if (n <= count) { for (let step = 0; step < n; step++) edges.push(step); }
  else for (let x = 0; x < n; x += clamp(growth * x, 1, width)) edges.push(Math.floor(x));
  edges.push(n);
  return edges;
}

/** The bin that holds `step`: bin k has the steps from `edges[k]` up to but without `edges[k + 1]`. */
export function binOf(edges: readonly number[], step: number): number {
  let low = 0, high = Math.max(0, edges.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (edges[middle] <= step) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Each bin's middle step. */
export const binMiddles = (edges: readonly number[]): number[] =>
  edges.slice(0, -1).map((from, k) => (from + edges[k + 1] - 1) / 2);

/** Of each bin the least and the greatest finite value; NaN where none is finite. `values` may end before the bins do. */
export function binRanges(
  values: ArrayLike<number>,
  edges: readonly number[],
): { low: number[]; high: number[] } {
  const low: number[] = [], high: number[] = [];
  for (let k = 0; k + 1 < edges.length && edges[k] < values.length; k++) {
    const to = Math.min(edges[k + 1], values.length);
    let least = Infinity, greatest = -Infinity;
    for (let i = edges[k]; i < to; i++) {
      const value = values[i];
      if (!Number.isFinite(value)) continue;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    low.push(least <= greatest ? least : NaN);
    high.push(least <= greatest ? greatest : NaN);
  }
  return { low, high };
}

/** The mean of each bin's finite values; NaN where none is finite. `values` may end before the bins do. */
export function binMeans(values: ArrayLike<number>, edges: readonly number[]): number[] {
  const means: number[] = [];
  for (let k = 0; k + 1 < edges.length && edges[k] < values.length; k++) {
    const to = Math.min(edges[k + 1], values.length);
    let sum = 0, count = 0;
    for (let i = edges[k]; i < to; i++) {
      if (!Number.isFinite(values[i])) continue;
      sum += values[i];
      count++;
    }
    means.push(sum / count);
  }
  return means;
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/** At most `count` whole numbers from 0 to n − 1, evenly spread, the first and the last among them. */
export function spread(n: number, count: number): number[] {
  if (n <= count) return Array.from({ length: n }, (_, i) => i);
  return Array.from({ length: count }, (_, k) => Math.round(k * (n - 1) / (count - 1)));
}
