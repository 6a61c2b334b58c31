import { assert, assertEquals } from "@std/assert";
import { blockDesign, type Losses } from "../../reports/block_design.ts";
import { criticalRange, criticalT } from "../../reports/distributions.ts";
import { type Claim, falseClaims, SPREADS } from "../bench/verdict/simulate.ts";

const rows = (...losses: number[][]) => losses.map((row) => new Map(row.entries()));

Deno.test("two variants are compared by the paired t test", () => {
  const { compare } = blockDesign(rows([2, 2.08, 2.16], [2.1, 2.2, 2.3]));
  const { difference, halfWidth } = compare(0, 1);
  assert(Math.abs(difference + 0.12) < 1e-12);
  assert(Math.abs(halfWidth - criticalT(0.95, 2) * 0.02 / Math.sqrt(3)) < 1e-9);
});

/** Four variants of much the same spread. */
const ALIKE = [[1, 2, 4, 3], [1.1, 2.3, 4.1, 3.1], [0.9, 2.2, 4.3, 2.8], [1.4, 2.5, 4.2, 3.2]];

const sum = (xs: number[]) => xs.reduce((a, b) => a + b, 0);
const variance = (xs: number[]) => {
  const center = sum(xs) / xs.length;
  return sum(xs.map((x) => (x - center) ** 2)) / (xs.length - 1);
};
const gapVariance = (a: number[], b: number[]) => variance(a.map((x, s) => x - b[s]));

/** The spreads once more, from the differences of pairs: those of all together, and one variant's. */
function spreads(rows: number[][]) {
  const m = rows.length;
  const gaps = rows.map((a) => rows.map((b) => gapVariance(a, b)));
  const total = sum(gaps.map(sum)) / 2, common = total / (m * (m - 1));
  return { common, own: gaps.map((row) => (sum(row) - total / (m - 1)) / (m - 2)) };
}

Deno.test("the spread of each variant is that of its differences from the others, drawn to the common one", () => {
  const { block, freedom, compare } = blockDesign(rows(...ALIKE));
  assertEquals([block, freedom], [[0, 1, 2, 3], 9]);
  const { common, own } = spreads(ALIKE);
  const v = own.map((x) => 0.3 * common + 0.7 * x);
  let wider = 0;
  for (const [a, b] of [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]) {
    const { halfWidth } = compare(a, b);
    const least = criticalRange(0.95, 4, 9) * Math.sqrt(common / 4);
    const wanted = (freedom: number) =>
      Math.max(least, criticalRange(0.95, 4, freedom) * Math.sqrt((v[a] + v[b]) / 8));
    // The degrees of freedom lie between a pair's own and all.
    assert(wanted(9) - 1e-9 < halfWidth && halfWidth < wanted(3) + 1e-9, `${a}, ${b}`);
    if (halfWidth > least + 1e-9) wider++;
  }
  assert(wider > 0);
});

Deno.test("three variants share nothing: paired t tests, Bonferroni", () => {
  const three = [[2, 2.08, 2.17], [2.1, 2.2, 2.3], [2.5, 3, 2]];
  const { block, compare } = blockDesign(rows(...three));
  assertEquals(block, []);
  const wanted = criticalT(1 - 0.05 / 3, 2) * Math.sqrt(gapVariance(three[0], three[1]) / 3);
  assert(Math.abs(compare(0, 1).halfWidth - wanted) < 1e-9);
});

Deno.test("a variant of larger spread keeps it, and one that would drown the others is left out", () => {
  const quiet = [0, 1, 2, 3].map((i) =>
    [0.011, -0.012, 0.008, -0.003].map((x, s) => 2 + i + x * (s % 2 === i % 2 ? 1 : -1))
  );
  const last = [0.012, -0.014, 0.006, 0.002];
  const louder = blockDesign(rows(...quiet, last));
  assertEquals(louder.loud, []);
  assert(louder.compare(4, 0).halfWidth > 1.2 * louder.compare(1, 0).halfWidth);

  const loudest = blockDesign(rows(...quiet, last.map((x) => 100 * x)));
  assertEquals([loudest.block, loudest.loud], [[0, 1, 2, 3], [4]]);
  assert(loudest.compare(1, 0).halfWidth < louder.compare(1, 0).halfWidth);
  const own = gapVariance(last.map((x) => 100 * x), quiet[0]);
  const wanted = criticalT(1 - 0.05 / 10, 3) * Math.sqrt(own / 4);
  assert(Math.abs(loudest.compare(4, 0).halfWidth / wanted - 1) < 1e-9, "its own differences only");
  assertEquals(
    blockDesign(rows(...quiet.slice(1), last.map((x) => 100 * x))).block,
    [],
    "three that are left share nothing",
  );
});

Deno.test("equal variants, and seeds that change nothing, claim nothing", () => {
  const { block, compare } = blockDesign(rows(ALIKE[0], ...ALIKE));
  assertEquals(block, [0, 2, 3, 4]);
  assertEquals(compare(0, 1).verdict, "unknown");
  assertEquals(compare(1, 3).halfWidth, compare(0, 3).halfWidth);
  const same = blockDesign(rows([1, 1, 1], [2, 2, 2], [3, 3, 3], [4, 4, 4])).compare(0, 2);
  assertEquals([same.verdict, same.isSame], ["unknown", true]);
});

Deno.test("a variant that lacks a seed is compared in those that both have, by these alone", () => {
  const losses = rows(...ALIKE, [1.1, 2.3, 4.3, 3.4]);
  losses[4].delete(1);
  const { block, compare } = blockDesign(losses);
  assertEquals(block, [0, 1, 2, 3]);
  const gap = compare(4, 0);
  assertEquals(gap.seeds, 3);
  const own = gapVariance([1.1, 4.3, 3.4], [1, 4, 3]);
  assert(
    Math.abs(gap.halfWidth - criticalT(1 - 0.05 / 10, 2) * Math.sqrt(own / 3)) < 1e-9,
    "one of ten pairs",
  );
  assertEquals(compare(1, 0).seeds, 4);
  // The block has 6 of the 10 pairs, and so 3 of the 5 %.
  const { common } = spreads(ALIKE);
  const least = criticalRange(0.97, 4, 9) * Math.sqrt(common / 4);
  assert(compare(1, 0).halfWidth > least - 1e-9);
});

Deno.test("without four variants of the same seeds each pair has only its own differences", () => {
  const losses = rows([1, 2, 4], [1.1, 2.3, 4.1], [0.9, 2.2, 4.3]);
  losses[2].delete(0);
  const { block, compare } = blockDesign(losses);
  assertEquals(block, []);
  const own = gapVariance([1, 2, 4], [1.1, 2.3, 4.1]);
  const wanted = criticalT(1 - 0.05 / 3, 2) * Math.sqrt(own / 3);
  assert(Math.abs(compare(0, 1).halfWidth - wanted) < 1e-9);
});

Deno.test("a rule that takes all spreads for equal is caught", () => {
  const pooled = (losses: readonly Losses[]): Claim[] => {
    const rows = losses.map((one) => [...one.values()]);
    const { common } = spreads(rows);
    const half = criticalRange(0.95, rows.length, (rows.length - 1) * (rows[0].length - 1)) *
      Math.sqrt(common / rows[0].length);
    const center = (row: number[]) => sum(row) / row.length;
    return rows.flatMap((row, i): Claim[] =>
      Math.abs(center(row) - center(rows[0])) > half ? [[i, 0]] : []
    );
  };
  const trial = { seeds: 3, repeats: 200, seed: 1, claim: pooled };
  assert(falseClaims(SPREADS["first 5×"](13), trial) > 0.1);
});
