import { assertEquals } from "@std/assert";
import { variantsOf } from "../../reports/rows.ts";
import { selectionBox } from "../../reports/selection.ts";
import { parse, texts } from "./dom.ts";
import { evaluation, fakeRun } from "./fake.ts";

Deno.test("the box says of each variant what is wrong with it, and that it has no looks inside", () => {
  const variants = variantsOf(
    ["a", "b", "c"].map((variant) =>
      fakeRun({ variant, summary: { final: evaluation(3, { val: variant === "a" ? 2 : 9 }) } })
    ),
  );
  const remarks = (...[inside]: [typeof variants] | []) =>
    texts(parse(selectionBox(variants, inside)), "li").map((text) => text.trim());
  assertEquals(remarks(variants.slice(0, 2)), [
    "a",
    "b worse than guessing",
    "c worse than guessing, without looks inside",
  ]);
  assertEquals(remarks(), ["a", "b worse than guessing", "c worse than guessing"]);
});
