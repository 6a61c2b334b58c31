import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { eigen, principalComponents } from "../../core/principal_components.ts";
import { TorchGenerator } from "../../core/random/torch.ts";

const random = (n: number, seed = 3): Float64Array => {
  const generator = new TorchGenerator(seed);
  return Float64Array.from({ length: n }, () => generator.randint(2001) / 1000 - 1);
};

Deno.test("S v = λ v for every eigenvector, and they are orthonormal", () => {
  for (const n of [1, 2, 5, 30]) {
    const A = random(n * n);
    const S = A.map((_, i) => A[i] + A[(i % n) * n + Math.floor(i / n)]);
    const { values, vectors } = eigen(S.slice(), n);
    for (let k = 0; k < n; k++) {
      for (let i = 0; i < n; i++) {
        let [Sv, dot] = [0, 0];
        for (let j = 0; j < n; j++) {
          Sv += S[i * n + j] * vectors[j * n + k];
          dot += vectors[j * n + i] * vectors[j * n + k];
        }
        assertAlmostEquals(Sv, values[k] * vectors[i * n + k], 1e-12);
        assertAlmostEquals(dot, i === k ? 1 : 0, 1e-12);
      }
    }
  }
});

Deno.test("points near a plane in five dimensions keep their distances in it", () => {
  // u and v are perpendicular, the first spreads further.
  const [u, v] = [[2, 1, 0, -2, 0].map((x) => x / 3), [0, 2, 2, 1, 0].map((x) => x / 3)];
  const r = random(40);
  const points = Float64Array.from(
    { length: 100 },
    (_, i) => 3 * r[2 * Math.floor(i / 5)] * u[i % 5] + r[2 * Math.floor(i / 5) + 1] * v[i % 5] + 7,
  );
  const { coordinates, kept } = principalComponents(points, 20, 5);
  assertAlmostEquals(kept, 1, 1e-12);
  const distance = (x: Float64Array, d: number, i: number, j: number) =>
    Math.hypot(...Array.from({ length: d }, (_, k) => x[i * d + k] - x[j * d + k]));
  for (let i = 1; i < 20; i++) {
    assertAlmostEquals(distance(coordinates, 2, 0, i), distance(points, 5, 0, i), 1e-12);
  }
});

Deno.test("the share that is kept is that of the two largest eigenvalues", () => {
  // Six points on three axes: variances 9, 4 and 1 in proportion.
  const points = Float64Array.of(3, 0, 0, -3, 0, 0, 0, 2, 0, 0, -2, 0, 0, 0, 1, 0, 0, -1);
  const { coordinates, kept } = principalComponents(points, 6, 3);
  assertAlmostEquals(kept, 13 / 14, 1e-12);
  assertEquals(Array.from(coordinates, Math.abs).map(Math.round), [
    3,
    0,
    3,
    0,
    0,
    2,
    0,
    2,
    0,
    0,
    0,
    0,
  ]);
});

Deno.test("the largest coordinate of each component is positive", () => {
  const points = random(30 * 4);
  for (const sign of [1, -1]) {
    const { coordinates } = principalComponents(points.map((x) => sign * x), 30, 4);
    for (const component of [0, 1]) {
      const column = Array.from({ length: 30 }, (_, i) => coordinates[2 * i + component]);
      assert(Math.max(...column) >= Math.max(...column.map((x) => -x)) - 1e-12);
    }
  }
});

Deno.test("more dimensions than points give the same picture as their distances say", () => {
  const points = random(4 * 9);
  const wide = principalComponents(points, 4, 9);
  // The same points turned into the 9 + 3 dimensions of which 3 are empty, repeated so that n > d takes the other way.
  const repeated = new Float64Array(4 * 9 * 4);
  for (let k = 0; k < 4; k++) repeated.set(points, 36 * k);
  const tall = principalComponents(repeated, 16, 9);
  for (let i = 0; i < 8; i++) {
    assertAlmostEquals(wide.coordinates[i], tall.coordinates[i], 1e-9);
  }
  assertAlmostEquals(wide.kept, tall.kept, 1e-12);
});

Deno.test("points that are all the same, or have one dimension, make no trouble", () => {
  const same = principalComponents(new Float64Array(12).fill(5), 4, 3);
  assertEquals([...same.coordinates, same.kept], [...new Array(8).fill(0), 1]);
  const line = principalComponents(Float64Array.of(1, 2, 6), 3, 1);
  assertEquals([...line.coordinates], [-2, 0, -1, 0, 3, 0]);
});
