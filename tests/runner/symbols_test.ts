import { assertEquals } from "@std/assert";
import { joinSymbols, splitSymbols } from "../../runner/symbols.ts";

Deno.test("without a separator every code point is a symbol", () => {
  assertEquals(splitSymbols("aå😀 b"), ["a", "å", "😀", " ", "b"]);
  assertEquals(joinSymbols(["a", "å", "😀", " ", "b"]), "aå😀 b");
});

Deno.test("with a separator what stands between two is a symbol, and a line break by itself", () => {
  assertEquals(splitSymbols(" sol_1  la_2 sol_1 ", " "), ["sol_1", "la_2", "sol_1"]);
  assertEquals(joinSymbols(["sol_1", "la_2", "sol_1"], " "), "sol_1 la_2 sol_1");
  const symbols = splitSymbols("to be\n\nor not", " ");
  assertEquals(symbols, ["to", "be", "\n", "\n", "or", "not"]);
  assertEquals(joinSymbols(symbols, " "), "to be\n\nor not");
  assertEquals(splitSymbols("a, b, c", ", "), ["a", "b", "c"]);
});
