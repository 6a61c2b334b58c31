/**
 * Thousands of steps made few.
 *
 * @module
 */
// @ts-types="npm:@types/d3-array@3.2.2"
import { quantileSorted } from "d3-array";

/**
 * Where at most `count` bins of the steps 0 … n − 1 begin, and after them `n`. Most are equally wide; those at the
 * beginning, where the loss falls and a logarithmic axis looks closely, grow from single steps to that width.
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

/** The shares of the losses that lie below a band and below its upper edge: eight in ten lie within. */
const BAND = [0.1, 0.9] as const;
/**
 * So many steps on either side, at least, say how far losses spread; nearer to the first step, as many as there are
 * before.
 */
const AROUND = 10;

/**
 * Between which losses eight in ten of those around each bin lie: from the 10th to the 90th percentile of its finite
 * values and of its neighbours'; NaN where the bin has none. `values` may end before the bins do.
 */
export function binBands(
  values: ArrayLike<number>,
  edges: readonly number[],
): { low: number[]; high: number[] } {
  const low: number[] = [], high: number[] = [];
  for (let k = 0; k + 1 < edges.length && edges[k] < values.length; k++) {
    const around = Math.min(AROUND, edges[k]);
    const from = Math.min(edges[k], Math.ceil((edges[k] + edges[k + 1] - 1) / 2) - around);
    const to = Math.min(values.length, Math.max(edges[k + 1], from + 2 * around + 1));
    const isEmpty = finite(values, edges[k], edges[k + 1]).length === 0;
    const near = isEmpty ? [] : [...finite(values, from, to).sort()];
    low.push(quantileSorted(near, BAND[0]) ?? NaN);
    high.push(quantileSorted(near, BAND[1]) ?? NaN);
  }
  return { low, high };
}

/** The finite ones of the values from `from` up to but without `to`. */
function finite(values: ArrayLike<number>, from: number, to: number): Float64Array {
  const found = new Float64Array(Math.max(0, Math.min(to, values.length) - from));
  let count = 0;
  for (let i = from; i < from + found.length; i++) {
    if (Number.isFinite(values[i])) found[count++] = values[i];
  }
  return found.subarray(0, count);
}

/**
 * The mean of each bin's finite values; NaN where none is finite. `values` may end before the bins do.
 *
 * @param breaks no mean reaches across one of them: of a bin that does, only the values on the side of its middle count
 */
export function binMeans(
  values: ArrayLike<number>,
  edges: readonly number[],
  breaks: readonly number[] = [],
): number[] {
  const means: number[] = [];
  for (let k = 0; k + 1 < edges.length && edges[k] < values.length; k++) {
    const end = Math.min(edges[k + 1], values.length), middle = (edges[k] + end - 1) / 2;
    const from = Math.max(edges[k], ...breaks.filter((step) => step <= middle));
    const to = Math.min(end, ...breaks.filter((step) => step > middle));
    let sum = 0, count = 0;
    for (let i = from; i < to; i++) {
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
