import { assertEquals } from "@std/assert";
import { Overall } from "../../conduct/overall.ts";
import { describeProgress } from "../../cli/progress.ts";
import { formatSeconds } from "../../reports/format.ts";
import type { Progress } from "../../runner/training/job.ts";

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
  const all = new Overall(4, () => now);
  all.begin(new Map([1000, 1000, 1000, 500].entries()), 0);
  assertEquals(all.describe(), "0 done, 0 running, 4 waiting");
  // Found finished: counts for nothing.
  all.end(0, "done");
  // Resumed at step 400: what was done before took no time here.
  all.update(1, 400);
  now = 10_000;
  all.update(1, 900);
  assertEquals(all.describe(), "1 done, 1 running, 2 waiting  about 32.0 s left");
  // Stopped early: the steps that it leaves out are not to come.
  all.end(1, "failed");
  assertEquals(all.describe(), "1 done, 0 running, 2 waiting, 1 failed  about 30.0 s left");
  all.take({ what: "val loss", loss: 2.5, name: "a" });
  all.take({ what: "val loss", loss: 2.25, name: "b" });
  all.take({ what: "val loss", loss: NaN, name: "c" });
  assertEquals(
    all.describe(),
    "1 done, 0 running, 2 waiting, 1 failed  about 30.0 s left  best val loss 2.2500 (b)",
  );
});

Deno.test("steps of later stages count as left, and runs that are given up do not", () => {
  let now = 0;
  const all = new Overall(3, () => now);
  all.begin(new Map([[0, 100], [1, 100], [2, 100]]), 300);
  all.update(0, 0);
  now = 10_000;
  all.update(0, 100);
  assertEquals(all.secondsLeft(), 50);
  for (const index of [0, 1, 2]) all.end(index);
  assertEquals(all.describe(), "0 done, 0 running, 3 waiting  about 50.0 s left");
  all.end(2, "failed");
  all.end(1, "givenUp");
  all.end(2, "givenUp");
  all.begin(new Map([[0, 400]]), 0);
  assertEquals(
    all.describe(),
    "0 done, 0 running, 1 waiting, 1 failed, 1 given up  about 30.0 s left",
  );
});

Deno.test("before there is something to judge by, no time left is told", () => {
  let now = 0;
  const all = new Overall(1, () => now);
  all.begin(new Map([[0, 100]]), 0);
  all.update(0, 0);
  now = 60_000;
  assertEquals(all.describe(), "0 done, 1 running, 0 waiting");
  now = 61_000;
  all.update(0, 50);
  assertEquals(
    all.describe(),
    `0 done, 1 running, 0 waiting  about ${formatSeconds(61)} left`,
  );
});
