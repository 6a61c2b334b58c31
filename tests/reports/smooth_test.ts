import { assertAlmostEquals, assertEquals } from "@std/assert";
import { smoothAt, smoothingReach } from "../../reports/smooth.ts";

const values = Float32Array.from({ length: 500 }, (_, i) => Math.sin(i) + 500 / (i + 1));
const mean = (some: Iterable<number>) => {
  const all = [...some].filter(Number.isFinite);
  return all.reduce((sum, x) => sum + x, 0) / all.length;
};

Deno.test("the window spans two percent of the run", () => {
  assertEquals([0, 99, 100, 20_000].map(smoothingReach), [0, 0, 1, 200]);
});

Deno.test("smoothing takes the mean of both sides", () => {
  for (const i of [10, 11, 250, 489]) {
    assertAlmostEquals(smoothAt(values, i, 10)!, mean(values.slice(i - 10, i + 11)), 1e-12);
  }
});

Deno.test("the window narrows at the start and is cut off at the end", () => {
  assertEquals(smoothAt(values, 0, 10), values[0]);
  assertAlmostEquals(smoothAt(values, 3, 10)!, mean(values.slice(0, 7)), 1e-12);
  assertAlmostEquals(smoothAt(values, 499, 10)!, mean(values.slice(489)), 1e-12);
});

Deno.test("smoothing a line leaves it where it is", () => {
  const line = Float32Array.from({ length: 200 }, (_, i) => 3 - i / 128);
  for (const i of [0, 1, 5, 100, 189]) assertAlmostEquals(smoothAt(line, i, 10)!, line[i], 1e-6);
});

Deno.test("losses that are not finite do not count", () => {
  const holes = Float32Array.of(1, 2, NaN, 4, Infinity);
  assertEquals([0, 1, 2, 3, 4].map((i) => smoothAt(holes, i, 2)), [1, 1.5, null, 3, null]);
});
