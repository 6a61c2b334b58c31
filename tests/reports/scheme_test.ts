import { assert, assertEquals } from "@std/assert";
import { renderReport } from "../../reports/page.ts";
import { kindsScheme, LIGHT, rampScheme } from "../../reports/palette.ts";
import { scheme, schemeStyle } from "../../reports/scheme.ts";
import { variantsOf } from "../../reports/rows.ts";
import { evaluation, fakeExperiment, fakeRun } from "./fake.ts";

const kinds = (losses: number[]) =>
  variantsOf(
    losses.map((val, i) =>
      fakeRun({ variant: `v${i}`, summary: { final: evaluation(3, { val }) } })
    ),
  );
const sizes = (batchSizes: number[]) =>
  batchSizes.map((batchSize) =>
    fakeRun({ variant: `${batchSize}`, config: { training: { batchSize } } })
  );

Deno.test("up to eight kinds have the eight colours, and networks trained in the page others", () => {
  assertEquals(scheme(kinds([2.1, 2.2])).light.slice(0, 2), LIGHT.slice(0, 2));
  const { light } = scheme(kinds(Array(8).fill(2.1)));
  assertEquals(light.length, 12);
  assertEquals(new Set(light).size, 12);
});

Deno.test("of more the baseline, the best and the worst have the first colours, wherever they stand", () => {
  const losses = Array.from({ length: 20 }, (_, i) => i === 16 ? 2 : i === 8 ? 3 : 2.5);
  const { light, dark } = scheme(kinds(losses));
  assertEquals([light[0], light[16], light[8]], LIGHT.slice(0, 3));
  assertEquals(new Set(light).size, 24);
  assertEquals(dark[16], kindsScheme(2).dark[1]);
});

Deno.test("variants of one number have its ramp by its size, not by their order", () => {
  const variants = variantsOf(sizes([64, 16, 32]));
  const [first, second, third] = rampScheme(3).light;
  assertEquals(scheme(variants).light.slice(0, 3), [third, first, second]);
  assertEquals(scheme(variantsOf(sizes([64, 16]))).light[0], LIGHT[0], "two are kinds");
});

Deno.test("a page has the colours of its variants, several experiments each its own", () => {
  const page = renderReport(fakeExperiment(sizes([16, 32, 64])));
  assert(page.includes(`:root { --color-0: ${rampScheme(3).light[0]};`));
  const both = renderReport(
    fakeExperiment(sizes([16, 32, 64])),
    fakeExperiment(kinds([2.1, 2.2]).flatMap(({ runs }) => runs as ReturnType<typeof sizes>)),
  );
  assert(both.includes(`[data-colors="0"] { --color-0: ${rampScheme(3).light[0]};`));
  assertEquals(schemeStyle(kinds([2.1, 2.2]), ":root").text, "");
});
