import { assertEquals } from "@std/assert";
import { halfWidth, standardDeviation } from "../../reports/statistics.ts";

Deno.test("the half-width is t · s / √n", () => {
  assertEquals(standardDeviation([1, 2, 3, 4]).toFixed(6), Math.sqrt(5 / 3).toFixed(6));
  assertEquals(halfWidth([1, 2, 3, 4], 0.95).toFixed(3), (3.1824 * 1.290994 / 2).toFixed(3));
});

Deno.test("equal values have no deviation, one value has none to tell", () => {
  assertEquals(standardDeviation([0.1, 0.1, 0.1]), 0);
  assertEquals(halfWidth([1], 0.95), NaN);
});
