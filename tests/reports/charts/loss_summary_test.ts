import { assert, assertEquals } from "@std/assert";
import { curveData } from "../../../reports/charts/curve_data.ts";
import { type CurveView, FIRST_VIEW } from "../../../reports/charts/curve_view.ts";
import { lossSummary } from "../../../reports/charts/loss_summary.ts";
import type { StoredRun } from "../../../runner/results.ts";
import { fakeRun } from "../fake.ts";

const summary = (runs: StoredRun[], view: Partial<CurveView> = {}) =>
  lossSummary(curveData(runs), { ...FIRST_VIEW, smoothing: 0, ...view });

Deno.test("the chart in words names the first variants and counts the others", () => {
  const words = summary(Array.from({ length: 10 }, (_, i) => fakeRun({ variant: `v${i}` })));
  assert(
    words.includes(
      "\u2068v7\u2069: val loss from 3.3100 to 2.6000 at step 3, minibatch loss from 3.2500 to 2.7500.",
    ),
  );
  assert(!words.includes("v8") && words.endsWith("And 2 more variants."));
  const diverged = summary([fakeRun({ summary: { status: "diverged" } })]);
  assertEquals(diverged.endsWith("to 2.7500, diverged at step 3."), true);
  const none = summary([fakeRun({ losses: [], evaluations: [] })]);
  assert(none.includes("no minibatch losses."));
});

Deno.test("the chart in words tells only what is shown", () => {
  const runs = [fakeRun(), fakeRun({ seed: 43 }), fakeRun({ variant: "b" })];
  const words = summary(runs, { hidden: new Set([0, 2]), range: [0, 1] });
  assert(words.startsWith("Loss against step, from step 0 to 1."));
  assert(words.includes(
    "plain\u2069, seed 43: val loss 3.3100 at step 0, minibatch loss from 3.2500 to 3.0000.",
  ));
  assert(!words.includes("\u2068b"));
  assert(summary(runs, { hidden: new Set([0, 1, 2]) }).includes("All runs are hidden."));
});

Deno.test("the chart in words says what is made of minibatch losses", () => {
  assert(summary([fakeRun()], { smoothing: 3 }).includes(", smoothed minibatch loss from "));
  assert(summary([fakeRun()]).includes(", minibatch loss from "));
});
