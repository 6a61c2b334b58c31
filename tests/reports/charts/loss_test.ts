import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { lossDomain } from "../../../reports/charts/domain.ts";
import { logTicks, lossChart } from "../../../reports/charts/loss.ts";
import { smoothRows, variantsOf } from "../../../reports/rows.ts";
import type { StoredRun } from "../../../runner/results.ts";
import { parse } from "../dom.ts";
import { evaluation, fakeLosses, fakeRun } from "../fake.ts";

const WIDTH = 960, HEIGHT = 500;
const FRAME = { left: 36, right: WIDTH - 20, top: 30, bottom: HEIGHT - 40 };

function chart(...runs: StoredRun[]) {
  const variants = variantsOf(runs), domain = lossDomain(variants, false);
  const { text } = lossChart(variants, { domain, width: WIDTH, height: HEIGHT, id: "id" });
  const y = (loss: number) =>
    FRAME.bottom - (loss - domain.low) / (domain.high - domain.low) * (FRAME.bottom - FRAME.top);
  return { text, y, svg: parse(`<html><body>${text}</body></html>`) };
}

Deno.test("the curve goes through the smoothed losses", () => {
  const run = fakeRun({ losses: fakeLosses(2000, 3.3, 2.1), evaluations: [] });
  const { svg, y } = chart(run);
  const path = svg.querySelector(`g[stroke-width="2"] path`)!.getAttribute("d")!;
  const points = path.slice(1).split("L").map((point) => point.split(",").map(Number));
  const rows = smoothRows(run, 320);
  assertEquals(points.length, rows.length);
  rows.forEach((row, i) => {
    const x = FRAME.left + row.step / 2000 * (FRAME.right - FRAME.left);
    assertAlmostEquals(points[i][0], x, 0.01);
    assertAlmostEquals(points[i][1], y(row.loss), 0.01);
  });
});

Deno.test("val losses are points that tell their number", () => {
  const { svg, y } = chart(fakeRun());
  const points = [...svg.querySelectorAll("g[stroke] > *")].filter((e) => e.querySelector("title"));
  assertEquals(points.map((e) => e.textContent), [
    "\u2068plain\u2069: val loss 3.3100 at step 0",
    "\u2068plain\u2069: val loss 2.6000 at step 3",
  ]);
  assertEquals(points.length, 2);
  const place = (e: Element) =>
    e.getAttribute("transform")?.match(/[\d.]+/g)?.map(Number) ??
      ["cx", "cy"].map((key) => Number(e.getAttribute(key)));
  assertAlmostEquals(place(points[1])[0], FRAME.right, 0.01);
  assertAlmostEquals(place(points[1])[1], y(2.6), 0.01);
});

Deno.test("guessing is a labelled line", () => {
  assert(chart(fakeRun()).text.includes("ln 27 = 3.296: guessing"));
});

Deno.test("variants differ in colour, dash and symbol", () => {
  const { text } = chart(fakeRun(), fakeRun({ variant: "other" }));
  for (const part of ["var(--color-0)", "var(--color-1)", `stroke-dasharray="7 3"`]) {
    assert(text.includes(part), part);
  }
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
  for (const run of odd) assert(!/NaN|Infinity|undefined/.test(chart(run).text));
  const all = chart(
    ...odd.map((run, i) => ({ ...run, summary: { ...run.summary, variant: `${i}` } })),
  );
  assert(!/NaN|Infinity|undefined/.test(all.text));
  assert(all.text.includes("diverged at step 2"));
});

Deno.test("a logarithmic axis has few ticks, however much it spans", () => {
  assertEquals(logTicks({ low: 1.5, high: 8 }), [1.5, 2, 3, 4, 5, 7]);
  assertEquals(logTicks({ low: 2, high: 1e5 }), [10, 100, 1000, 1e4]);
  const ticks = logTicks({ low: 2, high: 1e31 });
  assert(ticks.length >= 5 && ticks.length <= 9, ticks.join());
  const { svg } = chart(fakeRun({ losses: [3, 1e30, 1e30], evaluations: [] }));
  const texts = [...svg.querySelectorAll("text")].map((element) => element.textContent);
  assert(texts.every((text) => text.length < 30), texts.join());
});

Deno.test("many runs draw fewer points each", () => {
  const runs = (n: number) =>
    Array.from(
      { length: n },
      (_, i) => fakeRun({ variant: `${i}`, losses: fakeLosses(5000, 3.3, 2) }),
    );
  assert(chart(...runs(40)).text.length < 5 * chart(...runs(5)).text.length);
});
