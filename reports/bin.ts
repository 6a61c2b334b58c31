/**
 * Thousands of steps made few.
 *
 * @module
 */

/** Neighbouring values in one: those at `from` up to but without `to`. */
export interface Bin {
  from: number;
  to: number;
  /** Their least and greatest finite value; null where none is finite. */
  low: number | null;
  high: number | null;
}

/** Cuts `values` into at most `count` bins whose sizes differ by one at most. */
export function bin(values: ArrayLike<number>, count: number): Bin[] {
  const n = values.length, bins = Math.min(count, n);
  return Array.from({ length: bins }, (_, k) => {
    const from = Math.floor(k * n / bins), to = Math.floor((k + 1) * n / bins);
    let low: number | null = null, high: number | null = null;
    for (let i = from; i < to; i++) {
      const value = values[i];
      if (!Number.isFinite(value)) continue;
      if (low === null || value < low) low = value;
      if (high === null || value > high) high = value;
    }
    return { from, to, low, high };
  });
}

/** At most `count` whole numbers from 0 to n − 1, evenly spread, the first and the last among them. */
export function spread(n: number, count: number): number[] {
  if (n <= count) return Array.from({ length: n }, (_, i) => i);
  return Array.from({ length: count }, (_, k) => Math.round(k * (n - 1) / (count - 1)));
}
