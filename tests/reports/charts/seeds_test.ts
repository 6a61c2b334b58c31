import { assertAlmostEquals, assertEquals } from "@std/assert";
import { curveOverSeeds, overSeeds, pointsOverSeeds } from "../../../reports/charts/seeds.ts";

Deno.test("seeds have a mean and a sample's standard deviation", () => {
  const { n, mean, std } = overSeeds([2, 4, 9]);
  assertEquals([n, mean], [3, 5]);
  assertAlmostEquals(std!, Math.sqrt((9 + 1 + 16) / 2), 1e-12);
});

Deno.test("one value has no deviation, and none has no mean", () => {
  assertEquals(overSeeds([2, null, undefined]), { n: 1, mean: 2, std: null });
  assertEquals(overSeeds([null]), { n: 0, mean: null, std: null });
});

Deno.test("curves are compared place by place, as long as the longest goes", () => {
  const [first, second, third] = curveOverSeeds([[1, null, 3], [3, 4]]);
  assertEquals([first.mean, second.mean, third.mean], [2, 4, 3]);
  assertEquals([first.n, second.n, third.n], [2, 1, 1]);
  assertEquals(curveOverSeeds([]), []);
});

Deno.test("points are compared at their steps, in order", () => {
  const points = pointsOverSeeds([[[0, 1], [20, 2]], [[20, 4], [10, 5]]]);
  assertEquals(points.map(({ step, n, mean }) => [step, n, mean]), [[0, 1, 1], [10, 1, 5], [
    20,
    2,
    3,
  ]]);
});
