import { assertEquals, assertStringIncludes } from "@std/assert";
import { dearEvaluations } from "../../conduct/dear_evaluations.ts";
import type { Progress } from "../../runner/training/job.ts";
import { RunConfigSchema } from "../../runner/schema/schema.ts";

const config = RunConfigSchema.parse({ training: { steps: 1000 }, evaluation: { count: 10 } });
const progress = (seconds: number, share: number, step = 0): Progress => ({
  kind: "progress",
  step,
  steps: 1000,
  loss: NaN,
  stepSeconds: 0,
  evaluating: true,
  evaluated: { share, seconds },
});

Deno.test("dear evaluations are told early, with what they take and what helps", () => {
  assertEquals(
    dearEvaluations(progress(2, 0.02), config),
    "Evaluating takes about 1 min 40 s, and 10 evaluations before a run's end 16 min 40 s: " +
      "evaluation.examples evaluates fewer examples, evaluation.count less often.",
  );
  assertStringIncludes(dearEvaluations(progress(2, 0.02, 500), config)!, "and 5 evaluations");
});

Deno.test("cheap evaluations, what is not known yet, and the last one are passed over", () => {
  assertEquals(dearEvaluations(progress(2, 0.5), config), null);
  assertEquals(dearEvaluations(progress(1, 0.001), config), null);
  assertEquals(dearEvaluations(progress(100, 0.5, 1000), config), null);
  assertEquals(dearEvaluations({ ...progress(2, 0.02), evaluated: null }, config), null);
});

Deno.test("a cap that is set already is named", () => {
  const capped = { ...config, evaluation: { ...config.evaluation, examples: 50_000 } };
  assertStringIncludes(dearEvaluations(progress(2, 0.02), capped)!, "(50,000) may be smaller");
});
