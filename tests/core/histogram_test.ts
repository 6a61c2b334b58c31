import { assert, assertEquals } from "@std/assert";
import { log, pow } from "../../core/exact_math.ts";
import { histogram, magnitudes } from "../../core/histogram.ts";
import { TorchGenerator } from "../../core/random/torch.ts";

const filled = (counts: number[]) =>
  counts.flatMap((count, bin) => count > 0 ? [[bin, count]] : []);

Deno.test("values are counted in 60 bins from the least to the greatest", () => {
  const { low, high, counts, nonFinite } = histogram(Float32Array.of(-1, 5, 2, 2.05, -0.95));
  assertEquals([low, high, counts.length, nonFinite], [-1, 5, 60, 0]);
  assertEquals(filled(counts), [[0, 2], [30, 2], [59, 1]]);
});

Deno.test("in a given range, what lies beyond counts at its ends", () => {
  const { low, high, counts } = histogram(Float32Array.of(-3, -1, 0, 1, 7), [-1, 1]);
  assertEquals([low, high], [-1, 1]);
  assertEquals(filled(counts), [[0, 2], [30, 1], [59, 2]]);
});

Deno.test("values that are not finite are counted apart and widen nothing", () => {
  const { low, high, counts, nonFinite } = histogram(Float64Array.of(NaN, 1, Infinity, 2));
  assertEquals([low, high, nonFinite], [1, 2, 2]);
  assertEquals(filled(counts), [[0, 1], [59, 1]]);
  const none = histogram(Float64Array.of(NaN, -Infinity));
  assertEquals([none.low, none.high, none.nonFinite, filled(none.counts)], [0, 1, 2, []]);
});

Deno.test("equal values lie in the middle of a range of some width", () => {
  for (const x of [0, 5, -5, 1e-30]) {
    const { low, high, counts } = histogram(Float64Array.of(x, x, x));
    assert(low < x && x < high);
    assertEquals(filled(counts), [[30, 3]]);
  }
});

Deno.test("every value is in one bin, however far apart and close together they are", () => {
  for (const x of [[-1e300, 1e300, 0], [1, 1 + 1e-12, 1]]) {
    const { counts, low, high } = histogram(Float64Array.from(x));
    assert(low < high);
    assertEquals(counts.reduce((sum, n) => sum + n), x.length);
  }
});

Deno.test("magnitudes are counted in quarters of a decade, whatever the sign", () => {
  const { low, high, counts, zeros, nonFinite } = magnitudes(
    Float64Array.of(1.1, -1.1, 0.11, 1.9e-12, 0, -0, NaN, 1e-30, 1e30),
  );
  assertEquals([low, high, zeros, nonFinite], [-12, 3, 2, 1]);
  assertEquals(filled(counts), [[0, 1], [1, 1], [44, 1], [48, 2], [59, 1]]);
});

/** The bin of log₁₀ |x|, by its logarithm. */
function binByLogarithm(x: number): number {
  const bin = Math.floor(60 * ((log(Math.abs(x)) / Math.LN10 + 12) / 15));
  return Math.max(0, Math.min(59, bin));
}

/** Makes sure that each of these numbers is in the bin of its logarithm. */
function checkBins(numbers: Float32Array | Float64Array) {
  for (let i = 0; i < numbers.length; i++) {
    const { counts } = magnitudes(numbers.subarray(i, i + 1));
    assertEquals(filled(counts), [[binByLogarithm(numbers[i]), 1]], String(numbers[i]));
  }
}

/** x, and so many numbers next to it on either side, as they are in this kind of array. */
function neighbours(x: number, count: number, isDouble: boolean): Float32Array | Float64Array {
  const length = 2 * count + 1;
  if (isDouble) {
    const bits = new BigInt64Array(length).fill(new BigInt64Array(Float64Array.of(x).buffer)[0]);
    return new Float64Array(bits.map((b, i) => b + BigInt(i - count)).buffer);
  }
  const bits = new Int32Array(length).fill(new Int32Array(Float32Array.of(x).buffer)[0]);
  return new Float32Array(bits.map((b, i) => b + i - count).buffer);
}

Deno.test("each magnitude is in the bin of its logarithm: next to the bins' ends, to the last bit", () => {
  for (let k = 0; k <= 60; k++) {
    checkBins(neighbours(pow(10, -12 + k / 4), 100, true));
    checkBins(neighbours(pow(10, -12 + k / 4), 20, false));
  }
});

Deno.test("so it is where exponents and halves of mantissas begin, and for the least and the greatest numbers", () => {
  for (let exponent = -1022; exponent <= 1023; exponent++) {
    for (const x of [2 ** exponent, 1.5 * 2 ** exponent]) checkBins(neighbours(x, 1, true));
  }
  for (let exponent = -126; exponent <= 127; exponent++) {
    for (const x of [2 ** exponent, 1.5 * 2 ** exponent]) checkBins(neighbours(x, 1, false));
  }
  checkBins(Float64Array.of(5e-324, -5e-324, 2 ** -1023, 1e-310, Number.MAX_VALUE, -1, 1));
  checkBins(Float32Array.of(2 ** -149, -(2 ** -149), 2 ** -127, 1e-40, (2 - 2 ** -23) * 2 ** 127));
});

Deno.test("so it is for random bits, and random magnitudes", () => {
  const generator = new TorchGenerator(1);
  const bits = Uint32Array.from({ length: 20_000 }, () => generator.randint(2 ** 31));
  checkBins(new Float32Array(bits.buffer).filter((x) => Number.isFinite(x) && x !== 0));
  checkBins(new Float64Array(bits.buffer).filter((x) => Number.isFinite(x) && x !== 0));
  const spread = () => pow(10, 17 * generator.uniformFloat64() - 13);
  checkBins(Float64Array.from({ length: 20_000 }, spread));
  checkBins(Float32Array.from({ length: 20_000 }, spread));
});
