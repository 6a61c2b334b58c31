import { assert, assertEquals } from "@std/assert";
import * as Plot from "@observablehq/plot";
import { drawing } from "../../../reports/inside/drawing.ts";
import { path, polyline } from "../../../reports/inside/path.ts";
import { parse, texts } from "../dom.ts";

const FRAME = { width: 110, height: 110, margin: 5 };
const axes = { x: { domain: [0, 1], axis: null }, y: { domain: [0, 1], axis: null } };

Deno.test("numbers in tags are short, numbers in text stay", () => {
  const marks = [Plot.text([[0.123456, 0.5]], { text: () => '1.23456 aria-label="x"' })];
  const { text } = drawing({ ...FRAME, ...axes, marks }, "a");
  assertEquals(texts(parse(text), "text"), ['1.23456 aria-label="x"']);
  assert(text.includes("translate(17.3,55)"), text);
  assertEquals(parse(text).querySelectorAll("svg [aria-label]").length, 0);
});

Deno.test("a path is drawn by the scales of its plot", () => {
  const mark = path((x, y) => `M${x(0)} ${y(0)}L${x(0.12345)} ${y(1)}`, { stroke: "red" });
  const document = parse(drawing({ ...FRAME, ...axes, marks: [mark] }, "a"));
  const drawn = document.querySelector("path")!;
  assertEquals(drawn.getAttribute("d"), "M5 105L17.3 5");
  assertEquals([drawn.getAttribute("stroke"), drawn.getAttribute("fill")], ["red", "none"]);
});

Deno.test("the points of a polyline are where they are meant, however many came before", () => {
  const points = Array.from({ length: 300 }, (_, i) => [i / 299, (i * i % 7) / 7]);
  const mark = polyline(points, ([x]) => x, ([, y]) => y, {});
  const document = parse(drawing({ ...FRAME, ...axes, marks: [mark] }, "a"));
  const d = document.querySelector("path")!.getAttribute("d")!;
  let [x, y] = [0, 0];
  const found = d.slice(1).split("l").map((pair) => {
    const [dx, dy] = pair.split(" ").map(Number);
    return [x += dx, y += dy];
  }).slice(1); // the first goes nowhere, so that a single point is a dot
  const wanted = points.slice(1).map(([px, py]) => [5 + 100 * px, 105 - 100 * py]);
  assertEquals(found.length - 1, wanted.length);
  found.slice(1).forEach(([fx, fy], i) => {
    assert(Math.abs(fx - wanted[i][0]) < 0.06 && Math.abs(fy - wanted[i][1]) < 0.06, `${i}`);
  });
});
