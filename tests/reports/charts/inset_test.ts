import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { curveData } from "../../../reports/charts/curve_data.ts";
import { type CurveView, FIRST_VIEW } from "../../../reports/charts/curve_view.ts";
import { emptyShare } from "../../../reports/charts/inset.ts";
import { lossChart } from "../../../reports/charts/loss_chart.ts";
import { svgFile } from "../../../reports/charts/svg.ts";
import { evaluation, fakeLosses, fakeRun } from "../fake.ts";

/** Val losses that fall at once where the learning rate drops, in the middle of 1000 steps. */
const dropped = (variant: string, last: number, config = {}) =>
  fakeRun({
    variant,
    losses: fakeLosses(1000, 3.3, last),
    config: {
      training: {
        steps: 1000,
        learningRate: { schedule: "step", initial: 0.1, milestones: [500], factor: 0.1 },
      },
      ...config,
    },
    evaluations: [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000].flatMap((step) =>
      evaluation(step, { val: step <= 500 ? last + 0.1 + (500 - step) / 5000 : last })
    ),
    summary: { final: evaluation(1000, { val: last }) },
  });

const two = () => curveData([dropped("a", 2.1), dropped("b", 2.104)]);
const texts = (view: Partial<CurveView>, data = two(), width = 960) =>
  svgFile((document) => lossChart(data, { document, width, view: { ...FIRST_VIEW, ...view } }).svg);

Deno.test("what is left of the curves is empty up to where they come into the chart", () => {
  assertAlmostEquals(emptyShare(two()), 0.6, 0.03);
  const steady = curveData([fakeRun()]);
  assert(emptyShare(steady) < 0.001);
});

Deno.test("where the chart of the end is empty, the whole run stands, at every width", () => {
  assert(texts({}).includes("all steps; shaded: the large chart"));
  assert(texts({}, two(), 348).includes("all steps<"));
});

Deno.test("no small chart stands where there is something to see, or where all of it is shown", () => {
  const isThere = (view: Partial<CurveView>, data = two()) =>
    texts(view, data).includes("all steps");
  for (const view of [{ fit: "run" }, { range: [0, 900] }, { logX: true }] as const) {
    assertEquals(isThere(view as Partial<CurveView>), false, JSON.stringify(view));
  }
  assertEquals(isThere({}, curveData([fakeRun()])), false);
  // A variant that is low from the start.
  const low = dropped("low", 2.1);
  const flat = {
    ...low,
    evaluations: [100, 1000].flatMap((step) => evaluation(step, { val: 2.101 })),
  };
  assertEquals(isThere({}, curveData([dropped("a", 2.1), flat])), false);
});
