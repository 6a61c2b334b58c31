import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { type CurveData, curveData } from "../../../reports/charts/curve_data.ts";
import { type CurveView, FIRST_VIEW } from "../../../reports/charts/curve_view.ts";
import type { LossChart } from "../../../reports/charts/drawn_loss.ts";
import { lossChart } from "../../../reports/charts/loss_chart.ts";
import { drawn } from "../../../reports/charts/svg.ts";
import { overSeeds } from "../../../reports/charts/seeds.ts";
import type { StoredRun } from "../../../runner/results.ts";
import { parse, texts } from "../dom.ts";
import { evaluation, fakeLosses, fakeRun } from "../fake.ts";

interface Drawing extends LossChart {
  data: CurveData;
  text: string;
  page: Document;
}

function draw(runs: StoredRun[], view: Partial<CurveView> = {}, width = 960): Drawing {
  const data = curveData(runs);
  let chart!: LossChart;
  const { text } = drawn((document) => {
    chart = lossChart(data, { document, width, view: { ...FIRST_VIEW, ...view } });
    return chart.svg;
  }, "id");
  return { ...chart, data, text, page: parse(`<html><body>${text}</body></html>`) };
}

const long = (variant = "plain", seed = 42, last = 2.1) =>
  fakeRun({
    variant,
    seed,
    losses: fakeLosses(2000, 3.3, last),
    config: { training: { steps: 2000 } },
    evaluations: [...evaluation(0, { val: 3.3 }), ...evaluation(2000, { val: last + 0.02 })],
  });

const THICK = `[stroke-width="2"]`, THIN = `[stroke-width="0.75"]`;

/** The points of the lines in groups that a selector finds. */
const lines = (page: Document, group: string): number[][][] =>
  [...page.querySelectorAll(`g${group}[fill="none"] path`)].map((path) =>
    path.getAttribute("d")!.slice(1).split("L").map((point) => point.split(",").map(Number))
  );

for (const smoothing of [0, 3, 5]) {
  Deno.test(`the curve goes through the smoothed losses, at position ${smoothing}`, () => {
    const { page, data: { runs: [run] }, x, y } = draw([long()], { smoothing });
    const [points] = lines(page, THICK);
    assertEquals(points.length, run.low.length);
    for (const k of [0, 1, 10, 300, run.low.length - 1]) {
      assertAlmostEquals(points[k][1], y.apply(run.smooth[smoothing][k]!), 0.11);
      assert(k === 0 || points[k][0] > points[k - 1][0]);
    }
    assertAlmostEquals(points[0][0], x.apply(0), 0.11);
  });
}

Deno.test("a line of val losses is thick, and the minibatch losses beside it are thin, if asked for", () => {
  const shown = draw([lined("a")], { minibatch: true });
  assertEquals(lines(draw([lined("a")]).page, `[stroke-width="1.25"]`).length, 0);
  assertEquals(lines(shown.page, `[stroke-width="1.25"]`)[0].length, shown.data.runs[0].low.length);
  assertEquals(lines(shown.page, THICK)[0].length, 2, "without step 0");
});

Deno.test("several seeds have thin lines and a thick one that is their mean", () => {
  const { page, data: { runs }, y } = draw([long("a", 1), long("a", 2, 2.3), long("a", 3, 2.4)]);
  assertEquals([lines(page, THIN).length, lines(page, THICK).length], [3, 1]);
  const k = 400, { mean } = overSeeds(runs.map((run) => run.smooth[3][k]));
  assertAlmostEquals(lines(page, THICK)[0][k][1], y.apply(mean!), 0.11);
});

Deno.test("val losses are points that tell their number", () => {
  const { page } = draw([fakeRun()], { fit: "run" });
  assertEquals(texts(page, "title"), [
    "\u2068plain\u2069: val loss 3.3100 at step 0",
    "\u2068plain\u2069: val loss 2.6000 at step 3",
  ]);
  assert(
    texts(draw([long("a", 1), long("a", 2, 2.3)]).page, "title").includes(
      "\u2068a\u2069: val loss 2.2200, mean of 2 seeds, at step 2,000",
    ),
  );
});

Deno.test("guessing is a labelled line while it is in view, and named at the top where it is above", () => {
  const run = { fit: "run" } as const;
  assert(draw([long()], run).text.includes("ln 27 = 3.296: guessing"));
  assert(draw([long()], run, 360).text.includes("ln V = 3.296: guessing"));
  const above = "↑ 2.454: a table of bigrams, val ↑ ln 27 = 3.296: guessing";
  assert(texts(draw([lined("a")]).page, ".axis-label").includes(above));
  assert(
    texts(draw([lined("a")], {}, 360).page, ".axis-label")
      .includes("↑ bigrams 2.45, guessing 3.30"),
  );
});

Deno.test("labels of losses to compare with do not cover each other", () => {
  const labels = (bigrams: number[]) => {
    const runs = bigrams.map((val, i) => {
      const run = long(`${i}`);
      const bigram = { train: val, val, test: val };
      return { ...run, summary: { ...run.summary, dataset: { ...run.summary.dataset, bigram } } };
    });
    return texts(draw(runs, { fit: "run" }).page, "text").filter((text) => text.includes(":"));
  };
  assertEquals(labels([2.4, 2.9]).length, 3);
  assertEquals(labels([2.4, 2.41]).length, 3, "one beside the other");
  const many = Array.from({ length: 20 }, (_, i) => 2.4 + i / 2000);
  assert(labels(many).length < 12, "those without room are left out");
});

Deno.test("colour and symbol tell the variants", () => {
  const { page } = draw([lined("a"), lined("b")], { fit: "run" });
  const points = (color: number) =>
    [...page.querySelectorAll(`g[fill="var(--page)"][stroke="var(--color-${color})"] > *`)]
      .map((point) => point.tagName);
  assertEquals([points(0), points(1)], [Array(3).fill("CIRCLE"), Array(3).fill("PATH")]);
});

/** A run whose val losses make a line. */
const lined = (variant: string, last = 2.1, seed = 42) => ({
  ...long(variant, seed, last),
  evaluations: [0, 1000, 2000].flatMap((step) =>
    evaluation(step, { val: last + 0.02 + 1e-4 * (2000 - step) })
  ),
  summary: {
    ...fakeRun().summary,
    variant,
    seed,
    steps: 2000,
    final: evaluation(2000, { val: last + 0.02 }),
  },
});

Deno.test("names stand at the ends of the val curves with their losses, the lowest lowest", () => {
  const runs = [lined("a"), lined("b", 2.3), lined("c", 2.2)];
  const labels = (width?: number) => texts(draw(runs, {}, width).page, ".end-label");
  assertEquals(labels(), ["\u2068b\u2069 2.3200", "\u2068c\u2069 2.2200", "\u2068a\u2069 2.1200"]);
  assertEquals(labels(360), ["\u2068b\u2069", "\u2068c\u2069", "\u2068a\u2069"]);
  const long = draw([lined("n".repeat(40))], {}, 360);
  assertEquals(texts(long.page, ".end-label"), [`\u2068${"n".repeat(10)}…\u2069`]);
});

Deno.test("on a narrow chart the names of a sweep's settings can be told apart", () => {
  const rates = [1, 0.1, 0.01],
    runs = rates.map((rate, i) => lined(`learningRate=${rate}`, 2 - i / 10));
  const labels = (width: number) => texts(draw(runs, {}, width).page, ".end-label");
  assertEquals(labels(360), ["\u20681\u2069", "\u20680.1\u2069", "\u20680.01\u2069"]);
  assertEquals(labels(960)[0], "\u2068learningRate=1\u2069 2.0200");
});

Deno.test("variants off the scale are arrows with their names and losses, the highest highest", () => {
  const far = (variant: string, loss: number) => {
    const run = lined(variant, loss);
    return { ...run, summary: { ...run.summary, final: evaluation(2000, { val: loss }) } };
  };
  const { page, frame } = draw([lined("a"), far("high", 8), far("higher", 9)]);
  const labels = [...page.querySelectorAll(".end-label")];
  assertEquals(labels.map((label) => label.textContent), [
    "\u2068higher\u2069 ↑ 9.0200",
    "\u2068high\u2069 ↑ 8.0200",
    "\u2068a\u2069 2.1200",
  ]);
  assertEquals(Number(labels[0].getAttribute("y")), frame.top);
  const arrows = [...page.querySelectorAll("title")]
    .filter(({ textContent }) => textContent!.includes("ends above"))
    .map((title) => title.parentElement!);
  assertEquals(arrows.length, 2);
  // They stand above the frame, where no curve and no label of a line is.
  for (const arrow of arrows) {
    const places = [arrow, arrow.parentElement!].map((part) =>
      Number(/,([-\d.]+)\)/.exec(part.getAttribute("transform") ?? ",0)")![1])
    );
    assert(places[0] + places[1] < frame.top - 3, `${places}`);
  }
});

Deno.test("the last val loss's deviation is as wide as all others, and ends at the frame", () => {
  const runs = [lined("a", 2.1, 1), lined("a", 2.3, 2), lined("b", 2.1, 1), lined("b", 2.6, 2)];
  const { page, x, y } = draw(runs, { range: [1500, 2000] });
  const bars = [...page.querySelectorAll(`g[stroke="var(--color-0)"] > line`)];
  const last = bars.filter((bar) => Math.abs(Number(bar.getAttribute("x1")) - x.apply(2000)) < 1);
  assertEquals(last.length, 1);
  const isClipped = (one: Element | null): boolean =>
    one !== null && (one.hasAttribute("clip-path") || isClipped(one.parentElement));
  assert(!isClipped(last[0]));
  const zoomed = draw(runs, { fit: "outliers", logLoss: true });
  for (const bar of zoomed.page.querySelectorAll("g[stroke^='var(--color'] > line")) {
    const [y1, y2] = ["y1", "y2"].map((name) => Number(bar.getAttribute(name)));
    const [low, high] = zoomed.y.domain.map(zoomed.y.apply);
    assert(y1 <= low + 0.1 && y2 >= high - 0.1, `${y1} ${y2}`);
  }
  assert(y.domain[0] > 0);
});

Deno.test("a run that died is labelled where it died", () => {
  const died = fakeRun({
    variant: "b",
    losses: [3, 3.1, 3.2, 4],
    config: { training: { steps: 2000 } },
    evaluations: evaluation(0, { val: 3.3 }),
    summary: { status: "diverged", final: [] },
  });
  for (const width of [960, 360]) {
    const { page, x } = draw([lined("a"), died], {}, width);
    const [label] = [...page.querySelectorAll(".end-label")]
      .filter(({ textContent }) => textContent.includes("b\u2069"));
    assertEquals(label.textContent, "\u2068b\u2069 ✕ step 4");
    assert(Number(label.getAttribute("x")) < x.apply(4) + 15);
  }
  const zoomed = draw([lined("a"), died], { range: [1000, 2000] });
  assertEquals(texts(zoomed.page, ".end-label"), ["\u2068a\u2069 2.1200"]);
});

Deno.test("the learning rate is drawn below, and where it drops through both", () => {
  const training = {
    steps: 2000,
    learningRate: { schedule: "step" as const, milestones: [1000], factor: 0.1 },
  };
  const rates = Float64Array.from({ length: 2000 }, (_, step) => step < 1000 ? 0.1 : 0.01);
  const run = {
    ...long(),
    learningRates: rates,
    config: fakeRun({ config: { training } }).config,
  };
  const { page, x } = draw([run]);
  const rules = [...page.querySelectorAll(`[stroke-dasharray="1 3"] line`)];
  assertEquals(rules.length, 2);
  for (const rule of rules) assertAlmostEquals(Number(rule.getAttribute("x1")), x.apply(1000), 0.1);
  assert(texts(page, "text").includes("0.01"));
  assertEquals(draw([long()]).page.querySelectorAll(`[stroke-dasharray="1 3"]`).length, 0);
});

Deno.test("a rate that never changes is told, and takes no room", () => {
  const told = (...runs: StoredRun[]) =>
    texts(draw(runs).page, "text").filter((text) => text.startsWith("learning rate"));
  const half = { ...long("b"), learningRates: new Float64Array(2000).fill(0.05) };
  const falling = {
    ...long("c"),
    learningRates: Float64Array.from({ length: 2000 }, (_, i) => i < 9 ? 1 : 0.1),
  };
  assertEquals(told(long()), ["learning rate 0.1, constant"]);
  assertEquals(told(long(), half), ["learning rates constant"]);
  assertEquals(told(long(), falling), ["learning rate"]);
  const bottom = (run: StoredRun) => draw([run]).frame.bottom;
  assert(bottom(long()) > bottom(falling) + 50);
});

Deno.test("zooming, logarithmic axes and hiding change what is drawn where", () => {
  const runs = [long("a"), long("b", 42, 1.5)];
  const zoomed = draw(runs, { range: [500, 1000] });
  assertEquals(zoomed.x.domain, [500, 1000]);
  assert(lines(zoomed.page, THICK)[0].length < lines(draw(runs).page, THICK)[0].length / 3);
  const log = draw(runs, { logX: true, logLoss: true });
  assertAlmostEquals(log.x.apply(10) - log.x.apply(1), log.x.apply(100) - log.x.apply(10), 1e-6);
  assertAlmostEquals(log.y.apply(2) - log.y.apply(4), log.y.apply(1.5) - log.y.apply(3), 1e-6);
  assertEquals(lines(draw(runs, { hidden: new Set([1]) }).page, THICK).length, 1);
});

Deno.test("odd runs make a chart without a number that is none", () => {
  const odd = [
    fakeRun({ losses: [], evaluations: [] }),
    fakeRun({ losses: [3.2] }),
    fakeRun({ losses: [3.2, NaN, Infinity], summary: { status: "diverged", steps: 2 } }),
    fakeRun({ losses: [NaN], evaluations: evaluation(0, { val: null }) }),
    fakeRun({ losses: [1e30, 3, 2], evaluations: [] }),
    fakeRun({ losses: [0, 0, 0], evaluations: evaluation(3, { val: 0 }) }),
  ];
  const all = odd.map((run, i) => ({ ...run, summary: { ...run.summary, variant: `${i}` } }));
  const views: Partial<CurveView>[] = [
    {},
    { logX: true, logLoss: true },
    { range: [0, 10] },
    { hidden: new Set(odd.keys()) },
  ];
  for (const view of views) {
    for (const runs of [...odd.map((run) => [run]), odd, all]) {
      const { text } = draw(runs, view);
      assert(!/NaN|Infinity|undefined|null/.test(text), text.match(/.{40}(NaN|Inf|und|null)/)?.[0]);
    }
  }
  assert(draw(all).text.includes("diverged at step 2"));
  assert(texts(draw([odd[4]]).page, "text").every((text) => text.length < 40));
});

Deno.test("no two ticks of the loss axis read alike, however high it goes", () => {
  const high = fakeRun({ losses: [1e31, 1.2e31, 1.3e31], evaluations: [] });
  for (const logLoss of [true, false]) {
    for (const smoothing of [0, 3]) {
      const ticks = texts(draw([high], { logLoss, smoothing }).page, "text")
        .filter((text) => /e\d+$/.test(text));
      assert(ticks.length > 1, ticks.join());
      assertEquals(new Set(ticks).size, ticks.length, ticks.join());
    }
  }
});

Deno.test("a diverged run leaves the frame where the others' losses end, and its cross stays", () => {
  const diverged = fakeRun({
    variant: "b",
    losses: [3, 1e10, 1e31],
    evaluations: [],
    summary: { status: "diverged" },
  });
  const { page, y, text } = draw([long("a"), diverged], { fit: "run" });
  assert(y.domain[1] < 5 && text.includes("diverged at step 3"));
  const [cross] = [...page.querySelectorAll("path")].filter((path) =>
    path.textContent?.includes("diverged")
  );
  assert(cross.getAttribute("transform")!.endsWith(`,${y.apply(y.domain[1])})`));
});

Deno.test("many runs draw fewer points each", () => {
  const runs = (n: number) =>
    Array.from({ length: n }, (_, i) => ({
      ...long(`${i}`),
      losses: fakeLosses(5000, 3.3, 2),
    }));
  assert(draw(runs(60)).text.length < 4 * draw(runs(10)).text.length);
});
