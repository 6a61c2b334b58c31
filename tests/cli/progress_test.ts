import { assertEquals } from "@std/assert";
import { describeProgress, Overall } from "../../cli/progress.ts";
import { formatSeconds } from "../../reports/format.ts";
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

Deno.test("how far all runs are is told with the time left, by what was trained here", () => {
  let now = 0;
  const all = new Overall([1000, 1000, 1000, 500], () => now);
  assertEquals(all.describe(), "0 of 4 runs ended");
  // Found finished: counts for nothing.
  all.end(0);
  // Resumed at step 400: what was done before took no time here.
  all.update(1, 400);
  now = 10_000;
  all.update(1, 900);
  assertEquals(all.describe(), "1 of 4 runs ended  about 32.0 s left");
  // Stopped early: the steps that it leaves out are not to come.
  all.end(1);
  assertEquals(all.describe(), "2 of 4 runs ended  about 30.0 s left");
});

Deno.test("before there is something to judge by, no time left is told", () => {
  let now = 0;
  const all = new Overall([100], () => now);
  all.update(0, 0);
  now = 60_000;
  assertEquals(all.describe(), "0 of 1 runs ended");
  now = 61_000;
  all.update(0, 50);
  assertEquals(
    all.describe(),
    `0 of 1 runs ended  about ${formatSeconds(61)} left`,
  );
});
