import { assertThrows } from "@std/assert";
import { testPages } from "./test_pages.ts";
import { assertPrints } from "./walk.ts";

testPages((page) => !page.startsWith("docs/how-to/"));

Deno.test("what is not printed is missed, and dots stand for anything", () => {
  assertPrints("a  1.5 s\nb 2\nc\n", "a …\nb 2");
  assertPrints("a  1\nb 2\nc\n", "a 1\n…\nc");
  assertThrows(() => assertPrints("a 1\nb 2\n", "b 2\na 1"));
  assertThrows(() => assertPrints("ab", "a.b"));
});
