import { assertEquals } from "@std/assert";
import { variantsOf } from "../../reports/rows.ts";
import { say, sentenceText } from "../../reports/sentence.ts";
import { labelNames, nameShortener, shortNames } from "../../reports/short_names.ts";
import { fakeRun } from "./fake.ts";

const short = (...names: string[]) => [...shortNames(names).values()];

Deno.test("a setting is called by the first of its values that no other has, else by all of them", () => {
  assertEquals(short("rate=0.1, sizes=[2, 3]", "rate=0.2, sizes=[2, 3]"), [
    "rate=0.1 …",
    "rate=0.2 …",
  ]);
  assertEquals(short("rate=0.1, size=2", "rate=0.1, size=3", "rate=1, size=3"), [
    "size=2 …",
    "rate=0.1, size=3",
    "rate=1 …",
  ]);
  // A grid: each value is another's too.
  const grid = ["a=1, b=1", "a=1, b=2", "a=2, b=1", "a=2, b=2"];
  assertEquals(short(...grid), grid);
});

Deno.test("other names stay as they are, also alike and hostile ones", () => {
  for (
    const names of [
      ["plain", "batch norm"],
      ["rate=0.1"],
      ["plain, old", "plain, new"],
      ["a=1, and more", "a=2, and more"],
      ["", ", ", "=, ="],
      ["<b>=1, x", "<i>=1, y"],
      [],
    ]
  ) assertEquals(short(...names), [...new Set(names)]);
});

Deno.test("a name is whole where it is said first", () => {
  const variants = variantsOf(
    ["rate=0.1, size=2", "rate=0.2, size=2"].map((variant) => fakeRun({ variant })),
  );
  const [a, b] = variants;
  const shorten = nameShortener(variants, true);
  assertEquals(sentenceText(shorten(say`${a} and ${a}.`)), '"rate=0.1, size=2" and rate=0.1 ….');
  assertEquals(sentenceText(shorten(say`${a}, ${b}.`)), 'rate=0.1 …, "rate=0.2, size=2".');
});

Deno.test("labels without room leave out what all names share, and can be told apart", () => {
  const rates = [0.0001, 0.1, 100].map((rate) => `learningRate=${rate}`);
  assertEquals(labelNames(rates, 22), rates);
  assertEquals(labelNames(rates, 11), ["0.0001", "0.1", "100"]);
  const settings = rates.map((rate) => `${rate}, hiddenSizes=[200]`);
  assertEquals(labelNames(settings, 22), rates.map((rate) => `${rate} …`));
  assertEquals(labelNames(settings, 11), ["0.0001 …", "0.1 …", "100 …"]);
  assertEquals(labelNames(["learningRate=0.1"], 11), ["learningRa…"], "it is told of what it is");
  assertEquals(labelNames(["learningRate=0.1", "batchSize=32"], 11), [
    "learningRa…",
    "batchSize=…",
  ]);
  assertEquals(labelNames(["plain", "over-confident output"], 11), ["plain", "over-confi…"]);
  assertEquals(labelNames(["18 layers, residual", "18 layers, plain"], 11), [
    "18 la…idual",
    "18 la…plain",
  ]);
  assertEquals(labelNames([], 11), []);
});
