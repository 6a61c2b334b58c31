import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  hopelessLoss,
  keyAxis,
  keyData,
  keyLossAxis,
  shortenedAxis,
} from "../../../reports/charts/key_data.ts";
import { variantsOf } from "../../../reports/rows.ts";
import type { Patch } from "../../../runner/schema/schema.ts";
import { evaluation, type FakeRun, fakeRun } from "../fake.ts";

const training = (rate: number): Patch => ({
  training: { learningRate: { schedule: "constant", initial: rate } },
});
const run = (rate: number, val: number | null, seed = 1, rest: FakeRun["summary"] = {}) =>
  fakeRun({
    variant: `lr ${rate}`,
    seed,
    config: training(rate),
    summary: { final: evaluation(3, { val }), ...rest },
  });
const dataOf = (...runs: ReturnType<typeof run>[]) => keyData(variantsOf(runs));

Deno.test("variants that differ in one number are points by its value, with mean and interval", () => {
  const data = dataOf(
    run(1, 2.6, 1),
    run(1, 2.7, 2),
    run(0.1, 2.2, 1),
    run(0.1, 2.4, 2),
    run(9, 2.1, 1),
  )!;
  assertEquals(data.path, "training.learningRate.initial");
  assertEquals(data.points.map(({ value }) => value), [0.1, 1, 9]);
  assertEquals(data.points[0].losses, [2.2, 2.4]);
  assertAlmostEquals(data.points[0].mean!, 2.3, 1e-12);
  assertEquals(data.lowest, data.points[0], "of those with as many seeds as any");
  assertEquals(data.points.map(({ gap }) => gap === undefined), [true, false, true]);
  // Differences 0.4 and 0.3: s = 0.0707, and t for 1 degree of freedom and one of three pairs is 38.19.
  assertAlmostEquals(data.points[1].gap!.difference, 0.35, 1e-12);
  assertAlmostEquals(data.points[1].gap!.halfWidth, 38.1885 * 0.05, 1e-4);
});

Deno.test("more keys, no numbers, or other data make no points", () => {
  const of = (...configs: Patch[]) =>
    keyData(variantsOf(configs.map((config, i) => fakeRun({ variant: `${i}`, config }))));
  assertEquals(of({}, {}), undefined);
  assertEquals(of({}, { model: { batchNorm: true } }), undefined);
  assertEquals(of({}, { model: { embeddingSize: 3 }, training: { batchSize: 8 } }), undefined);
  assertEquals(of({}, { dataset: { first: 5 } }), undefined);
  assertEquals(of({}, { dataset: { contextLength: 5 } })?.path, "dataset.contextLength");
});

Deno.test("hopeless runs have no part in means, in the lowest or in the axis", () => {
  const data = dataOf(
    run(0.1, 2.2),
    run(0.1, 2.3, 2),
    run(1, 2.1),
    run(1, 50, 2),
    run(1000, 10382),
    run(2000, null, 1, { status: "diverged" }),
  )!;
  assertEquals(data.points.map(({ mean }) => mean), [2.25, null, null, null]);
  assertEquals(data.points.map((point) => point.hopeless), [[], [50], [10382], [null]]);
  assertEquals(data.points.slice(1).map(hopelessLoss), [50, 10382, null]);
  assertEquals(data.lowest?.mean, 2.25);
  const [low, high] = keyLossAxis(data).domain;
  assert(low > 1.8 && low < 2.1 && high > 2.3 && high < 2.6, `${low} ${high}`);
});

Deno.test("where all are hopeless, the axis is made for them; without any loss there is no chart", () => {
  const [low, high] = keyLossAxis(dataOf(run(5, 20), run(6, 50))!).domain;
  assert(low < 20 && high > 50);
  assertEquals(keyLossAxis(dataOf(run(5, 20), run(6, 5000))!).log, true);
  assertEquals(dataOf(run(5, null), run(6, null)), undefined);
  const [from, to] = keyLossAxis(dataOf(run(5, 2), run(6, 2))!).domain;
  assert(from < 2 && 2 < to, "equal losses");
});

Deno.test("a wide interval makes the loss axis at most twice as long", () => {
  const [low, high] =
    keyLossAxis(dataOf(run(1, 2), run(1, 2.1, 2), run(2, 2.05), run(2, 2.04, 2))!).domain;
  assertAlmostEquals(high - low, 0.24, 1e-9);
});

Deno.test("the axis of values is logarithmic where they span a decade", () => {
  assertEquals(keyAxis([0.1, 0.5]).log, false);
  assertEquals(keyAxis([0.1, 1]).log, true);
  assertEquals(keyAxis([-1, 0.1, 1]).log, false);
  assertEquals(keyAxis([0, 10]).log, false);
  assertEquals(keyAxis([3, 3]).log, false);
  const { log, domain, place } = keyAxis([0, 0.001, 0.01]);
  assert(log && place(0) > 0 && place(0) < 0.001 / 2 && domain[0] < place(0));
  for (const values of [[1], [0], [0, 0], [-2, -1], [1e-7, 1e7]]) {
    const { domain: [low, high], place } = keyAxis(values);
    for (const value of values) assert(low < place(value) && place(value) < high, `${values}`);
  }
});

Deno.test("one value far from all others does not press them together", () => {
  const { axis: { place, domain }, breaks } = shortenedAxis([0.1, 0.2, 0.5, 1, 1000]);
  assertAlmostEquals(place(1), 1, 1e-9);
  assertAlmostEquals(place(1000), 10, 1e-9);
  assert(place(1000) < domain[1] && domain[1] < 20);
  assertEquals(breaks.map((place) => Number(place.toPrecision(4))), [3.162]);
  // Gaps that are alike are no breaks, nor is any on a linear axis.
  assertEquals(shortenedAxis([0.001, 0.1, 10]).breaks, []);
  assertEquals(shortenedAxis([0.01, 0.1, 1]).breaks, []);
  assertEquals(shortenedAxis([0, 1, 5]).breaks, []);
  assertEquals(shortenedAxis([2]).breaks, []);
});
