import { assertEquals } from "@std/assert";
import { say, sentenceHtml, sentenceText } from "../../reports/sentence.ts";
import { variantsOf } from "../../reports/rows.ts";
import { parse, texts } from "./dom.ts";
import { fakeRun } from "./fake.ts";

Deno.test("a name with a comma is quoted on a terminal, where nothing else sets it apart", () => {
  const [a, b] = variantsOf([fakeRun({ variant: "a" }), fakeRun({ variant: "b, gain=1" })]);
  assertEquals(sentenceText(say`${b} ends lower than ${a}.`), '"b, gain=1" ends lower than a.');
});

Deno.test("an option of long code is not broken after its hyphens", () => {
  const command = "deno task run experiments/bn.json --set 'seeds=[1,2,3,4,5]'";
  const page = parse(sentenceHtml(say`Try \`${command}\`.`));
  assertEquals(page.body.textContent!.trim(), `Try ${command}.`);
  assertEquals(texts(page, "code .whole"), ["--set"]);
});

Deno.test("code whose text is put into a sentence is code, and nothing else of the sentence", () => {
  const inner = say`An update changed \`${"W2"}\` by ${5}`;
  const sentence = say`First ${inner} times; see \`${"a".repeat(40)}\`.`;
  const page = parse(sentenceHtml(sentence));
  assertEquals(texts(page, "code"), ["W2", "a".repeat(40)]);
  // Short code is not broken, long code may be.
  assertEquals(texts(page, ".whole"), ["W2"]);
  assertEquals(
    sentenceText(sentence),
    `First An update changed \`W2\` by 5 times; see \`${"a".repeat(40)}\`.`,
  );
});
