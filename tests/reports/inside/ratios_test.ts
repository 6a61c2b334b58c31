import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { parametersOf, pieces, ratioPanels, ratios } from "../../../reports/inside/ratios.ts";
import { variantsOf } from "../../../reports/rows.ts";
import { parse, texts } from "../dom.ts";
import { fakeRun } from "../fake.ts";

const row = (step: number, update: number, data = 1) => (
  { step, parameter: "W1", data, gradient: 10 * update, update }
);
const shown = (updates: ReturnType<typeof row>[]) =>
  variantsOf([fakeRun({ updates, losses: new Array(1000).fill(3) })])
    .map((variant) => ({ variant, run: variant.runs[0] }));

Deno.test("a ratio is the logarithm of one standard deviation over another", () => {
  const { run } = shown([row(0, 0.002, 2), row(10, 0.1, 1)])[0];
  assertEquals(ratios(run, "W1", "update").map(({ step }) => step), [0, 10]);
  const [first, second] = ratios(run, "W1", "update");
  assertAlmostEquals(first.ratio, -3, 1e-12);
  assertAlmostEquals(second.ratio, -1, 1e-12);
  assertAlmostEquals(ratios(run, "W1", "gradient")[0].ratio, -2, 1e-12);
});

Deno.test("neighbouring ratios are averaged where there are many", () => {
  const { run } = shown(Array.from({ length: 160 }, (_, i) => row(i, i % 2 ? 1e-2 : 1e-4)))[0];
  const points = ratios(run, "W1", "update");
  assertEquals(points.length, 80);
  for (const [k, { step, ratio }] of points.entries()) {
    assertAlmostEquals(step, 2 * k + 0.5, 1e-9);
    assertAlmostEquals(ratio, -3, 1e-9);
  }
});

Deno.test("a ratio of exactly 0 has no logarithm, nor has one that is not finite", () => {
  const asInPage = JSON.parse(JSON.stringify(row(4, NaN)));
  const { run } = shown([row(0, 1, 0), row(1, 0), row(2, NaN), row(3, 0.01), asInPage])[0];
  assertEquals(
    ratios(run, "W1", "update").map(({ ratio }) => ratio),
    [NaN, -Infinity, NaN, -2, NaN],
  );
  assertEquals(texts(parse(ratioPanels(shown([row(0, 0)]), ["W1"], "update")), "p"), [
    "No ratio is finite.",
  ]);
});

Deno.test("a panel says in words where each variant's ratio begins and ends, and has the −3 line", () => {
  const document = parse(ratioPanels(shown([row(0, 0.01), row(999, 1e-4)]), ["W1"], "update"));
  const label = document.querySelector("[role=img]")!.getAttribute("aria-label")!;
  assert(label.endsWith("from -2.0 to -4.0."), label);
  assert(texts(document, "svg text").includes("−3"));
  assertEquals(
    document.querySelectorAll("svg line[stroke-width]").length +
      document.querySelectorAll("svg g[stroke-width] line").length,
    1,
  );
});

Deno.test("a line too short to be seen ends in a dot", () => {
  const dots = (...steps: number[]) => {
    const rows = steps.map((step) => row(step, 0.01));
    return parse(ratioPanels(shown(rows), ["W1"], "update")).querySelectorAll("circle[r='3']")
      .length;
  };
  assertEquals([dots(0), dots(0, 10), dots(0, 999)], [1, 1, 0]);
});

Deno.test("what is cut at the frame has an arrow there, and is told with its size", () => {
  const panel = (...rows: ReturnType<typeof row>[]) =>
    parse(ratioPanels(shown(rows), ["W1"], "update"));
  const up = panel(row(0, 3.7e27));
  assertEquals(texts(up, ".note"), ["plain goes up to 3.7 × 10²⁷, cut at the frame."]);
  assertEquals(up.querySelectorAll("path[d$=z]").length, 1);
  assertEquals(up.querySelectorAll("circle[r='3']").length, 0);
  assertEquals(texts(panel(row(0, 1e27), row(999, 1e-13)), ".note"), [
    "plain goes up to 10²⁷ and down to 10⁻¹³, cut at the frame.",
  ]);
  assertEquals(texts(panel(row(0, 0.01), row(999, 1e6)), ".note, path[d$=z]"), []);
});

Deno.test("a line breaks where the ratio is exactly 0, and outside of the frame, at its edge", () => {
  const points = (...all: number[]) => all.map((ratio, step) => ({ step, ratio }));
  const inFrame = (...all: number[]) =>
    pieces(points(...all), [-3, 0]).map((piece) => piece.map(({ step, ratio }) => [step, ratio]));
  assertEquals(inFrame(-1, -2, -Infinity, -2, NaN, -1, -1), [
    [[0, -1], [1, -2]],
    [[3, -2]],
    [[5, -1], [6, -1]],
  ]);
  assertEquals(inFrame(-2, -4, -4, -2), [[[0, -2], [0.5, -3]], [[2.5, -3], [3, -2]]]);
  assertEquals(inFrame(1, -5), [[[1 / 6, 0], [4 / 6, -3]]]);
  assertEquals(inFrame(-9, -9, 3), [[[1.5, -3], [1.75, 0]]]);
  assertEquals(inFrame(-3, -4), [[[0, -3], [0, -3]]]);
});

Deno.test("a point with none beside it is drawn as a dot", () => {
  const dots = (...rows: ReturnType<typeof row>[]) =>
    parse(ratioPanels(shown(rows), ["W1"], "update")).querySelectorAll("path[stroke-width='3.5']")
      .length;
  const all = [row(0, 0.01), row(200, 0.01), row(400, 0), row(600, 0.01)];
  assertEquals([dots(...all), dots(...all, row(800, 0.01))], [1, 0]);
});

Deno.test("where the ratio is exactly 0 is told", () => {
  const notes = (...rows: ReturnType<typeof row>[]) =>
    texts(parse(ratioPanels(shown(rows), ["W1"], "update")), ".note");
  const some = row(0, 0.01);
  assertEquals(notes(some, row(999, 0.01)), []);
  assertEquals(notes(some, row(100, NaN), row(999, NaN)), []);
  assertEquals(notes(some, row(100.5, 0), row(999, 0)), [
    "plain is exactly 0, with no line, at all measured steps from 101 on.",
  ]);
  assertEquals(notes(some, row(100, 0), row(500, 1e-13), row(600, 0), row(999, 0)), [
    "plain goes down to 10⁻¹³, cut at the frame; it is exactly 0, with no line, at some of the measured steps and at all from 600 on.",
  ]);
});

Deno.test("the axis of steps has whole ones, each once", () => {
  const steps = (count: number) => {
    const [one] = shown([row(0, 0.01)]);
    one.run.summary.steps = count;
    const document = parse(ratioPanels([one], ["W1"], "update"));
    return texts(document, "svg text").filter((text) => /^[0-9,k]+$/.test(text));
  };
  assertEquals([1, 2, 3].map(steps), [["0", "1"], ["0", "1", "2"], ["0", "1", "2", "3"]]);
  assertEquals(steps(2000), ["0", "500", "1k", "1,500", "2k"]);
});

Deno.test("matrices come apart from vectors", () => {
  const updates = ["C", "W1", "b1", "W10", "bngain1"].map((parameter) => ({
    ...row(0, 1),
    parameter,
  }));
  assertEquals(parametersOf(shown(updates)), {
    matrices: ["C", "W1", "W10"],
    vectors: ["b1", "bngain1"],
  });
});
