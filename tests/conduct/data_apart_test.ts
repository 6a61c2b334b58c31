import { assertEquals } from "@std/assert";
import { dataApart, type VariantData } from "../../conduct/data_apart.ts";
import { parseExperiment } from "../../runner/config/config.ts";

/** The data of variants that change these keys of `dataset`, all from one text or from their own. */
const dataOf = (patches: Record<string, object>, sha256 = () => "same"): VariantData[] => {
  const variants = Object.entries(patches).map(([name, dataset]) => [name, { dataset }]);
  const text = { title: "T", question: "Q?", variants: Object.fromEntries(variants) };
  return parseExperiment(JSON.stringify(text), { file: "a.json", name: "a" })
    .variants.map(({ name, config: { dataset } }) => ({
      name,
      dataset,
      summary: { sha256: sha256() },
    }));
};

Deno.test("variants on different data are told with the keys that make them so", () => {
  assertEquals(
    dataApart(dataOf({ a: {}, b: { first: 500 }, c: { contextLength: 5 }, d: { shuffleSeed: 1 } })),
    'variants "b", "d" are evaluated on other data than "a" (dataset.first, dataset.shuffleSeed), so their losses cannot be compared',
  );
});

Deno.test("contexts of other lengths, and another place of the same text, are the same data", () => {
  assertEquals(
    dataApart(dataOf({ a: {}, b: { contextLength: 5 }, c: { source: { file: "n.txt" } } })),
    null,
  );
});

Deno.test("another text is told by its source", () => {
  let texts = 0;
  assertEquals(
    dataApart(dataOf({ a: {}, b: { source: "first-names" } }, () => `${texts++}`)),
    'variant "b" is evaluated on other data than "a" (dataset.source), so their losses cannot be compared',
  );
});
