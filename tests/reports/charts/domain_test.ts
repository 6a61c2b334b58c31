import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { curveData } from "../../../reports/charts/curve_data.ts";
import { type CurveView, FIRST_VIEW } from "../../../reports/charts/curve_view.ts";
import { lossDomain } from "../../../reports/charts/domain.ts";
import type { StoredRun } from "../../../runner/results.ts";
import { evaluation, fakeLosses, fakeRun } from "../fake.ts";

const LN27 = Math.log(27);
const run = (losses: ArrayLike<number>, variant = "plain") =>
  fakeRun({
    variant,
    losses,
    evaluations: [],
    config: { training: { steps: losses.length } },
  });
const domainOf = (runs: StoredRun[], view: Partial<CurveView> = {}) =>
  lossDomain(curveData(runs), { ...FIRST_VIEW, raw: false, ...view });

const huge = () => {
  const losses = fakeLosses(20_000, 3.3, 2.1, 0);
  for (let i = 0; i < 100; i++) losses[i] = 27 - i / 5;
  return losses;
};

Deno.test("the axis holds ln V and all of a sane curve", () => {
  const domain = domainOf([run(fakeLosses(20_000, 3.3, 2.1))]);
  assertEquals(domain.log, false);
  assert(domain.high > LN27 && domain.high < 3.5);
  assert(domain.low < 2.15 && domain.low > 1.9);
});

Deno.test("a few huge losses at the start do not press the rest together", () => {
  const runs = [run(huge()), run(fakeLosses(20_000, 3.3, 2.1), "other")];
  assertEquals(domainOf(runs).log, false);
  assert(domainOf(runs).high < 4.5);
});

Deno.test("who looks at the start closely sees them", () => {
  assert(domainOf([run(huge())], { logSteps: true }).high > 27);
  assert(domainOf([run(huge())], { range: [0, 200] }).high > 27);
  const late = domainOf([run(huge())], { range: [15_000, 20_000] });
  assert(late.high < 2.5, "without the start, not even ln V counts");
});

Deno.test("the axis is logarithmic where a run stays far above guessing, or as the view says", () => {
  const runs = [run(new Float32Array(100).fill(40)), run(fakeLosses(100, 3.3, 2.1), "b")];
  const domain = domainOf(runs);
  assertEquals(domain.log, true);
  assert(domain.low > 0 && domain.high > 40);
  assertEquals(domainOf(runs, { logLoss: false }).log, false);
  assertEquals(domainOf(runs, { hidden: new Set([0]) }).log, false);
  assertEquals(domainOf([runs[1]], { logLoss: true }).log, true);
  assertEquals(domainOf([run([0, 0])], { logLoss: true }).log, false);
});

Deno.test("runs that end worse than guessing count for nothing while others are shown", () => {
  const ending = (losses: ArrayLike<number>, variant: string, val: number) =>
    fakeRun({
      variant,
      losses,
      evaluations: [],
      config: { training: { steps: losses.length } },
      summary: { final: evaluation(losses.length, { val }) },
    });
  const hopeless = ending(new Float32Array(100).fill(40), "a", 40);
  const fit = ending(fakeLosses(100, 3.3, 2.1), "b", 2.1);
  assertEquals(domainOf([hopeless, fit]), domainOf([fit]));
  assert(domainOf([hopeless]).high > 40, "alone it is seen whole");
  assert(domainOf([hopeless, fit], { hidden: new Set([1]) }).high > 40);
});

Deno.test("a diverged run sets no top while others are shown", () => {
  const blowUp = (variant: string) =>
    fakeRun({
      variant,
      losses: Array.from({ length: 300 }, (_, step) => Math.min(1e31, 3.3 * 1.5 ** step)),
      evaluations: [...evaluation(0, { val: 3.3 }), ...evaluation(200, { val: 1e30 })],
      config: { training: { steps: 1000 } },
      summary: { status: "diverged" },
    });
  const runs = [blowUp("high"), run(fakeLosses(1000, 3.3, 2.1)), blowUp("higher")];
  for (const view of [{}, { logSteps: true }, { range: [0, 500] as [number, number] }]) {
    const domain = domainOf(runs, view);
    assert(!domain.log && domain.high < 4, JSON.stringify(domain));
  }
  assert(domainOf(runs, { hidden: new Set([1]) }).high > 1e30, "alone it is seen whole");
  assert(domainOf(runs, { range: [250, 290], hidden: new Set([1]) }).high > 1e30);
});

Deno.test("a run that ends worse than guessing sets no top either, nor makes the axis logarithmic", () => {
  const sane = run(fakeLosses(1000, 3.3, 2.1));
  for (const status of ["finished", "hopeless"] as const) {
    const hopeless = fakeRun({
      variant: "b",
      losses: new Float32Array(1000).fill(400),
      config: { training: { steps: 1000 } },
      summary: { status, final: evaluation(1000, { train: 400, val: 400 }) },
    });
    const domain = domainOf([hopeless, sane]);
    assert(!domain.log && domain.high < 4, JSON.stringify(domain));
    assert(domainOf([hopeless]).high > 400, "alone it is seen whole");
  }
});

Deno.test("the raw losses' range counts only where it is shown", () => {
  const runs = [run(fakeLosses(20_000, 3.3, 2.1))];
  assert(domainOf(runs, { raw: true }).low < domainOf(runs).low - 0.2);
});

Deno.test("hidden runs do not count", () => {
  const runs = [run(fakeLosses(1000, 3.3, 2.1)), run(fakeLosses(1000, 3.3, 1), "b")];
  assert(domainOf(runs).low < 1.1);
  assert(domainOf(runs, { hidden: new Set([1]) }).low > 1.9);
});

Deno.test("where all are hidden, the axis stays", () => {
  const runs = [run(fakeLosses(1000, 3.3, 2.1)), run(fakeLosses(1000, 3.3, 1), "b")];
  assertEquals(domainOf(runs, { hidden: new Set([0, 1]) }), domainOf(runs));
});

Deno.test("without any loss the axis is still one", () => {
  const cases = [
    run([]),
    run([NaN]),
    fakeRun({ losses: [], evaluations: evaluation(0, { val: null }) }),
  ];
  for (const one of cases) {
    for (const view of [{}, { range: [0, 1] as [number, number] }, { hidden: new Set([0]) }]) {
      const domain = domainOf([one], view);
      assert(domain.low < domain.high && Number.isFinite(domain.low + domain.high));
    }
  }
  const domain = domainOf([fakeRun({ losses: [], evaluations: evaluation(0, { val: LN27 }) })]);
  assert(domain.low < LN27 && LN27 < domain.high);
  assertAlmostEquals(domain.low + domain.high, 2 * LN27, 1e-4);
});
