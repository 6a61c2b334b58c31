import { assertEquals } from "@std/assert";
import { visible, visibleText } from "../../reports/visible.ts";

Deno.test("what cannot be seen is shown by its code point, inside texts too", () => {
  assertEquals(
    visibleText("a\u00a0b\u200bc\ufeff\u202e\x1b"),
    "a‹U+00A0›b‹U+200B›c‹U+FEFF›‹U+202E›‹U+001B›",
  );
  assertEquals(["\u00a0", "\t", " ", "\n", "ab"].map(visible), [
    "U+00A0",
    "U+0009",
    "␣",
    "↵",
    "ab",
  ]);
  assertEquals(visible("New York"), "New York");
});

Deno.test("spaces at the ends are seen, those between stay; a mark of the data's own is told from ours", () => {
  assertEquals(visibleText("  a b "), "␣␣a b␣");
  assertEquals(visibleText("a␣"), "a‹U+2423›");
});

Deno.test("running text keeps its spaces, tabs and line breaks", () => {
  assertEquals(visibleText("\tif x:\n  y \u00a0", true), "\tif x:\n  y ‹U+00A0›");
});

Deno.test("joiners stay where they join, and accents where they stand on something", () => {
  for (const text of ["👩‍👩‍👧", "نمی‌خواهم", "e\u0301", "❤️"]) assertEquals(visibleText(text), text);
  assertEquals(visibleText("a\u200db"), "a‹U+200D›b");
  assertEquals(visibleText("\u0301a\u00a0\u0301"), "‹U+0301›a‹U+00A0›‹U+0301›");
});
