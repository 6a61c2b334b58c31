import { assertEquals } from "@std/assert";
import { cut, fit, widthOf, wrap } from "../../cli/text.ts";
import { harmless } from "../../conduct/harmless.ts";

Deno.test("what a terminal would act on is replaced, line ends are not", () => {
  assertEquals(
    harmless("a\x1b[2J\r\x9b\0\u2028\u202e\n"),
    "a\ufffd[2J\ufffd\ufffd\ufffd\ufffd\ufffd\n",
  );
  for (const text of ["Щука – שלום 👩‍🚀 é", "one\ntwo", ""]) assertEquals(harmless(text), text);
});

Deno.test("Chinese characters and emoji take two columns, joiners and accents none", () => {
  const texts = ["", "abc", "Щука", "漢字", "한글", "😀", "e\u0301", "a\u200db", "…–"];
  assertEquals(texts.map(widthOf), [0, 3, 4, 4, 4, 2, 1, 2, 2]);
});

Deno.test("a text is padded or cut to a width", () => {
  assertEquals(fit("ab", 4), "ab  ");
  assertEquals(fit("abcde", 4), "ab…e");
  assertEquals(fit("漢字", 4), "漢字");
  assertEquals(fit("漢字漢", 5), "漢…漢");
  assertEquals(fit("漢字漢", 4), "漢… ");
  assertEquals(fit("abcde\u0301", 3), "a…e\u0301");
  assertEquals(fit("a long name, learningRate=0.1, gain=2", 20), "a long nam…1, gain=2");
  assertEquals(fit("learningRate=0.03, hiddenSizes=[50]", 30), "learning…=0.03, hiddenSi…=[50]");
  assertEquals(fit("learningRate=0.03, p=0.5, h=[200]", 30), "learning…=0.03, p=0.5, h=[200]");
  assertEquals(fit("learningRate=0.03, p=0.5", 12), "learni…p=0.5"); // no room for all values
  assertEquals([cut("a漢字", 2), cut("a漢字", 3), cut("ab", 9)], ["a", "a漢", "ab"]);
});

Deno.test("lines are broken between words, but no code and no word", () => {
  assertEquals(wrap("one two three\n\nfour", 8), "one two\nthree\n\nfour");
  assertEquals(wrap("try `deno task run`: so", 10), "try\n`deno task run`:\nso");
  assertEquals(wrap("漢字 漢字", 8), "漢字\n漢字");
  assertEquals(wrap("    hold: a b", 9), "    hold:\na b");
  assertEquals(wrap("one two three", undefined), "one two three");
});
