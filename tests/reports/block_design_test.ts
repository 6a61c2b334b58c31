import { assert, assertEquals } from "@std/assert";
import { blockDesign } from "../../reports/block_design.ts";
import { criticalRange, criticalT } from "../../reports/distributions.ts";
import { falseClaims, SPREADS } from "../bench/verdict/simulate.ts";

const rows = (...losses: number[][]) => losses.map((row) => new Map(row.entries()));

Deno.test("two variants are compared by the paired t test", () => {
  const { compare } = blockDesign(rows([2, 2.08, 2.16], [2.1, 2.2, 2.3]));
  const { difference, halfWidth } = compare(0, 1);
  assert(Math.abs(difference + 0.12) < 1e-12);
  assert(Math.abs(halfWidth - criticalT(0.95, 2) * 0.02 / Math.sqrt(3)) < 1e-9);
});

Deno.test("a variant of much larger spread is left out of the pool, and has its own differences only", () => {
  const quiet = [0, 1, 2, 3].map((i) =>
    [0.011, -0.012, 0.008, -0.003].map((x, s) => 2 + i + x * (s % 2 === i % 2 ? 1 : -1))
  );
  const { unlike, compare } = blockDesign(rows(...quiet, [3, -2, 7, 1]));
  assertEquals(unlike, [4]);
  const gaps = quiet[0].map((x, s) => [3, -2, 7, 1][s] - x);
  const center = gaps.reduce((a, b) => a + b) / 4;
  const s = Math.sqrt(gaps.reduce((sum, x) => sum + (x - center) ** 2, 0) / 3);
  assert(Math.abs(compare(4, 0).halfWidth - criticalRange(0.95, 5, 3) / Math.SQRT2 * s / 2) < 1e-9);
});

Deno.test("three variants are no pool: paired t tests, Bonferroni", () => {
  const { pool, compare } = blockDesign(rows([2, 2.08, 2.16], [2.1, 2.2, 2.3], [2, 3, 1]));
  assertEquals(pool, []);
  const wanted = criticalT(1 - 0.05 / 3, 2) * 0.02 / Math.sqrt(3);
  assert(Math.abs(compare(0, 1).halfWidth - wanted) < 1e-9);
});

/** Four variants of much the same spread. */
const ALIKE = [[1, 2, 4, 3], [1.1, 2.3, 4.1, 3.1], [0.9, 2.2, 4.3, 2.8], [1.4, 2.5, 4.2, 3.2]];

Deno.test("four variants share their spread, which a pair's own is mixed with", () => {
  const { pool, freedom, compare } = blockDesign(rows(...ALIKE));
  assertEquals([pool, freedom], [[0, 1, 2, 3], 9]);
  // The residual mean square once more, as half the mean variance of all pairs' differences.
  const gaps = (a: number, b: number) => ALIKE[a].map((x, s) => x - ALIKE[b][s]);
  const variance = (xs: number[]) => {
    const center = xs.reduce((a, b) => a + b) / xs.length;
    return xs.reduce((sum, x) => sum + (x - center) ** 2, 0) / (xs.length - 1);
  };
  const pairs = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]];
  const s2 = pairs.reduce((sum, [a, b]) => sum + variance(gaps(a, b)), 0) / 12;
  const lent = 6 / 8;
  for (const [a, b] of pairs) {
    const mixed = (3 * variance(gaps(a, b)) + lent * 2 * s2) / (3 + lent);
    const wanted = Math.max(
      criticalRange(0.95, 4, 9) * Math.sqrt(s2 / 4),
      criticalRange(0.95, 4, 3 + lent) * Math.sqrt(mixed / 8),
    );
    assert(Math.abs(compare(a, b).halfWidth / wanted - 1) < 1e-9, `${a}, ${b}`);
  }
});

Deno.test("equal variants, and seeds that change nothing, claim nothing", () => {
  const { pool, compare } = blockDesign(rows(ALIKE[0], ...ALIKE));
  assertEquals(pool, [0, 2, 3, 4]);
  assertEquals(compare(0, 1).verdict, "unknown");
  assertEquals(compare(1, 3).halfWidth, compare(0, 3).halfWidth);
  const same = blockDesign(rows([1, 1, 1], [2, 2, 2], [3, 3, 3], [4, 4, 4])).compare(0, 2);
  assertEquals([same.verdict, same.isSame], ["unknown", true]);
});

Deno.test("a variant that lacks a seed is compared in those that both have, outside the pool", () => {
  const losses = rows(...ALIKE, [1.1, 2.3, 4.3, 3.4]);
  losses[4].delete(1);
  const { pool, compare } = blockDesign(losses);
  assertEquals(pool, [0, 1, 2, 3]);
  assertEquals(compare(4, 0).seeds, 3);
  assertEquals(compare(1, 0).seeds, 4);
});

Deno.test("false claims are rare, of equal spreads and of others", () => {
  for (const [k, seeds] of [[3, 5], [5, 3], [13, 2], [13, 10]]) {
    for (const [name, of] of Object.entries(SPREADS)) {
      const share = falseClaims(k, seeds, of(k), 200);
      assert(share < 0.1, `${k} variants, ${seeds} seeds, ${name}: ${share}`);
    }
  }
});
