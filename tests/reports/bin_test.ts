import { assertEquals } from "@std/assert";
import { bin, spread } from "../../reports/bin.ts";
import { fakeLosses } from "./fake.ts";

Deno.test("bins hold every value once and know the least and the greatest", () => {
  const losses = fakeLosses(1003, 3.3, 2);
  const bins = bin(losses, 10);
  assertEquals(bins.length, 10);
  assertEquals(bins.map(({ from }) => from), [0, ...bins.slice(0, -1).map(({ to }) => to)]);
  assertEquals(bins.at(-1)!.to, 1003);
  for (const { from, to, low, high } of bins) {
    const values = losses.slice(from, to);
    assertEquals(values.length - 100 <= 1 && values.length >= 100, true);
    assertEquals([low, high], [Math.min(...values), Math.max(...values)]);
  }
});

Deno.test("fewer values than bins are a bin each", () => {
  assertEquals(bin([3, 1], 10), [
    { from: 0, to: 1, low: 3, high: 3 },
    { from: 1, to: 2, low: 1, high: 1 },
  ]);
  assertEquals(bin([], 10), []);
});

Deno.test("values that are not finite leave a bin's range alone, or empty", () => {
  const bins = bin([1, NaN, -Infinity, NaN], 2);
  assertEquals(bins.map(({ low, high }) => [low, high]), [[1, 1], [null, null]]);
});

Deno.test("steps are spread evenly, the first and the last among them", () => {
  assertEquals(spread(101, 5), [0, 25, 50, 75, 100]);
  assertEquals(spread(3, 5), [0, 1, 2]);
  assertEquals(spread(0, 5), []);
  const steps = spread(20_000, 300);
  assertEquals([new Set(steps).size, steps[0], steps.at(-1)], [300, 0, 19_999]);
});
