import { assert, assertEquals } from "@std/assert";
import {
  criticalT,
  halfWidth,
  probabilityWithin,
  standardDeviation,
} from "../../reports/statistics.ts";

Deno.test("t is that of the tables", () => {
  // Two-sided 95 % and 99 %: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
  const table = [
    [1, 12.706, 63.657],
    [2, 4.303, 9.925],
    [3, 3.182, 5.841],
    [4, 2.776, 4.604],
    [5, 2.571, 4.032],
    [9, 2.262, 3.250],
    [10, 2.228, 3.169],
    [29, 2.045, 2.756],
    [30, 2.042, 2.750],
    [100, 1.984, 2.626],
  ];
  for (const [freedom, t95, t99] of table) {
    assertEquals(criticalT(0.95, freedom).toFixed(3), t95.toFixed(3), `95 %, ${freedom}`);
    assertEquals(criticalT(0.99, freedom).toFixed(3), t99.toFixed(3), `99 %, ${freedom}`);
  }
});

Deno.test("the probability is the integral of Student's density", () => {
  for (const freedom of [1, 2, 3, 4, 7, 8]) {
    // Simpson's rule; the density's constant comes from the same integral over everything, by x = tan.
    const density = (x: number) => (1 + x * x / freedom) ** (-(freedom + 1) / 2);
    const simpson = (f: (x: number) => number, from: number, to: number, n = 20_000) => {
      const h = (to - from) / n;
      let sum = f(from) + f(to);
      for (let i = 1; i < n; i++) sum += (i % 2 === 1 ? 4 : 2) * f(from + i * h);
      return sum * h / 3;
    };
    const all = simpson(
      (u) => density(Math.tan(u)) / Math.cos(u) ** 2,
      -Math.PI / 2 + 1e-9,
      Math.PI / 2 - 1e-9,
    );
    for (const t of [0.3, 1, 2.5, 6]) {
      const wanted = simpson(density, -t, t) / all;
      assert(Math.abs(probabilityWithin(t, freedom) - wanted) < 1e-6, `${freedom}, ${t}`);
    }
  }
});

Deno.test("very sure intervals are wide, not infinite", () => {
  // Closed form for 2 degrees of freedom: t = √(2a² / (1 − a²)).
  const a = 1 - 0.05 / 4950;
  const wanted = Math.sqrt(2 * a * a / (1 - a * a));
  assert(Math.abs(criticalT(a, 2) / wanted - 1) < 1e-6);
});

Deno.test("the half-width is t · s / √n", () => {
  assertEquals(standardDeviation([1, 2, 3, 4]).toFixed(6), Math.sqrt(5 / 3).toFixed(6));
  assertEquals(halfWidth([1, 2, 3, 4], 0.95).toFixed(3), (3.1824 * 1.290994 / 2).toFixed(3));
});

Deno.test("equal values have no deviation, one value has none to tell", () => {
  assertEquals(standardDeviation([0.1, 0.1, 0.1]), 0);
  assertEquals(halfWidth([1], 0.95), NaN);
});
