import { assertEquals } from "@std/assert";
import type { CurveData } from "../../../reports/charts/curve_data.ts";
import { curveData } from "../../../reports/charts/curve_data.ts";
import { FIRST_VIEW } from "../../../reports/charts/curve_view.ts";
import { rateScale } from "../../../reports/charts/rate_marks.ts";
import { fakeRun } from "../fake.ts";

const ticks = (rates: number[], height = 58) => {
  const data: CurveData = {
    ...curveData([fakeRun()]),
    rates: [{ stepped: true, points: rates.map((rate, step) => [step, rate]) }],
  };
  return [...rateScale(data, FIRST_VIEW, height).ticks].sort((a, b) => b - a);
};

Deno.test("plateaus that lie far apart have their ticks, unless they would cover each other", () => {
  assertEquals(ticks([0.1, 0.01, 0.001]), [0.1, 0.01, 0.001]);
  assertEquals(ticks([0.1, 0.01, 0.001], 26), [0.1, 0.001]);
  assertEquals(ticks([0.1, 0.05, 0.001]), [0.1, 0.001]);
  assertEquals(ticks([0.1, 0.0012, 0.001]), [0.1, 0.001]);
  assertEquals(ticks([0.1, 0.05]), [0.1, 0]);
});
