import { assert, assertEquals } from "@std/assert";
import { upperTailF } from "../../../reports/sweep/f_distribution.ts";
import {
  association,
  explainedVariance,
  interquartileMean,
  places,
  probabilityOfImprovement,
} from "../../../reports/sweep/group_statistics.ts";
import scipy from "../../fixtures/sweep.json" with { type: "json" };

const near = (actual: number, wanted: number, what: string, error = 1e-9) =>
  assert(
    Math.abs(actual - wanted) <= error * Math.max(1e-3, Math.abs(wanted)),
    `${what}: ${actual}, ${wanted}`,
  );

Deno.test("places, interquartile means, probabilities of improvement and explained variances are SciPy's", () => {
  for (const one of scipy.cases) {
    const { values, groups } = one, what = `${values.length} values`;
    assertEquals(places(values), one.places);
    near(interquartileMean(values), one.interquartileMean, what);
    const ours = values.filter((_, i) => groups[i] === 0);
    const theirs = values.filter((_, i) => groups[i] !== 0);
    near(probabilityOfImprovement(ours, theirs), one.improvement, what);
    const { share, p } = explainedVariance(one.places, groups)!;
    near(share, one.share, what);
    near(p, one.p, what, 1e-8);
    near(association(groups, one.other), one.association, what);
  }
});

Deno.test("tails of F are SciPy's", () => {
  for (const [f, m, n, tail] of scipy.tails) {
    near(upperTailF(f, m, n), tail, `${f}, ${m}, ${n}`, 1e-10);
  }
});

Deno.test("another grouping is not taken for the right one", () => {
  const [{ places, groups, share }] = scipy.cases.filter(({ share }) => share > 0.5);
  const turned = [...groups.slice(1), groups[0]];
  assert(explainedVariance(places, turned)!.share < share - 0.1);
});

Deno.test("what cannot be said is not said", () => {
  assertEquals(explainedVariance([1, 2, 3], [0, 0, 0]), undefined);
  assertEquals(explainedVariance([1, 2, 3], [0, 1, 2]), undefined);
  assertEquals(explainedVariance([2, 2, 2], [0, 1, 1]), undefined);
  assertEquals(explainedVariance([1, 1, 2, 2], [0, 0, 1, 1]), { share: 1, p: 0 });
  assertEquals(interquartileMean([]), NaN);
  assertEquals(interquartileMean([3]), 3);
  assertEquals(probabilityOfImprovement([], [1]), NaN);
  assertEquals(probabilityOfImprovement([1, Infinity], [Infinity]), 0.75);
  assertEquals(places([5, Infinity, 1, Infinity]), [2, 3.5, 1, 3.5]);
  assertEquals(association([0, 0], [0, 1]), 0);
  assertEquals(association([0, 0, 1, 1], [1, 1, 0, 0]), 1);
});
