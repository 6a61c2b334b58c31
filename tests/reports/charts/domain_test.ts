import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { curveData } from "../../../reports/charts/curve_data.ts";
import { binsOf, type CurveView, FIRST_VIEW } from "../../../reports/charts/curve_view.ts";
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
    summary: { final: evaluation(losses.length, { val: 2 }) },
  });
const domainOf = (runs: StoredRun[], view: Partial<CurveView> = {}) =>
  lossDomain(curveData(runs), { ...FIRST_VIEW, fit: "run", ...view });

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
  assert(domainOf([run(huge())], { logX: true }).high > 27);
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
  for (const view of [{}, { logX: true }, { range: [0, 500] as [number, number] }]) {
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
  assert(domainOf(runs, { raw: true }).low < domainOf(runs).low - 0.1);
  assertEquals(
    domainOf(runs, { raw: true, minibatch: false }),
    domainOf(runs, { minibatch: false }),
  );
});

/** A run whose val losses are these at tenths of 1000 steps. */
const evaluated = (variant: string, losses: number[], drop?: number) =>
  fakeRun({
    variant,
    losses: fakeLosses(1000, 3.3, losses.at(-1)!),
    config: {
      training: {
        steps: 1000,
        learningRate: drop === undefined
          ? { schedule: "constant" }
          : { schedule: "step", milestones: [drop] },
      },
    },
    evaluations: losses.flatMap((val, k) => evaluation(100 * k, { val })),
    summary: { final: evaluation(1000, { val: losses.at(-1)! }) },
  });
const falling = (last: number) => [3.3, 2.8, 2.6, 2.5, 2.4, 2.3, 2.15, 2.14, 2.13, 2.12, last];

Deno.test("the end is the second half of the val losses, after the last drop of the rate", () => {
  const runs = [evaluated("a", falling(2.11)), evaluated("b", falling(2.1))];
  const { low, high } = domainOf(runs, { fit: "end" });
  assert(low < 2.1 && low > 2.09 && high > 2.15 && high < 2.16, `${low} ${high}`);
  const after = domainOf(runs.map((_, i) => evaluated(`${i}`, falling(2.1 + i / 100), 700)), {
    fit: "end",
  });
  assert(after.high > 2.13 && after.high < 2.14, `${after.high}`);
  assert(domainOf(runs, { fit: "run" }).high > LN27);
  assert(domainOf(runs, { fit: "end", logX: true }).high > 3.3, "the first steps are looked at");
  assertEquals(domainOf(runs, { fit: "end", logX: true }), domainOf(runs, { logX: true }));
});

Deno.test("an earlier loss below the end is in view", () => {
  const turning = [3.3, 2.5, 2.2, 2.0, 2.1, 2.2, 2.3, 2.35, 2.4, 2.45, 2.5];
  assert(domainOf([evaluated("a", turning)], { fit: "end" }).low < 2);
});

Deno.test("a zoom fits what is drawn, not what is switched off", () => {
  const runs = [evaluated("a", falling(2.11)), evaluated("b", falling(2.1))];
  const range: [number, number] = [320, 380];
  const val = domainOf(runs, { range });
  assert(val.low > 2.4 && val.high < 2.5, "between two evaluations the line is fitted");
  for (const raw of [false, true]) {
    const all = domainOf(runs, { range, minibatch: true, raw });
    const { runs: [run] } = curveData(runs);
    const { middles } = binsOf(run);
    const seen = (raw ? run.low : run.smooth[FIRST_VIEW.smoothing])
      .filter((_, k) => middles[k] >= 320 && middles[k] <= 380).map(Number);
    assert(all.low <= Math.min(...seen) && all.high >= Math.max(...seen), `${all.low}`);
  }
});

Deno.test("one that ends far above the others is off the scale, unless it is asked for", () => {
  const close = [2.1, 2.11, 2.12, 2.13].map((last, i) => evaluated(`${i}`, falling(last)));
  const far = evaluated("far", falling(2.1).map((loss) => loss + 0.6));
  const view = { fit: "end" } as const;
  assertEquals(domainOf([...close, far], view), domainOf(close, view));
  assertEquals(domainOf([far, ...close], view), domainOf(close, view), "the baseline too");
  assert(domainOf([...close, far], { fit: "outliers" }).high > 2.7);
  assert(domainOf([close[0], far], view).high > 2.7, "of two, both are the question");
  const range: [number, number] = [600, 1000];
  assertEquals(domainOf([...close, far], { range }), domainOf(close, { range }));
});

Deno.test("hopeless runs are on the axis where outliers are asked for", () => {
  const hopeless = evaluated("b", Array(11).fill(40));
  const runs = [evaluated("a", falling(2.1)), hopeless];
  assert(domainOf(runs).high < 3.6);
  const domain = domainOf(runs, { fit: "outliers" });
  assert(domain.log && domain.high > 40);
});

Deno.test("with outliers the val losses of before the first step are on the axis", () => {
  const runs = ["a", "b"].map((variant) => evaluated(variant, [26.9, ...falling(2.1).slice(1)]));
  assert(domainOf(runs, { fit: "outliers" }).high > 26.9);
  assert(domainOf(runs).high < 4);
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
    fakeRun({ losses: [], evaluations: evaluation(0, { val: null }), summary: { final: [] } }),
  ];
  for (const one of cases) {
    for (const view of [{}, { range: [0, 1] as [number, number] }, { hidden: new Set([0]) }]) {
      const domain = domainOf([one], view);
      assert(domain.low < domain.high && Number.isFinite(domain.low + domain.high));
    }
  }
  const evaluations = evaluation(0, { val: LN27 });
  const domain = domainOf([fakeRun({ losses: [], evaluations, summary: { final: evaluations } })]);
  assert(domain.low < LN27 && LN27 < domain.high);
  assertAlmostEquals(domain.low + domain.high, 2 * LN27, 1e-4);
});

Deno.test("on a logarithmic axis of steps the loss axis is that of the whole run", () => {
  const runs = [evaluated("a", [2.3, ...falling(2.11).slice(6, 10).fill(2.2), 2.11])];
  const end = domainOf(runs, { fit: "end", logX: true });
  assertEquals(end, domainOf(runs, { fit: "run", logX: true }));
  assert(end.high > LN27);
});

Deno.test("where nothing falls below guessing, its line is in view", () => {
  const died = fakeRun({
    losses: [3.3008],
    config: { training: { steps: 1000 } },
    evaluations: evaluation(0, { val: 3.3125 }),
    summary: { status: "diverged", final: [] },
  });
  for (const fit of ["end", "run", "outliers"] as const) {
    const { low, high } = domainOf([died], { fit });
    assert(low < LN27 && high > 3.3125 && high < 3.4, `${low} ${high}`);
  }
  assert(domainOf([died], { range: [0, 1] }).low > LN27, "a zoom fits what is drawn");
});
