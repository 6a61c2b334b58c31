import { assertEquals } from "@std/assert";
import { curveData } from "../../../reports/charts/curve_data.ts";
import { colorsOf, FIRST_VIEW, shownVariants, valAt } from "../../../reports/charts/curve_view.ts";
import { lossCaption } from "../../../reports/charts/loss_caption.ts";
import { FADED, lookOf } from "../../../reports/palette.ts";
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

Deno.test("of more variants than colours only some stand out, each in its own", () => {
  const many = (n: number, best: number) =>
    curveData(Array.from({ length: n }, (_, i) =>
      fakeRun({
        variant: `${i}`,
        summary: { final: evaluation(3, { val: i === best ? 2 : 2.5 }) },
      })));
  const view = FIRST_VIEW;
  assertEquals(new Set(colorsOf(many(4, 3), view)).size, 4);
  const data = many(20, 16), colors = colorsOf(data, view);
  assertEquals(data.standOut, [0, 16, 19]);
  assertEquals(colors.filter((color) => color !== FADED), [0, 16, 19].map((i) => lookOf(i).color));
  assertEquals(colorsOf(data, { ...view, hovered: 5 })[5], "currentColor");
  assertEquals(colorsOf(data, { ...view, hovered: 16 })[16], colors[16]);
  const chosen = Array.from(data.variants.keys());
  const all = colorsOf(data, { ...view, chosen }).filter((color) => color !== FADED);
  assertEquals([all.length, new Set(all).size], [8, 8]);
  assertEquals(colorsOf(data, { ...view, chosen: [] }).every((color) => color === FADED), true);
  // The same ones for the same choice, made in any order, and the best is never among those left out.
  const turned = { ...view, chosen: chosen.toReversed() };
  assertEquals(colorsOf(data, turned), colorsOf(data, { ...view, chosen }));
  assertEquals(colorsOf(data, turned)[16], lookOf(16).color);
  assertEquals(lossCaption(data, view).includes("The first, the best and the worst"), true);
  assertEquals(lossCaption(data, turned).includes("At most 8 variants stand out: of the 20"), true);
  assertEquals(lossCaption(data, { ...view, chosen: [3] }).includes("The variant chosen"), true);
  assertEquals(lossCaption(data, { ...view, chosen: [] }).includes("none stands out"), true);
});

Deno.test("of many variants of one number none is grey; those that do not stand out are in the background", () => {
  const data = curveData(
    Array.from(
      { length: 12 },
      (_, i) => fakeRun({ variant: `${i}`, config: { training: { batchSize: 8 + i } } }),
    ),
  );
  assertEquals(data.ramp, true);
  // True on a light page and a dark one: the light one's last colour is olive.
  const caption = lossCaption(data, FIRST_VIEW);
  assertEquals(/from the darkest, violet, for the least to the lightest\./.test(caption), true);
  assertEquals(colorsOf(data, FIRST_VIEW), data.variants.map((_, i) => lookOf(i).color));
  const faded = shownVariants(data, FIRST_VIEW).filter(({ faded }) => faded);
  assertEquals(faded.length, 12 - data.standOut.length);
});
