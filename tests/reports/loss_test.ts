import { assert, assertEquals, assertMatch } from "@std/assert";
import { lossSection } from "../../reports/loss.ts";
import { type CurveView, FIRST_VIEW } from "../../reports/charts/curve_view.ts";
import { lossCaption } from "../../reports/charts/loss_caption.ts";
import { lossKey } from "../../reports/charts/loss_key.ts";
import { xAxis } from "../../reports/charts/x_axis.ts";
import { curveData } from "../../reports/charts/curve_data.ts";
import { variantsOf } from "../../reports/rows.ts";
import { parse, texts } from "./dom.ts";
import { evaluation, fakeLosses, fakeRun } from "./fake.ts";

const page = (...runs: ReturnType<typeof fakeRun>[]) =>
  parse(lossSection(variantsOf(runs), curveData(runs)));

Deno.test("the chart comes with a legend, a caption and its content in words", () => {
  const document = page(fakeRun(), fakeRun({ variant: "other" }));
  assertEquals(texts(document, ".legend li"), ["plain", "other"]);
  const label = document.querySelector("[role=img]")!.getAttribute("aria-label")!;
  assert(
    label.includes("val loss from 3.3100 to 2.6000 at step 3, smoothed minibatch loss from 3."),
    label,
  );
  assertEquals(document.querySelectorAll("[role=img] > div > svg[aria-hidden=true]").length, 2);
});

Deno.test("the caption explains only what the chart shows", () => {
  const caption = (...runs: ReturnType<typeof fakeRun>[]) =>
    texts(page(...runs), "figcaption").join();
  const plain = caption(fakeRun());
  for (const word of ["batch norm", "diverged", "seeds", "logarithmic", "Above", "drops"]) {
    assertEquals(plain.includes(word), false, word);
  }
  assert(plain.includes("val loss, over the whole val split"));
  const trainOnly = fakeRun({ evaluations: evaluation(0, { train: 3 }) });
  assertEquals(caption(trainOnly).includes("val"), false);
  const batchNorm = fakeRun({ evaluations: evaluation(0, { val: 3 }, "running") });
  assert(caption(batchNorm).includes("batch norm with its running statistics"));
  assert(
    caption(fakeRun({ summary: { status: "diverged" } })).includes("training diverged"),
  );
  assert(
    caption(fakeRun({ seed: 1 }), fakeRun({ seed: 2 })).includes("the single seeds"),
  );
});

Deno.test("minibatch losses and their spread are explained where they are shown", () => {
  const data = curveData([evaluated()]);
  const caption = (view: Partial<CurveView>) => lossCaption(data, { ...FIRST_VIEW, ...view });
  const glyphs = (view: Partial<CurveView>) =>
    lossKey(data, { ...FIRST_VIEW, ...view }).map(([glyph]) => glyph).join();
  assertEquals(glyphs({}), "val");
  assertEquals(caption({}).includes("inibatch"), false);
  assertEquals(glyphs({ minibatch: true }), "val,minibatch");
  assert(caption({ minibatch: true }).includes("whose weight falls to 0.95 within"));
  assertEquals(caption({ minibatch: true, smoothing: 0 }).includes("weight"), false);
  assertEquals(glyphs({ raw: true }), "val");
  assertEquals(glyphs({ raw: true, minibatch: true }), "val,minibatch,spread");
});

Deno.test("every mark of the chart is in its legend, as it is drawn", () => {
  const runs = [1, 2].map((seed) => evaluated("a", 2.1 + seed / 9, seed));
  const died = fakeRun({ variant: "dead", summary: { status: "diverged", final: [] } });
  const { length } = texts(page(...runs, died, evaluated("far", 40)), ".glyphs li");
  const key = lossKey(curveData([...runs, died, evaluated("far", 40)]));
  assertEquals(key.map(([glyph]) => glyph), ["val", "deviation", "diverged", "above"]);
  assertEquals(length, key.length);
  const drawn = page(...runs, died).querySelectorAll(".glyphs svg :is(path, circle)");
  assert(drawn.length >= 4);
});

Deno.test("the legend says at which height the cross of a run that diverged stands", () => {
  const words = (...losses: number[]) => {
    const died = fakeRun({
      variant: "dead",
      losses,
      evaluations: [],
      config: { training: { steps: 1000 } },
      summary: { status: "diverged", final: [] },
    });
    const key = lossKey(curveData([evaluated(), died]), { ...FIRST_VIEW, fit: "run" });
    return key.find(([glyph]) => glyph === "diverged")![1];
  };
  assertEquals(words(3.3, 3.2, NaN), "training diverged, at its last finite loss");
  const edge = "training diverged, at its last finite loss or at the chart’s edge";
  assertEquals([words(3.3, 90, NaN), words(NaN)], [edge, edge]);
});

Deno.test("the caption says that all runs are hidden", () => {
  const data = curveData([fakeRun()]);
  assertEquals(lossCaption(data, { ...FIRST_VIEW, hidden: new Set([0]) }), "All runs are hidden.");
});

Deno.test("losses that the chart leaves out are told", () => {
  const losses = fakeLosses(10_000, 3.3, 2, 0);
  losses[0] = 27.9, losses[1] = 12;
  const data = curveData([fakeRun({ losses, config: { training: { steps: 10_000 } } })]);
  const caption = (view: Partial<CurveView>) => lossCaption(data, { ...FIRST_VIEW, ...view });
  const told =
    "Minibatch losses on the way above the chart: \u2068plain\u2069 (up to 27.9000 at step 0).";
  assert(caption({ fit: "run" }).includes(told), caption({ fit: "run" }));
  assert(caption({ fit: "end" }).includes("made for the second half of training"));
  assertEquals(caption({ fit: "run", range: [5000, 10_000] }).includes("above"), false);
});

Deno.test("seeds whose losses the chart leaves out are told apart", () => {
  const seed = (seed: number) => {
    const losses = fakeLosses(1000, 3.3, 2, 0);
    losses[0] = 20 + seed;
    return fakeRun({ seed, losses, config: { training: { steps: 1000 } } });
  };
  const caption = lossCaption(curveData([seed(1), seed(2)]), { ...FIRST_VIEW, fit: "run" });
  const told =
    "\u2068plain\u2069, seed 1 (up to 21.0000 at step 0), \u2068plain\u2069, seed 2 (up to 22.0000 at step 0).";
  assert(caption.includes(told), caption);
});

Deno.test("a val loss of before the first step that is above the chart is told, or on the axis", () => {
  const run = evaluated(), far = evaluated("far", 2.2);
  const first = evaluation(0, { val: 26.9 }),
    later = far.evaluations.filter(({ step }) => step > 0);
  const data = curveData([run, { ...far, evaluations: [...first, ...later] }]);
  const caption = (view: Partial<CurveView>) => lossCaption(data, { ...FIRST_VIEW, ...view });
  const told = "Val losses above the chart: \u2068far\u2069 (26.9000 at step 0).";
  assert(caption({ fit: "run" }).includes(told), caption({ fit: "run" }));
  assert(caption({ fit: "end" }).includes("what was before may be above it"));
  assertEquals(
    caption({ fit: "outliers" }),
    "The loss axis is logarithmic, because it goes far above guessing.",
  );
});

Deno.test("where batch norm's minibatch losses are drawn it is said what they are of", () => {
  const told = (statistics: "none" | "running", minibatch: boolean) => {
    const run = evaluated();
    const evaluations = run.evaluations.map((row) => ({ ...row, statistics }));
    const data = curveData([{ ...run, evaluations }]);
    return lossCaption(data, { ...FIRST_VIEW, minibatch }).includes("batch’s own mean");
  };
  assertEquals([told("running", true), told("running", false), told("none", true)], [
    true,
    false,
    false,
  ]);
});

Deno.test("of runs that failed early only what is true is told, and the axis goes no further than they did", () => {
  const diverged = (steps: number, ...losses: number[]) =>
    fakeRun({
      variant: `of ${steps}`,
      losses,
      config: { training: { steps: 2000 } },
      evaluations: evaluation(0, { val: 3.31 }),
      summary: { status: "diverged", steps, final: [] },
    });
  const one = curveData([diverged(1, 3.3, NaN)]);
  assertEquals(lossCaption(one), "");
  assertEquals(lossKey(one).map(([glyph]) => glyph), ["point", "single", "diverged"]);
  assert(!lossKey(one).some(([, words]) => words.includes("smoothed")));
  assertEquals(xAxis(one).last, 1);
  const two = [diverged(1, 3.3, NaN), diverged(4, 3.3, 3.2, 3, 9, NaN)];
  assertEquals(xAxis(curveData(two)).last, 4);
  assert(lossCaption(curveData(two)).startsWith("Smoothed: a mean over neighboring steps"));
  assertEquals(xAxis(curveData([...two, evaluated()])).last, 2000);
  const dots = parse(lossSection(variantsOf([diverged(1, 3.3, NaN)]), one))
    .querySelectorAll("[role=img] circle[r='2.5']");
  assertEquals(dots.length, 2); // wide and narrow
});

Deno.test("variants off the scale are told with the loss that they end with", () => {
  const hopeless = evaluated("b", 40), runs = [evaluated(), hopeless];
  const caption = lossCaption(curveData(runs));
  assert(caption.includes("Off the scale at the end: \u2068b\u2069 (40.0000)."), caption);
  const all = lossCaption(curveData(runs), { ...FIRST_VIEW, fit: "outliers" });
  assertEquals(all.includes("Off the scale"), false);
  assert(all.includes("logarithmic"));
});

Deno.test("of variants off the scale without a val loss, the minibatches' is told as such", () => {
  const hopeless = { ...evaluated("b", 40), losses: fakeLosses(1000, 60, 40, 0), evaluations: [] };
  const runs = [evaluated(), hopeless];
  const caption = lossCaption(curveData(runs));
  assertMatch(
    caption,
    /Off the scale at the end: \u2068b\u2069 \([\d.]+, smoothed minibatch loss\)/,
  );
});

Deno.test("means leave out hopeless seeds, and the caption says so", () => {
  const caption = lossCaption(curveData([evaluated("a", 2.1), evaluated("a", 40, 43)]));
  assert(caption.includes("Hopeless runs are in no mean while the variant has others."), caption);
});

/** A run of 1000 steps whose val losses make a line. */
const evaluated = (variant = "plain", last = 2.1, seed = 42) =>
  fakeRun({
    variant,
    seed,
    losses: fakeLosses(1000, 3.3, last),
    config: { training: { steps: 1000 } },
    evaluations: [0, 500, 1000].flatMap((step) =>
      evaluation(step, { val: last + (1000 - step) / 1000 })
    ),
    summary: { final: evaluation(1000, { val: last }) },
  });
