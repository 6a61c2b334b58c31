import { assert, assertEquals } from "@std/assert";
import * as Plot from "@observablehq/plot";
import { curveData } from "../../../reports/charts/curve_data.ts";
import { lossChart } from "../../../reports/charts/loss_chart.ts";
import { svg, svgFile } from "../../../reports/charts/svg.ts";
import { LIGHT } from "../../../reports/palette.ts";
import { parse } from "../dom.ts";
import { HOSTILE } from "../examples.ts";
import { fakeRun } from "../fake.ts";

Deno.test("hostile text in a plot stays text", () => {
  const data = HOSTILE.slice(0, 7).map((text, x) => ({ x, text }));
  const marks = [
    Plot.text(data, { x: "x", text: "text" }),
    Plot.dot(data, { x: "x", title: "text" }),
  ];
  const page = parse(svg({ marks, x: { axis: null } }, "id"));
  assertEquals(page.querySelectorAll("script, img, b, svg svg, [onload]").length, 0);
  const titles = [...page.querySelectorAll("title")].map((title) => title.textContent);
  assertEquals(titles, data.map(({ text }) => text));
});

Deno.test("ids are the plot's own and the same each time", () => {
  const draw = (id: string) => svg({ marks: [Plot.lineY([1, 2, 3], { clip: true })] }, id).text;
  assertEquals(draw("a"), draw("a"));
  const [, id] = draw("b").match(/<clipPath id="([^"]+)"/)!;
  assertEquals(id, "b-0");
  assert(draw("b").includes(`clip-path="url(#b-0)"`));
});

Deno.test("a chart as a file of its own needs no style sheet", () => {
  const runs = [fakeRun({ variant: `<b> & "x"` }), fakeRun({ variant: "b" })];
  const text = svgFile((document) => lossChart(curveData(runs), { document }).svg);
  assert(text.startsWith("<svg ") && text.includes(`xmlns="http://www.w3.org/2000/svg"`));
  assert(text.includes(LIGHT[1]) && !text.includes("var("));
  assert(text.includes("&lt;b&gt; &amp; "));
});

Deno.test("outside a page, too, colors follow the number that the variants differ in", () => {
  const runs = [1, 2, 4, 8].map((batchSize) =>
    fakeRun({ variant: `B ${batchSize}`, config: { training: { batchSize } } })
  );
  const data = curveData(runs);
  assertEquals(data.colors?.length, 4);
  const text = svgFile((document) => lossChart(data, { document }).svg, data.colors);
  for (const color of data.colors!) assert(text.includes(color));
  assert(!text.includes(LIGHT[1]) && !text.includes("var("));
  assertEquals(curveData(runs.slice(0, 2)).colors, undefined);
});
