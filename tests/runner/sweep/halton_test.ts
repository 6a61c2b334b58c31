import { assert, assertEquals } from "@std/assert";
import { PythonRandom } from "../../../core/random/python.ts";
import { haltonPoints, placesOf, radicalInverse } from "../../../runner/sweep/halton.ts";
import fixture from "../../fixtures/halton.json" with { type: "json" };

const { bases, plain, permutations, scrambled } = fixture;

/** Each point's coordinates with these permutations. */
const pointsWith = (permutations: number[][][]) =>
  plain.map((_, index) => bases.map((base, d) => radicalInverse(index, base, permutations[d])));

/** The largest difference of two lists of points. */
const apart = (a: number[][], b: number[][]) =>
  Math.max(...a.flatMap((point, i) => point.map((x, d) => Math.abs(x - b[i][d]))));

Deno.test("Halton points are SciPy's, plain and with its permutations, and others with others", () => {
  const identity = bases.map((base) =>
    Array.from({ length: placesOf(base) }, () => [...Array(base).keys()])
  );
  assertEquals(permutations.map(({ length }) => length), bases.map(placesOf));
  assert(apart(pointsWith(identity), plain) < 1e-15);
  assert(apart(pointsWith(permutations), scrambled) < 1e-15);
  assert(apart(pointsWith(permutations), plain) > 0.1, "the comparison sees nothing");
});

Deno.test("scrambled points fill every cell of each axis once, and more of them begin with the same", () => {
  const take = (count: number, seed: number) => {
    const points = haltonPoints(3, seed);
    return Array.from({ length: count }, () => points.next().value);
  };
  const points = take(125, 1);
  for (const [d, base] of [2, 3, 5].entries()) {
    const cells = base ** 2;
    const filled = points.slice(0, cells).map((point) => Math.floor(point[d] * cells));
    assertEquals(filled.toSorted((a, b) => a - b), [...Array(cells).keys()]);
  }
  assertEquals(take(10, 1), points.slice(0, 10));
  assert(apart(take(10, 2), points) > 0.01);
});

Deno.test("Python's random() is Python's", () => {
  const random = new PythonRandom(42);
  assertEquals([random.random(), random.random()], [0.6394267984578837, 0.025010755222666936]);
});
