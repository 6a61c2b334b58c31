import { assertEquals } from "@std/assert";
import {
  asInData,
  joinSymbols,
  readSymbols,
  splitSymbols,
  writeSymbols,
} from "../../../runner/data/symbols.ts";

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

const letters = { vocabulary: [".", "a", "e", "\u0301", "S"] };
const words = { vocabulary: [".", "la_2", "sol_1"], separator: " " };
const text = { vocabulary: ["\n", ".", "a"], lead: [0, 0, 0] };

Deno.test("typed text is read as symbols and written back; the end of a line cannot be typed", () => {
  assertEquals(readSymbols("ae.x", letters), { symbols: [1, 2], unknown: [".", "x"] });
  assertEquals(readSymbols(" sol_1 la_2 la", words), { symbols: [2, 1], unknown: ["la"] });
  assertEquals(readSymbols("a.\r\na", text), { symbols: [2, 1, 0, 2], unknown: [] });
  assertEquals(writeSymbols([2, 1, 2], words), "sol_1 la_2 sol_1");
  assertEquals(writeSymbols([2, 1, 0, 2], text), "a.\na");
});

Deno.test("a text that is composed otherwise, or in other letters, is written as the data have it", () => {
  assertEquals(asInData("a\u00e9", letters), "ae\u0301");
  assertEquals(asInData("A\u00c9s", letters), "ae\u0301S");
  assertEquals(asInData("x\u00e9", letters), "xe\u0301");
  assertEquals(asInData("Sol_1 do", words), "sol_1 do");
  assertEquals(asInData("e\u0301", { vocabulary: [".", "\u00e9"] }), "\u00e9");
});
