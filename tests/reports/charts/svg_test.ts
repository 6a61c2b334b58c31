import { assert, assertEquals } from "@std/assert";
import * as Plot from "@observablehq/plot";
import { svg } from "../../../reports/charts/svg.ts";
import { parse } from "../dom.ts";
import { HOSTILE } from "../examples.ts";

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
