import { assertEquals } from "@std/assert";
import { describeProgress } from "../../cli/progress.ts";
import type { Progress } from "../../runner/job.ts";

const progress: Progress = {
  kind: "progress",
  step: 0,
  steps: 200,
  loss: NaN,
  stepSeconds: 0,
  evaluating: true,
  evaluated: null,
};

Deno.test("an evaluation that takes long says how far it is, and the time left", () => {
  const of = (evaluated: Progress["evaluated"]) => describeProgress({ ...progress, evaluated });
  assertEquals(of({ share: 0.25, seconds: 10 }), "step 0/200    evaluating 25 %, 30.0 s left");
  assertEquals(of({ share: 0.999, seconds: 10 }).includes("99 %"), true);
  assertEquals(of({ share: 0.5, seconds: 0.1 }), "step 0/200    evaluating");
  assertEquals(of(null), "step 0/200    evaluating");
});
