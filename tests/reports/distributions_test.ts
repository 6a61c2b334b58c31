import { assert, assertEquals } from "@std/assert";
import {
  criticalRange,
  criticalT,
  probabilityWithin,
  rangeProbability,
} from "../../reports/distributions.ts";
import scipy from "../fixtures/distributions.json" with { type: "json" };

const isNear = (actual: number, wanted: number, error: number) =>
  Math.abs(actual / wanted - 1) < error;

Deno.test("t and the studentized range are SciPy's", () => {
  for (const [confidence, freedom, t] of scipy.criticalT) {
    assert(isNear(criticalT(confidence, freedom), t, 1e-9), `t: ${confidence}, ${freedom}`);
  }
  for (const [confidence, count, freedom, q] of scipy.criticalRange) {
    const ours = criticalRange(confidence, count, freedom);
    assert(isNear(ours, q, 1e-6), `range: ${confidence}, ${count}, ${freedom}: ${ours}, ${q}`);
  }
});

Deno.test("the studentized range of two is √2 times t, however it is computed", () => {
  for (const freedom of [1, 2, 5, 24, 1000]) {
    const q = Math.SQRT2 * criticalT(0.95, freedom);
    assert(Math.abs(rangeProbability(q, 2, freedom) - 0.95) < 1e-9, `${freedom}`);
  }
});

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
