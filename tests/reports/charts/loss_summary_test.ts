import { assert, assertEquals } from "@std/assert";
import { lossSummary } from "../../../reports/charts/loss_summary.ts";
import { variantsOf } from "../../../reports/rows.ts";
import { fakeRun } from "../fake.ts";

Deno.test("the chart in words names the first variants and counts the others", () => {
  const runs = Array.from({ length: 10 }, (_, i) => fakeRun({ variant: `v${i}` }));
  const summary = lossSummary(variantsOf(runs));
  assert(summary.includes("\u2068v7\u2069: training loss from 3.2500 to 2.7500 in 3 steps"));
  assert(!summary.includes("v8") && summary.endsWith("And 2 more variants."));
  const diverged = lossSummary(variantsOf([fakeRun({ summary: { status: "diverged" } })]));
  assertEquals(diverged.endsWith("last val loss 2.6000, diverged."), true);
  const none = lossSummary(variantsOf([fakeRun({ losses: [], evaluations: [] })]));
  assert(none.includes("no training losses in 0 steps."));
});
