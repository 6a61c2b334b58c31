import { assertEquals } from "@std/assert";
import { curveData } from "../../../reports/charts/curve_data.ts";
import { valAt } from "../../../reports/charts/curve_view.ts";
import { evaluation, fakeRun } from "../fake.ts";

const valOf = (status: "finished" | "diverged", last: number | null) => {
  const evaluations = [...evaluation(0, { val: 3.3 }), ...evaluation(3, { val: last })];
  const { runs: [run] } = curveData([fakeRun({ evaluations, summary: { status } })]);
  return [0, 1, 3, 4].map((step) => valAt(run, step));
};

Deno.test("the val loss at a step is that of the nearest evaluation, within the run", () => {
  assertEquals(valOf("finished", 2.6), [3.3, 3.3, 2.6, null]);
  assertEquals(valOf("finished", null), [3.3, 3.3, 3.3, null]);
});

Deno.test("a run that diverged has no val loss of an earlier step at its end", () => {
  assertEquals(valOf("diverged", null), [3.3, 3.3, null, null]);
  assertEquals(valOf("diverged", 99), [3.3, 3.3, 99, null]);
});
