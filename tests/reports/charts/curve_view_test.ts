import { assertEquals } from "@std/assert";
import { curveData } from "../../../reports/charts/curve_data.ts";
import { colorsOf, FIRST_VIEW, valAt } from "../../../reports/charts/curve_view.ts";
import { FADED } from "../../../reports/palette.ts";
import { evaluation, fakeRun } from "../fake.ts";

const valOf = (status: "finished" | "diverged", last: number | null) => {
  const evaluations = [...evaluation(0, { val: 3.3 }), ...evaluation(3, { val: last })];
  const { runs: [run] } = curveData([fakeRun({ evaluations, summary: { status } })]);
  return [0, 1, 3, 4].map((step) => valAt(run, step));
};

Deno.test("the val loss at a step is that of the nearest evaluation, within the run", () => {
  assertEquals(valOf("finished", 2.6), [[0, 3.3], [0, 3.3], [3, 2.6], null]);
  assertEquals(valOf("finished", null), [[0, 3.3], [0, 3.3], [0, 3.3], null]);
});

Deno.test("a run that diverged has no val loss of an earlier step at its end", () => {
  assertEquals(valOf("diverged", null), [[0, 3.3], [0, 3.3], null, null]);
  assertEquals(valOf("diverged", 99), [[0, 3.3], [0, 3.3], [3, 99], null]);
});

Deno.test("of more variants than colours only some stand out, no two in one colour", () => {
  const many = (n: number, best: number) =>
    curveData(Array.from({ length: n }, (_, i) =>
      fakeRun({
        variant: `${i}`,
        summary: { final: evaluation(3, { val: i === best ? 2 : 2.5 }) },
      })));
  const view = FIRST_VIEW;
  assertEquals(new Set(colorsOf(many(8, 3), view)).size, 8);
  const data = many(20, 16), colors = colorsOf(data, view);
  assertEquals(data.standOut, [0, 16]);
  assertEquals(colors.filter((color) => color !== FADED), [colors[0], colors[16]]);
  assertEquals(colors[0] === colors[16], false, "both have the first colour of their own");
  assertEquals(colorsOf(data, { ...view, hovered: 5 })[5], "currentColor");
  assertEquals(colorsOf(data, { ...view, hovered: 16 })[16], colors[16]);
  const chosen = Array.from(data.variants.keys());
  const all = colorsOf(data, { ...view, chosen }).filter((color) => color !== FADED);
  assertEquals([all.length, new Set(all).size], [8, 8]);
  assertEquals(colorsOf(data, { ...view, chosen: [] }).every((color) => color === FADED), true);
});
