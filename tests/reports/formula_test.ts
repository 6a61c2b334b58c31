import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { CHAIN_STEPS } from "../../core/chain_steps.ts";
import { LAYERS } from "../../core/layers.ts";
import { LOSSES } from "../../core/losses.ts";
import { formula } from "../../reports/formula.ts";
import { lessonText } from "../../reports/lessons.ts";
import { parse } from "./dom.ts";

const math = (text: string) => formula(text).text.replace(/<\/?math>/g, "").trim();

Deno.test("sums, indices, powers and fractions are set as such", () => {
  assertEquals(
    math("a[i, v] = −Σᵢ b² / c"),
    "<msub><mi>a</mi><mrow><mi>i</mi><mo>,</mo><mi>v</mi></mrow></msub> <mo>=</mo><mo>−</mo>" +
      '<mfrac><mrow><msub><mo>Σ</mo><mrow><mi>i</mi></mrow></msub><mspace width=".25em"></mspace>' +
      "<msup><mi>b</mi><mn>2</mn></msup></mrow><mrow><mi>c</mi></mrow></mfrac>",
  );
  assertEquals(
    math("(a + ε)^(−1/2)"),
    '<msup><mrow><mo stretchy="false">(</mo><mi>a</mi><mo>+</mo><mi>ε</mi><mo stretchy="false">)</mo></mrow><mrow><mo>−</mo>' +
      "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac></mrow></msup>",
  );
});

Deno.test("roots, slopes, ranges, conditions and functions are set as such", () => {
  assertEquals(
    math("√(2 π)"),
    '<msqrt><mrow><mo stretchy="false">(</mo><mn>2</mn><mspace width=".25em"></mspace><mi>π</mi><mo stretchy="false">)</mo></mrow></msqrt>',
  );
  assertEquals(
    math("∂a / ∂x"),
    "<mfrac><mrow><mrow><mo>∂</mo><mi>a</mi></mrow></mrow><mrow><mrow><mo>∂</mo><mi>x</mi></mrow></mrow></mfrac>",
  );
  assertEquals(
    math("Σ[s ≤ t] [s > 0]"),
    "<msub><mo>Σ</mo><mrow><mi>s</mi><mo>≤</mo><mi>t</mi></mrow></msub>" +
      '<mspace width=".25em"></mspace><mrow><mo stretchy="false">[</mo><mi>s</mi><mo>&gt;</mo><mn>0</mn><mo stretchy="false">]</mo></mrow>',
  );
  assertEquals(
    math("σ(x)"),
    '<mi>σ</mi><mrow><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo></mrow>',
  );
});

Deno.test("bars stand around what they hold, also in brackets and fractions", () => {
  const bars = (inner: string) =>
    `<mrow><mo stretchy="false">|</mo>${inner}<mo stretchy="false">|</mo></mrow>`;
  assertEquals(math("|x|"), bars("<mi>x</mi>"));
  assertEquals(math("|a (|b|)|²"), `<msup>${bars(math("a (|b|)"))}<mn>2</mn></msup>`);
  assertEquals(
    math("x / (1 + |x|)"),
    `<mfrac><mrow><mi>x</mi></mrow><mrow><mn>1</mn><mo>+</mo>${bars("<mi>x</mi>")}</mrow></mfrac>`,
  );
  assertStringIncludes(math("(1 + |x|)"), bars("<mi>x</mi>"));
  assertThrows(() => formula("|x"), SyntaxError, "lacks a “|”");
  assertThrows(() => formula("(|x)|"), SyntaxError);
});

Deno.test("a formula that cannot be read is told with its layer and field", () => {
  const lesson = { ...LOSSES[0], gradients: ["dx = ? dout"] };
  assertThrows(
    () => lessonText("softsign", lesson),
    SyntaxError,
    "the lesson of softsign: gradients cannot be read: “?” in “dx = ? dout”",
  );
});

Deno.test("every formula of the lessons is read, and all that it says stands there", () => {
  const chain = CHAIN_STEPS.flatMap(({ forward, backward }) => [forward, backward]);
  const layers = [...LOSSES, ...LAYERS.flatMap(({ lessons }) => lessons)].flatMap(
    ({ formulas, derivation, gradients }) => [
      ...formulas,
      ...derivation.map(([formula]) => formula),
      ...gradients,
    ],
  );
  const [below, above] = ["ᵢᵥⱼₖₙₜₕ²³ᵀ", "ivjknth23T"].map((text) => [...text]);
  const plain = (words: string) =>
    [...words.replace(/[\s/[\]^()√]/g, "").replaceAll("⋅", "·")]
      .map((letter) => above[below.indexOf(letter)] ?? letter).join("");
  for (const text of [...chain, ...layers].filter((text) => text !== "")) {
    assertEquals(plain(parse(formula(text)).body.textContent!), plain(text));
  }
});

Deno.test("every layer tells how its gradients are derived, of each pair of its functions once", () => {
  const lessons = LAYERS.flatMap(({ type, lessons }) =>
    lessons.map((lesson) => ({ type, ...lesson }))
  );
  for (const { type } of LAYERS) assert(lessons.some((lesson) => lesson.type === type), type);
  const functions = lessons.flatMap(({ forward }) => forward ?? []);
  assertEquals(new Set(functions).size, functions.length);
  for (const { forward, backward, gradients, derivation } of lessons) {
    assertEquals(
      backward?.name,
      gradients.length > 0 ? forward?.name.replace("Forward", "Backward") : undefined,
    );
    assert(derivation.length > 0);
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

Deno.test("a fraction's bar stands for the brackets around all above or below it, and for no others", () => {
  const parts = (text: string) =>
    [...parse(formula(text)).querySelector("mfrac")!.children]
      .map(({ textContent }) => textContent);
  assertEquals(parts("(f(x) − f(y)) / (2 h)"), ["f(x)−f(y)", "2h"]);
  assertEquals(parts("(a + b) (c + d) / f(x)"), ["(a+b)(c+d)", "f(x)"]);
  assertEquals(parts("(a + b)² / (c + d)[i]"), ["(a+b)2", "(c+d)i"]);
});
