import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { type FixedSchedule, learningRateAt } from "../../../core/schedule.ts";
import { rateAt, rateBefore, rateCurve } from "../../../reports/charts/rate_curve.ts";

const ratesOf = (schedule: FixedSchedule, steps: number) =>
  Float64Array.from({ length: steps }, (_, step) => learningRateAt(schedule, step, steps));

Deno.test("plateaus keep their steps exactly", () => {
  const step = { schedule: "step", initial: 0.1, warmup: 0, factor: 0.1 } as const;
  const curve = rateCurve(ratesOf({ ...step, milestones: [700, 900] }, 1000), []);
  assertEquals(curve, {
    stepped: true,
    points: [[0, 0.1], [700, 0.01], [900, 0.001], [1000, 0.001]],
  });
  assertEquals([0, 699, 700, 999, 1000, 1001].map((step) => rateAt(curve, step)), [
    0.1,
    0.1,
    0.01,
    0.001,
    0.001,
    NaN,
  ]);
});

Deno.test("other schedules are sampled closely, with their corners", () => {
  const schedule = { schedule: "cosine", initial: 0.1, warmup: 777, final: 0 } as const;
  const rates = ratesOf(schedule, 20_000), curve = rateCurve(rates, [777]);
  assertEquals(curve.stepped, false);
  assert(curve.points.length < 110);
  for (const step of [0, 100, 776, 777, 778, 5000, 12_345, 19_999]) {
    assertAlmostEquals(rateAt(curve, step), rates[step], 1e-4);
  }
});

Deno.test("a run without steps has no rate", () => {
  assertEquals(rateCurve([], []), { stepped: true, points: [] });
  assertEquals(rateAt(rateCurve([], []), 0), NaN);
  assertEquals(rateAt(rateCurve([0.1], []), 0), 0.1);
});

Deno.test("the rate of the update before is that of the step before; at step 0, of the first update", () => {
  const curve = rateCurve(Float64Array.from({ length: 1000 }, (_, i) => i < 700 ? 0.1 : 0.01), []);
  assertEquals([0, 1, 699, 700, 701, 1000].map((step) => rateBefore(curve, step)), [
    0.1,
    0.1,
    0.1,
    0.1,
    0.01,
    0.01,
  ]);
});
