import { assert, assertEquals } from "@std/assert";
import { histogram, magnitudes } from "../../core/histogram.ts";

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
