import { assertEquals, assertThrows } from "@std/assert";
import { CHAIN_STEPS } from "../../core/chain_steps.ts";
import { formula } from "../../reports/formula.ts";
import { parse } from "./dom.ts";

const math = (text: string) => formula(text).text.replace(/<\/?math>/g, "").trim();

Deno.test("sums, indices, powers and fractions are set as such", () => {
  assertEquals(
    math("a[i, v] = −Σᵢ b² / c"),
    "<msub><mi>a</mi><mrow><mi>i</mi><mo>,</mo><mi>v</mi></mrow></msub> <mo>=</mo><mo>−</mo>" +
      '<mfrac><mrow><msub><mo>Σ</mo><mi>i</mi></msub><mspace width=".25em"></mspace>' +
      "<msup><mi>b</mi><mn>2</mn></msup></mrow><mrow><mi>c</mi></mrow></mfrac>",
  );
  assertEquals(
    math("(a + ε)^(−1/2)"),
    "<msup><mrow><mo>(</mo><mi>a</mi><mo>+</mo><mi>ε</mi><mo>)</mo></mrow><mrow><mo>−</mo>" +
      "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac></mrow></msup>",
  );
});

Deno.test("every formula of the lesson is read, and all that it says stands there", () => {
  for (const { forward, backward } of CHAIN_STEPS) {
    for (const text of [forward, backward].filter((text) => text !== "")) {
      const plain = (words: string) =>
        words.replace(/[\s/[\]^()]/g, "").replaceAll("²", "2").replaceAll("ᵀ", "T")
          .replaceAll("ᵢ", "i").replaceAll("ᵥ", "v").replaceAll("⋅", "·");
      assertEquals(plain(parse(formula(text)).body.textContent!), plain(text));
    }
  }
});

Deno.test("a remark stays text", () => {
  assertEquals(
    parse(formula("da = db + dc: directly, and through <b>")).body.innerHTML.trim().replace(
      /.*<\/math>/s,
      "",
    ),
    ": directly, and through &lt;b&gt;",
  );
});

Deno.test("a formula that makes no sense is refused", () => {
  for (const text of ["a = (b", "a[i", "a^2", "a = %", "a /", "a ) b"]) {
    assertThrows(() => formula(text), SyntaxError, undefined, text);
  }
});
