import { assertEquals } from "@std/assert";
import { foldRepeats } from "../../reports/fold_repeats.ts";

/** "a (bc)×2 b" */
const folded = (letters: string, starts = "") =>
  foldRepeats([...letters], (letter) => letter, (letter) => starts.includes(letter))
    .map(({ items, times }) => times === 1 ? items.join("") : `(${items.join("")})×${times}`)
    .join(" ");

Deno.test("a block that is repeated is told once, and how often", () => {
  assertEquals(folded("abcbcbcd"), "a (bc)×3 d");
  assertEquals(folded("aaaa"), "(a)×4");
  assertEquals(folded("abab"), "(ab)×2");
  assertEquals(folded("abcd"), "a b c d");
  assertEquals(folded(""), "");
});

Deno.test("a block begins with what it should, where that costs no repetition", () => {
  assertEquals(folded("abcabcab", "b"), "a (bca)×2 b");
  assertEquals(folded("abcabcabc", "b"), "(abc)×3");
  assertEquals(folded("xntlntlntlntv", "l"), "x n t (lnt)×3 v");
});

Deno.test("what is folded is the list again, whatever it is", () => {
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let n = 0; n < 300; n++) {
    const list = Array.from(
      { length: Math.floor(20 * random()) },
      () => "abc"[Math.floor(3 * random())],
    );
    const again = foldRepeats(list, (x) => x, (x) => x === "b")
      .flatMap(({ items, times }) => Array.from({ length: times }, () => items).flat());
    assertEquals(again, list);
  }
});
