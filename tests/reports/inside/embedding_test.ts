import { assertEquals } from "@std/assert";
import { embeddingPanels, shortly, vowelsOf } from "../../../reports/inside/embedding.ts";
import { variantsOf } from "../../../reports/rows.ts";
import { parse, texts } from "../dom.ts";
import { fakeInspection, fakeRun } from "../fake.ts";

const steps = { id: "x", steps: [0], start: 0 };

Deno.test("each character is where the embedding puts it, a mark in quotes, on axes that all variants share", () => {
  const runs = [[0, 0, 4, 4, -4, 2], [0, 0, 2, 2, -2, 1]].map((coordinates, i) =>
    fakeRun({
      variant: `v${i}`,
      inspections: [fakeInspection({ embedding: { coordinates, kept: 1 } })],
      config: { model: { embeddingSize: 2 } },
      summary: { dataset: { ...fakeRun().summary.dataset, vocabulary: [".", "a", "b"] } },
    })
  );
  const shown = variantsOf(runs).map((variant) => ({ variant, run: variant.runs[0] }));
  const document = parse(embeddingPanels(shown, steps));
  const place = (panel: Element, letter: string) => {
    const text = [...panel.querySelectorAll("text")].find((text) => text.textContent === letter)!;
    return text.getAttribute("transform")!.match(/-?[\d.]+/g)!.map(Number);
  };
  const [first, second] = document.querySelectorAll(".panel");
  const [middle, a, b] = ["“.”", "a", "b"].map((letter) => place(first, letter));
  assertEquals(a[0] - middle[0], middle[0] - b[0]);
  assertEquals(Math.sign(a[1] - middle[1]), -1); // up
  assertEquals(place(second, "“.”"), middle);
  assertEquals(Math.round((a[0] - middle[0]) / (place(second, "a")[0] - middle[0])), 2);
  const label = first.querySelector("[role=img]")!.getAttribute("aria-label")!;
  assertEquals(
    label.slice(5),
    " farthest from the middle is “a”; nearest to each other are “.” and “b”.",
  );
  assertEquals(texts(document, ".note"), []);
});

Deno.test("of a large alphabet the first characters are shown, and that is told", () => {
  const vocabulary = Array.from({ length: 1000 }, (_, i) => String.fromCodePoint(0x4e00 + i));
  const embedding = { coordinates: new Array(2000).fill(0.5), kept: 0.31 };
  const run = fakeRun({
    inspections: [fakeInspection({ embedding })],
    summary: { dataset: { ...fakeRun().summary.dataset, vocabulary } },
  });
  const document = parse(embeddingPanels([{ variant: variantsOf([run])[0], run }], steps));
  assertEquals(texts(document, ".note"), [
    "the plane keeps 31 % of the variance; the first 150 of 1,000 characters; 149 dots for characters without room for a name",
  ]);
});

Deno.test("the most frequent symbols are shown, where it is known which they are", () => {
  const vocabulary = Array.from({ length: 400 }, (_, i) => String.fromCodePoint(0x4e00 + i));
  const coordinates = vocabulary.flatMap((_, i) => [i % 20 / 10 - 1, Math.floor(i / 20) / 10 - 1]);
  const run = fakeRun({
    inspections: [fakeInspection({ embedding: { coordinates, kept: 1 } })],
    summary: { dataset: { ...fakeRun().summary.dataset, vocabulary } },
  });
  const frequent = [399, 7, 200];
  const shown = { variant: variantsOf([run])[0], run: { ...run, frequent } };
  const names = texts(parse(embeddingPanels([shown], steps)), "text");
  assertEquals(
    names.filter((name) => vocabulary.includes(name)),
    frequent.map((i) => vocabulary[i]),
  );
});

Deno.test("vowels are told apart where a to z are the letters, and only those that occur", () => {
  const of = (...vocabulary: string[]) => vowelsOf({ ...fakeRun().summary.dataset, vocabulary });
  assertEquals(of(..."⏎abcdefghijkl"), ["a", "e", "i"]);
  assertEquals(of(...".acgt"), []);
  assertEquals(of(..."абвгдеёжзийклмabcdefghij"), []);
});

Deno.test("every symbol is something to be seen, and a long one is cut", () => {
  assertEquals(
    ["a", "é", " ", "\n", "\t", "\u202e", "\0", "\ud800", "\u0301", "ab", "sol_1", "everything"]
      .map(
        shortly,
      ),
    [
      "a",
      "é",
      "␣",
      "↵",
      "U+0009",
      "U+202E",
      "U+0000",
      "\ufffd",
      "U+0301",
      "ab",
      "sol_1",
      "everyth…",
    ],
  );
});

Deno.test("characters that are thrown far out do not press the others together, and are counted", () => {
  const runs = [[0, 0, 1, 1], [0, 0, 900, 1]].map((coordinates, i) =>
    fakeRun({
      variant: `v${i}`,
      inspections: [fakeInspection({ embedding: { coordinates, kept: 1 } })],
      config: { model: { embeddingSize: 2 } },
      summary: { dataset: { ...fakeRun().summary.dataset, vocabulary: [".", "a"] } },
    })
  );
  const shown = variantsOf(runs).map((variant) => ({ variant, run: variant.runs[0] }));
  assertEquals(texts(parse(embeddingPanels(shown, steps)), ".note"), [
    "1 character outside the frame",
  ]);
});
