/**
 * Counting values in bins.
 *
 * @module
 */
import { log, pow } from "./exact_math.ts";
import type { FloatArray } from "./tensor.ts";

/** Values counted in bins of equal width from `low` to `high`; one that lies beyond counts in the outermost bin. */
export interface Histogram {
  /** Where the first bin begins. */
  low: number;
  /** Where the last one ends. */
  high: number;
  /** How many numbers are in each. */
  counts: number[];
  /** Values that are no finite numbers, and in no bin. */
  nonFinite: number;
}

/** How large values are, whatever their sign: a histogram of log₁₀ |x|, the same bins for all values. */
export interface Magnitudes extends Histogram {
  /** Values that are 0, and in no bin. */
  zeros: number;
}

const BINS = 60;

/** The histogram of x in 60 bins. @param range default: from the least to the greatest finite value */
export function histogram(x: FloatArray, range?: readonly [number, number]): Histogram {
  const [low, high] = range ?? rangeOf(x);
  const counts = new Array<number>(BINS).fill(0);
  const nonFinite = count(counts, x, low, high);
  return { low, high, counts, nonFinite };
}

/**
 * Counts x in bins from `low` to `high`, and returns how many are no finite numbers. It stands apart because V8 15,
 * where it compiles a function in the midst of a long loop, may give the numbers of two objects made behind it one
 * place.
 */
function count(counts: number[], x: FloatArray, low: number, high: number): number {
  let nonFinite = 0;
  for (let i = 0; i < x.length; i++) {
    if (Number.isFinite(x[i])) counts[binOf(x[i], low, high)]++;
    else nonFinite++;
  }
  return nonFinite;
}

/** From 10⁻¹² to 10³ in quarters of a decade. */
const [LEAST, GREATEST] = [-12, 3];

/** The histogram of log₁₀ |x|, from −12 to 3. */
export function magnitudes(x: FloatArray): Magnitudes {
  const { ends, firstBins } = magnitudeBins ??= findMagnitudeBins();
  const counts = new Array<number>(BINS).fill(0);
  let nonFinite = 0;
  let zeros = 0;
  for (let i = 0; i < x.length; i++) {
    const size = Math.abs(x[i]);
    if (!Number.isFinite(size)) nonFinite++;
    else if (size === 0) zeros++;
    else {
      const bin = firstBins[sliceOf(size)];
      counts[bin + Number(size >= ends[bin])]++;
    }
  }
  return { low: LEAST, high: GREATEST, counts, nonFinite, zeros };
}

/** The bin that a size is in, by its logarithm. */
const binOfSize = (size: number): number => binOf(log(size) / Math.LN10, LEAST, GREATEST);

/**
 * What spares `magnitudes` a logarithm for each number: where each bin ends, and in which bin each slice begins. A slice
 * is the numbers of one exponent in the lower or the upper half of its mantissas: so it is narrower than a bin, and at
 * most one bin ends in it.
 */
interface MagnitudeBins {
  ends: Float64Array;
  firstBins: Uint8Array;
}

/** Found when they are first asked for. */
let magnitudeBins: MagnitudeBins | undefined;

function findMagnitudeBins(): MagnitudeBins {
  const ends = new Float64Array(BINS).fill(Infinity); // the last one takes all that is greater
  const firstBins = new Uint8Array(sliceOf(Infinity));
  for (let bin = 0; bin < BINS - 1; bin++) {
    ends[bin] = leastAbove(bin);
    firstBins.fill(bin + 1, sliceOf(ends[bin]) + 1);
  }
  return { ends, firstBins };
}

/** The least number whose bin comes after this one. */
function leastAbove(bin: number): number {
  const near = pow(10, LEAST + (bin + 1) * (GREATEST - LEAST) / BINS);
  let [below, above] = [near * (1 - 2 ** -40), near * (1 + 2 ** -40)];
  for (;;) {
    const middle = (below + above) / 2;
    if (middle === below || middle === above) return above;
    if (binOfSize(middle) > bin) above = middle;
    else below = middle;
  }
}

/** The slice that a size is in: its exponent, and the first bit of its mantissa. */
function sliceOf(size: number): number {
  bits.setFloat64(0, size); // sign and exponent come first
  return bits.getUint16(0) >> 3;
}
const bits = new DataView(new ArrayBuffer(8));

function binOf(x: number, low: number, high: number): number {
  const bin = Math.floor(BINS * ((x - low) / (high - low)));
  return Math.max(0, Math.min(BINS - 1, bin));
}

/** Widened where all values are the same; [0, 1] where none is finite. Rounded to what a file should hold. */
function rangeOf(x: FloatArray): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i])) continue;
    low = Math.min(low, x[i]);
    high = Math.max(high, x[i]);
  }
  if (low > high) return [0, 1];
  low = Number(low.toPrecision(9));
  high = Number(high.toPrecision(9));
  if (low < high) return [low, high];
  const margin = Math.abs(low) / 2 || 0.5;
  return [low - margin, high + margin];
}
