import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { FIRST_SMOOTHING, smooth, SMOOTHINGS, stepWeight } from "../../reports/smooth.ts";
import { fakeLosses } from "./fake.ts";

const values = fakeLosses(500, 3.3, 2);

/** Σ wᵗ⁻ⁱ xᵢ / Σ wᵗ⁻ⁱ: the mean that the formula comes to, without its recursion. */
function naive(values: ArrayLike<number>, w: number, t: number): number {
  let sum = 0, weights = 0;
  for (let i = 0; i <= t; i++) {
    if (!Number.isFinite(values[i])) continue;
    sum += w ** (t - i) * values[i];
    weights += w ** (t - i);
  }
  return sum / weights;
}

/** The greatest distance between a curve and the naive computation. */
const error = (curve: ArrayLike<number>, w: number): number =>
  Math.max(...Array.from(curve, (y, t) => Math.abs(y - naive(values, w, t))));

Deno.test("smoothing is the weighted mean of all that was", () => {
  for (const weight of SMOOTHINGS) assert(error(smooth(values, weight), weight) < 1e-12);
});

Deno.test("a wrong smoothing is noticed", () => {
  const biased = smooth(values, 0.9).map((y, t) => y * (1 - 0.9 ** (t + 1)));
  assert(error(biased, 0.9) > 1);
  assert(error(smooth(values, 0.91), 0.9) > 0.001);
  assert(error(smooth(values, 0.9).subarray(1), 0.9) > 0.001);
});

Deno.test("without weight the losses stay as they are, and a constant always does", () => {
  assertEquals(smooth(values, 0), Float64Array.from(values));
  for (const y of smooth(new Float32Array(50).fill(2.5), 0.99)) assertAlmostEquals(y, 2.5, 1e-12);
});

Deno.test("the weight is that of a thousandth of the run", () => {
  assertEquals(stepWeight(0.9, 1000), 0.9);
  assertEquals(stepWeight(0.9, 10), 0.9);
  assertAlmostEquals(stepWeight(0.9, 200_000) ** 200, 0.9, 1e-12);
  assertEquals(stepWeight(0, 200_000), 0);
});

Deno.test("losses that are not finite do not count", () => {
  const smoothed = smooth([1, NaN, 3, Infinity], 0.5);
  assertEquals([...smoothed], [1, NaN, (0.5 * 1 + 3) / 1.5, NaN]);
});

Deno.test("the positions go up to 0.99", () => {
  assertEquals([SMOOTHINGS[0], SMOOTHINGS.at(-1)], [0, 0.99]);
  assert(SMOOTHINGS[FIRST_SMOOTHING] > 0);
});
