import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { binBands, binEdges, binMeans, binMiddles, binOf } from "../../reports/bin.ts";
import { fakeLosses } from "./fake.ts";

Deno.test("bins are few, hold every step once, and never narrow", () => {
  for (const count of [100, 240, 600]) {
    for (let n = 0; n < 3e6; n = Math.ceil(1.3 * n) + 1) {
      const edges = binEdges(n, count), bins = edges.length - 1;
      assert(bins <= count && bins >= Math.min(n, 0.7 * count), `${bins} bins of ${n} steps`);
      assertEquals([edges[0], edges.at(-1)], [0, n]);
      const widths = edges.slice(1).map((edge, k) => edge - edges[k]);
      assert(widths.every((width) => width >= 1));
      // Whole steps and the end cost a step of width.
      assert(widths.slice(1, -1).every((width, k) => width >= widths[k] - 1));
    }
  }
});

Deno.test("of a long run the first steps have bins of their own", () => {
  assertEquals(binEdges(200_000, 600).slice(0, 11), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assertEquals(binEdges(5, 600), [0, 1, 2, 3, 4, 5]);
});

Deno.test("the bin of a step is the one that holds it", () => {
  const edges = binEdges(20_000, 100);
  for (const step of [0, 1, 57, 1234, 19_999]) {
    const k = binOf(edges, step);
    assert(edges[k] <= step && step < edges[k + 1]);
  }
  assertEquals([binOf(edges, 1e9), binOf([0], 3)], [edges.length - 2, 0]);
  assertEquals(binMiddles([0, 1, 4]), [0, 2]);
});

Deno.test("bins know their mean, and where eight in ten losses around them lie", () => {
  const losses = fakeLosses(2003, 3.3, 2), edges = binEdges(2003, 50);
  const { low, high } = binBands(losses, edges), means = binMeans(losses, edges);
  assertEquals([low.length, high.length, means.length], Array(3).fill(edges.length - 1));
  means.forEach((mean, k) => {
    const values = [...losses.slice(edges[k], edges[k + 1])];
    assertEquals(mean, values.reduce((a, b) => a + b) / values.length);
    if (values.length < 21) return;
    const inside = values.filter((loss) => loss >= low[k] && loss <= high[k]).length;
    assert(Math.abs(inside / values.length - 0.8) < 0.06, `${inside} of ${values.length}`);
  });
  const huge = losses.map((loss, i) => i === 1500 ? 1e9 : loss);
  assert(Math.max(...binBands(huge, edges).high) < 4, "a single loss does not widen it");
});

Deno.test("no bin's mean reaches across a break: the side of its middle counts", () => {
  const values = [0, 1, 2, 3, 10, 11, 12, 13], edges = [0, 2, 7, 8];
  assertEquals(binMeans(values, edges, [3]), [0.5, (3 + 10 + 11 + 12) / 4, 13]);
  assertEquals(binMeans(values, edges, [5]), [0.5, (2 + 3 + 10) / 3, 13]);
  assertEquals(binMeans(values, edges, [2, 7]), binMeans(values, edges));
});

Deno.test("a band of single steps is as wide as what is around them, and follows the first steps", () => {
  const fall = Array.from({ length: 200 }, (_, t) => 20 - t / 10);
  const { low, high } = binBands(fall, binEdges(200, 600));
  assertEquals([low[0], high[0]], [20, 20]);
  for (const t of [1, 5, 50, 150]) assert(low[t] < fall[t] && fall[t] < high[t], `${t}`);
  assertAlmostEquals(high[50] - low[50], 1.6, 1e-9);
});

Deno.test("values that are not finite do not count, and bins end where the values do", () => {
  const values = [1, NaN, -Infinity, NaN, 3], edges = [0, 2, 4, 6, 8];
  assertEquals(binBands(values, edges).low.length, 3);
  assertEquals(binBands([NaN, NaN], [0, 2]), { low: [NaN], high: [NaN] });
  assertEquals(binMeans(values, edges), [1, NaN, 3]);
  assertEquals(binMeans([], [0]), []);
});
