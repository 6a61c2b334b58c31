import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { FIRST_SMOOTHING, smooth, SMOOTHINGS, stepWeight } from "../../reports/smooth.ts";
import { fakeLosses } from "./fake.ts";

const values = fakeLosses(150, 3.3, 2);

/** Σ k(s, t) xₛ / Σ k(s, t): the mean that the formula comes to, without its recursion. */
function naive(values: ArrayLike<number>, w: number, breaks: number[], t: number): number {
  let sum = 0, weights = 0;
  for (let s = 0; s < values.length; s++) {
    if (!Number.isFinite(values[s])) continue;
    let k = 1;
    for (let u = Math.min(s, t) + 1; u <= Math.max(s, t); u++) {
      k *= breaks.includes(u) ? 0 : Math.min(w, u / (u + 10));
    }
    sum += k * values[s];
    weights += k;
  }
  return sum / weights;
}

/** The greatest distance between a curve and the naive computation. */
const error = (curve: ArrayLike<number>, w: number, breaks: number[] = []): number =>
  Math.max(...Array.from(curve, (y, t) => Math.abs(y - naive(values, w, breaks, t))));

Deno.test("smoothing is the weighted mean of what was and what comes", () => {
  for (const weight of SMOOTHINGS) assert(error(smooth(values, weight), weight) < 1e-12);
  assert(error(smooth(values, 0.95, [40, 100]), 0.95, [40, 100]) < 1e-12);
});

Deno.test("a wrong smoothing is noticed", () => {
  const lagging = [...smooth(values, 0.9).subarray(0, 10), ...smooth(values, 0.9)];
  assert(error(lagging.slice(0, 150), 0.9) > 0.001);
  assert(error(smooth(values, 0.91), 0.9) > 0.001);
  assert(error(smooth(values, 0.9), 0.9, [75]) > 0.001);
});

Deno.test("without weight the losses stay as they are, and a constant always does", () => {
  assertEquals(smooth(values, 0), Float64Array.from(values));
  for (const y of smooth(new Float32Array(50).fill(2.5), 0.99)) assertAlmostEquals(y, 2.5, 1e-12);
});

Deno.test("a steep fall at the beginning is not bent, nor does a straight one lag", () => {
  // From 27 down to 3 within some hundred of 20,000 steps, as an over-confident output layer does.
  const fall = Float64Array.from({ length: 20_000 }, (_, t) => 3 + 24 * Math.exp(-t / 50));
  const curve = smooth(fall, stepWeight(0.95, 20_000));
  for (const t of [0, 1, 5, 20, 50, 100, 200, 1000]) {
    assert(Math.abs(curve[t] - fall[t]) < 0.06 * fall[t], `${t}: ${curve[t]} for ${fall[t]}`);
  }
  const straight = Float64Array.from({ length: 1000 }, (_, t) => 4 - t / 500);
  assertAlmostEquals(smooth(straight, 0.9)[500], straight[500], 1e-9);
});

Deno.test("a fall after a drop of the learning rate does not begin before it", () => {
  const losses = Float64Array.from({ length: 1000 }, (_, t) => t < 500 ? 2.2 : 2.1);
  const apart = smooth(losses, 0.95, [500]), across = smooth(losses, 0.95);
  assertAlmostEquals(apart[499], 2.2, 1e-9);
  assertAlmostEquals(apart[500], 2.1, 1e-9);
  assert(across[499] < 2.16, "without the break it would");
});

Deno.test("the weight is that of a thousandth of the run", () => {
  assertEquals(stepWeight(0.9, 1000), 0.9);
  assertEquals(stepWeight(0.9, 10), 0.9);
  assertAlmostEquals(stepWeight(0.9, 200_000) ** 200, 0.9, 1e-12);
  assertEquals(stepWeight(0, 200_000), 0);
});

Deno.test("losses that are not finite do not count", () => {
  const smoothed = smooth([1, NaN, 3, Infinity], 0.5);
  const k = (1 / 11) * (2 / 12);
  assertEquals([...smoothed].map(Number.isNaN), [false, true, false, true]);
  assertAlmostEquals(smoothed[0], (1 + 3 * k) / (1 + k), 1e-12);
  assertAlmostEquals(smoothed[2], (3 + k) / (1 + k), 1e-12);
});

Deno.test("the positions go up to 0.99", () => {
  assertEquals([SMOOTHINGS[0], SMOOTHINGS.at(-1)], [0, 0.99]);
  assert(SMOOTHINGS[FIRST_SMOOTHING] > 0);
});
