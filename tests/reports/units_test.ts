import { assertEquals } from "@std/assert";
import { symbolName } from "../../reports/units.ts";

Deno.test("a loss is per character, per token, or per symbol where there are both", () => {
  assertEquals(symbolName([{}, {}]), "character");
  assertEquals(symbolName([{ separator: " " }]), "token");
  assertEquals(symbolName([{}, { separator: " " }]), "symbol");
});
