import { assertEquals } from "@std/assert";
import { curveData } from "../../../reports/charts/curve_data.ts";
import {
  colorsOf,
  FIRST_VIEW,
  minibatchMeans,
  shownVariants,
  trainAt,
  valAt,
} from "../../../reports/charts/curve_view.ts";
import { lossCaption } from "../../../reports/charts/loss_caption.ts";
import { FADED, lookOf } from "../../../reports/palette.ts";
import { evaluation, fakeLosses, fakeRun } from "../fake.ts";

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

Deno.test("at the step of a drop the minibatch loss is of before it, however wide the bins", () => {
  for (const [steps, drop] of [[20, 10], [20, 11], [20_000, 10_000], [20_000, 10_013]]) {
    const learningRate = { schedule: "step" as const, milestones: [drop] };
    const { runs: [run] } = curveData([fakeRun({
      // The loss of step `drop` is that of the weights before it.
      losses: Array.from({ length: steps }, (_, step) => step <= drop ? 3 : 2),
      config: { training: { steps, learningRate } },
    })]);
    for (const smoothing of [0, 3, 5]) {
      const told = [0, drop - 1, drop, drop + 1, steps].map((step) =>
        trainAt(run, { ...FIRST_VIEW, smoothing }, step)
      );
      assertEquals(told, [3, 3, 3, 2, 2], `${steps} steps, drop at ${drop}`);
      assertEquals(run.smooth[smoothing].every((loss) => loss === 2 || loss === 3), true);
    }
  }
});

Deno.test("what is made of minibatch losses has its word, where it is not that of single steps", () => {
  const of = (steps: number, smoothing: number) => {
    const losses = fakeLosses(steps, 3.3, 2);
    const { runs } = curveData([fakeRun({ losses, config: { training: { steps } } })]);
    return minibatchMeans(runs, { ...FIRST_VIEW, smoothing });
  };
  const { runs: ended } = curveData([fakeRun({ summary: { status: "diverged" } })]);
  assertEquals(minibatchMeans(ended, { ...FIRST_VIEW, smoothing: 0 }), "", "of three single steps");
  assertEquals([of(200, 3), of(200, 0), of(1, 3), of(5000, 3), of(5000, 0)], [
    "smoothed",
    "",
    "",
    "smoothed",
    "averaged",
  ]);
});
