import { assert, assertEquals } from "@std/assert";
import { PythonRandom } from "../../../core/random/python.ts";
import { findRate } from "../../../reports/finder/find_rate.ts";

/** Losses over rates from 10^-3 to 1, with noise, the same for a seed; without `ends` there are as many as steps. */
function curve(
  loss: (exponent: number) => number,
  options: { seed?: number; noise?: number; steps?: number; ends?: number } = {},
) {
  const { seed = 1, noise = 0.2, steps = 1000, ends = steps } = options;
  const random = new PythonRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.random())) * Math.cos(2 * Math.PI * random.random());
  const exponents = Array.from({ length: ends }, (_, step) => -3 + 3 * step / (steps - 1));
  return {
    losses: exponents.map((e) => loss(e) + noise * normal()),
    learningRates: exponents.map((e) => 10 ** e),
  };
}

/** Falls to about 2.4 around 10^-1.7, and explodes beyond 10^-0.5. */
const valley = (e: number) => 2.4 + 0.9 / (1 + Math.exp(6 * (e + 2))) + Math.exp(8 * (e + 0.5));
const find = (loss: (e: number) => number, options: Parameters<typeof curve>[1] = {}) =>
  findRate([curve(loss, options)], options.steps ?? 1000).suggestion;

Deno.test("the suggested rate lies in the valley, whatever the noise", () => {
  for (const noise of [0, 0.05, 0.2, 0.4]) {
    for (let seed = 1; seed <= 50; seed++) {
      const found = find(valley, { seed, noise });
      assert(
        typeof found === "number" && found > 0.02 && found < 0.3,
        `${noise} ${seed}: ${found}`,
      );
    }
  }
  // Huge losses here and there move it hardly.
  const { losses, learningRates } = curve(valley);
  const wild = losses.map((loss, step) => step % 50 === 7 ? 1000 : loss);
  const calm = findRate([{ losses, learningRates }], 1000).suggestion as number;
  const found = findRate([{ losses: wild, learningRates }], 1000).suggestion as number;
  assert(Math.abs(Math.log10(found / calm)) < 0.15, `${found} ${calm}`);
});

Deno.test("a curve without a valley gives no rate: flat, only falling, only rising", () => {
  let wrong = 0;
  for (let seed = 1; seed <= 60; seed++) {
    for (const noise of [0.05, 0.3]) {
      if (find(() => 3.3, { seed, noise }) !== "flat") wrong++;
      if (find((e) => 3.3 - 0.3 * (e + 3), { seed, noise }) !== "falling") wrong++;
      if (find((e) => 3.3 + 0.3 * (e + 3), { seed, noise }) !== "rising") wrong++;
    }
  }
  assert(wrong <= 4, `${wrong} of 360`);
  assertEquals(find(() => 3.3, { noise: 0 }), "flat");
});

Deno.test("a training that breaks down has climbed out of the valley, if it was in one", () => {
  const falling = (e: number) => 3.3 - 0.3 * (e + 3);
  assertEquals(find(falling), "falling");
  const found = findRate([curve(falling, { ends: 800 })], 1000);
  assert(typeof found.suggestion === "number" && found.suggestion < 10 ** -0.6);
  assert(Math.abs(Math.log10(found.brokeAt!) + 0.6) < 0.01);
  for (const ends of [0, 1, 50, 99, 100, 110]) {
    assertEquals(find(() => 3.3, { ends }), "rising", `${ends}`);
  }
  const { losses, learningRates } = curve(falling);
  losses[800] = NaN;
  assertEquals(findRate([{ losses, learningRates }], 1000).suggestion, found.suggestion);
  losses[0] = Infinity;
  assertEquals(findRate([{ losses, learningRates }], 1000).suggestion, "rising");
});

Deno.test("seeds count together: a fall that one cannot tell, many can", () => {
  const shallow = (e: number) => 3.3 - 0.12 * Math.exp(-(((e + 1.5) / 0.6) ** 2));
  const runs = Array.from({ length: 16 }, (_, i) => curve(shallow, { seed: i + 1, noise: 0.3 }));
  assertEquals(findRate(runs.slice(0, 1), 1000).suggestion, "flat");
  const { suggestion } = findRate(runs, 1000);
  assert(typeof suggestion === "number" && suggestion > 0.01 && suggestion < 0.1, `${suggestion}`);
});

Deno.test("few steps give no rate, and a place of the line is at its rate", () => {
  assertEquals(find(valley, { steps: 99 }), "few");
  assertEquals(findRate([], 1000).suggestion, "few");
  const { points, valley: [low, high] } = findRate([curve((e) => e, { noise: 0 })], 1000) as {
    points: { rate: number; loss: number; low: number; high: number }[];
    valley: [number, number];
  };
  assertEquals(points.length, 91);
  for (const { rate, loss, low, high } of points) {
    assert(Math.abs(Math.log10(rate) - loss) < 1e-9 && low < loss && loss < high);
  }
  assert(low <= high);
});
