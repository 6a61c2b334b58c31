import { assertEquals } from "@std/assert";
import { chosenFew, detailed, fewInWords, precedence } from "../../reports/few.ts";
import { variantsOf } from "../../reports/rows.ts";
import { evaluation, fakeRun } from "./fake.ts";

const few = (...vals: (number | null)[]) =>
  chosenFew(
    variantsOf(
      vals.map((val, i) =>
        fakeRun({ variant: `${i}`, summary: { final: evaluation(3, { val }) } })
      ),
    ),
  ).map(({ name }) => name);

Deno.test("few variants are all chosen; of many the baseline, the best and the worst that is not hopeless", () => {
  assertEquals(few(2, 3, 50, 2.5), ["0", "1", "2", "3"]);
  assertEquals(few(2.5, 3, 50, 2.1, 2.6), ["0", "1", "3"]);
  assertEquals(few(2.1, 3, 2.5, 2.4, 2.6), ["0", "1"]);
  assertEquals(few(50, 2.9, 2.5, 2.4, 2.6), ["1", "3"]);
  assertEquals(few(2, 2, 2, 2, 2), ["0", "4"]);
  assertEquals(few(50, null, 40, 30, 20), ["0", "1", "2"]);
  assertEquals(few(), []);
});

Deno.test("a variant with one hopeless seed is not the best, but may be the baseline, as in the answer", () => {
  const vals = [[2.5, 2.5], [2, 50], [2.4, 2.4], [2.6, 2.6], [2.7, 2.7]];
  const runs = vals.flatMap((pair, i) =>
    pair.map((val, seed) =>
      fakeRun({ variant: `${i}`, seed, summary: { final: evaluation(3, { val }) } })
    )
  );
  assertEquals(chosenFew(variantsOf(runs)).map(({ name }) => name), ["0", "2", "4"]);
});

Deno.test("of very many variants those that end lowest have room, and the chosen few", () => {
  const runs = Array.from(
    { length: 250 },
    (_, i) =>
      fakeRun({
        variant: `${i}`,
        summary: { final: evaluation(3, { val: i === 7 ? 50 : 3 - i / 100 }) },
      }),
  );
  const kept = detailed(variantsOf(runs)).map(({ index }) => index);
  assertEquals(kept, [0, ...Array.from({ length: 59 }, (_, i) => 191 + i)]);
  assertEquals(detailed(variantsOf(runs.slice(0, 100))).length, 100);
});

const variants = (...vals: (number | null)[]) =>
  variantsOf(
    vals.map((val, i) => fakeRun({ variant: `${i}`, summary: { final: evaluation(3, { val }) } })),
  );

Deno.test("who stands out is told by what they are, each once, without a baseline that a grid has not", () => {
  const words = (...vals: (number | null)[]) => fewInWords(variants(...vals));
  assertEquals(
    words(2.5, 3, 2.4, 2.6, 2.7),
    "the first, the best and the worst variant that trains",
  );
  assertEquals(words(3, 2.9, 2.4, 2.6, 50), "the best and the worst variant that trains");
  assertEquals(words(2, 2.9, 2.4, 2.6, 50), "the best and the worst variant that trains");
  assertEquals(words(50, 2.9, 60, 70, 80), "the best variant that trains");
  assertEquals(words(50, 60, 70, 80, 90), "the first 3 variants");
});

Deno.test("the best, the baseline and the worst that trains come first, then who ends lowest, at last who fails", () => {
  const order = precedence(variants(2.9, 50, 2.4, 3, 2.6, 2.5, null)).map(({ index }) => index);
  assertEquals(order, [2, 0, 3, 5, 4, 1, 6]);
  assertEquals(precedence(variants(50, 60)).map(({ index }) => index), [0, 1]);
});
