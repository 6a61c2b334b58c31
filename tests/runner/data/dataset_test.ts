import { assert, assertEquals, assertThrows } from "@std/assert";
import { buildDataset, type Dataset, describeExamples } from "../../../runner/data/dataset.ts";
import { loadDataset } from "../../../runner/data/load_dataset.ts";
import { InputError } from "../../../runner/errors.ts";
import { type RunConfig, RunConfigSchema } from "../../../runner/schema/schema.ts";
import type { SourceText } from "../../../runner/data/lines.ts";
import { bigramLosses } from "../../../runner/data/bigram_losses.ts";
import { namesTxt, needsNamesTxt } from "../../names_txt.ts";
import { needs } from "../../permissions.ts";

type DatasetConfig = RunConfig["dataset"];
const defaults = RunConfigSchema.parse({}).dataset;

const textOf = (lines: string[]): SourceText => ({ name: "a.txt", lines, sha256: "00" });

/** All lines in the file's order as training data, unless `config` says otherwise. */
function build(text: string[] | SourceText, config: Partial<DatasetConfig> = {}): Dataset {
  return buildDataset(Array.isArray(text) ? textOf(text) : text, {
    ...defaults,
    shuffleSeed: false,
    splits: [1, 0, 0],
    ...config,
  });
}

const describe = ({ train, summary }: Dataset) => describeExamples(train, summary.vocabulary);

// ---- the notebooks ----

Deno.test(needs("seed 000: names.txt has 32,033 names of 2 to 15 letters", needsNamesTxt), () => {
  const { lines } = namesTxt();
  assertEquals(lines.length, 32033);
  assertEquals(Math.min(...lines.map((line) => line.length)), 2);
  assertEquals(Math.max(...lines.map((line) => line.length)), 15);
  const { summary } = build(namesTxt());
  assertEquals(summary.vocabulary, [...".abcdefghijklmnopqrstuvwxyz"]);
  assertEquals([summary.name, summary.size], ["names", 32033]);
});

Deno.test(needs("seed 000: all names make 228,146 examples", needsNamesTxt), () => {
  const { train, val, test, contextLength } = build(namesTxt());
  assertEquals([train.count, val.count, test.count, contextLength], [228_146, 0, 0, 3]);
  assertEquals([train.X.length, train.Y.length], [228_146 * 3, 228_146]);
  // deno-fmt-ignore
  assertEquals([...train.X.subarray(0, 30)], [
    0, 0, 0,    0, 0, 5,    0, 5, 13,   5, 13, 13,  13, 13, 1,
    0, 0, 0,    0, 0, 15,   0, 15, 12,  15, 12, 9,  12, 9, 22,
  ]);
  assertEquals([...train.Y.subarray(0, 10)], [5, 13, 13, 1, 0, 15, 12, 9, 22, 9]);
});

Deno.test(needs("seed 001: the first five names make these 32 examples", needsNamesTxt), () => {
  const dataset = build(namesTxt(), { first: 5 });
  assertEquals(dataset.train.count, 32);
  assertEquals(dataset.summary.vocabulary.length, 27);
  assertEquals(dataset.summary.size, 32033);
  assertEquals(
    describe(dataset),
    `... ---> e
..e ---> m
.em ---> m
emm ---> a
mma ---> .
... ---> o
..o ---> l
.ol ---> i
oli ---> v
liv ---> i
ivi ---> a
via ---> .
... ---> a
..a ---> v
.av ---> a
ava ---> .
... ---> i
..i ---> s
.is ---> a
isa ---> b
sab ---> e
abe ---> l
bel ---> l
ell ---> a
lla ---> .
... ---> s
..s ---> o
.so ---> p
sop ---> h
oph ---> i
phi ---> a
hia ---> .`,
  );
});

Deno.test(
  needs("seed 003: shuffled and split, the examples are as many as there", needsNamesTxt),
  () => {
    const { summary, train, val, test } = buildDataset(namesTxt(), defaults);
    assertEquals(summary.examples, { train: 182_625, val: 22_655, test: 22_866 });
    assertEquals([train.count, val.count, test.count], [182_625, 22_655, 22_866]);
    // Python: random.seed(42); random.shuffle(names); names[:3]
    const first = describeExamples(train, summary.vocabulary).split("\n").slice(0, 24);
    const names = first.map((line) => line.at(-1)).join("").split(".").slice(0, 3);
    assertEquals(names, ["yuheng", "diondre", "xavien"]);
  },
);

Deno.test("the first names that stand in make a dataset too", async () => {
  const { summary } = await loadDataset({ ...defaults, source: "first-names" }, { base: "/" });
  assertEquals([summary.name, summary.size, summary.vocabulary.length], ["first-names", 8403, 27]);
  const { train, val, test } = summary.examples;
  assertEquals(train + val + test, 58_955); // a character of the file each, line ends included
});

Deno.test("building a dataset leaves the text's lines as they were", () => {
  const lines = ["ab", "cd", "ef", "gh"];
  build(lines, { shuffleSeed: 1 });
  assertEquals(lines, ["ab", "cd", "ef", "gh"]);
});

// ---- contexts ----

Deno.test("contexts are as long as wanted and begin anew with each line", () => {
  assertEquals(
    describe(build(["ab", "b"], { contextLength: 1 })),
    ". ---> a\na ---> b\nb ---> .\n. ---> b\nb ---> .",
  );
  assertEquals(
    describe(build(["ab"], { contextLength: 5 })),
    "..... ---> a\n....a ---> b\n...ab ---> .",
  );
});

Deno.test("a context far longer than memory allows is an input error", () => {
  assertThrows(
    () => build(["ab".repeat(2 ** 20)], { contextLength: 1024 }),
    InputError,
    "dataset.contextLength 1024 is too long for 2097153 examples: their contexts would take 9 GB",
  );
});

Deno.test("examples are kept in the smallest integers that hold the alphabet", () => {
  for (
    const [V, bytes] of [[255, 1], [256, 1], [257, 2], [65535, 2], [65536, 2], [65537, 4]]
  ) {
    // Code points from 0x20000 on: none of them is a half of a pair.
    const symbols = Array.from({ length: V - 1 }, (_, i) => String.fromCodePoint(0x20000 + i));
    const { train } = build([symbols.join("")], { contextLength: 2 });
    assertEquals([train.X.BYTES_PER_ELEMENT, train.Y.BYTES_PER_ELEMENT], [bytes, bytes], `${V}`);
    assertEquals([...train.X.subarray(2 * V - 2)], [V - 2, V - 1]);
    assertEquals([...train.Y.subarray(V - 2)], [V - 1, 0]);
  }
});

// ---- vocabulary ----

Deno.test("the vocabulary is sorted by code point, not by UTF-16 unit", () => {
  const { summary, train } = build(["b😀\uff21a", "é"]);
  assertEquals(summary.vocabulary, [".", "a", "b", "é", "\uff21", "😀"]);
  assertEquals([...train.Y], [2, 5, 4, 1, 0, 3, 0]);
});

Deno.test("combining marks, joined emoji and right-to-left letters are characters each", () => {
  assertEquals(build(["e\u0301"]).summary.vocabulary, [".", "e", "\u0301"]);
  assertEquals(build(["👩‍👧"]).summary.vocabulary, [".", "\u200d", "👧", "👩"]);
  assertEquals(
    describe(build(["שלום"])),
    "... ---> ש\n..ש ---> ל\n.של ---> ו\nשלו ---> ם\nלום ---> .",
  );
});

Deno.test("the vocabulary is the whole file's, whatever is taken of it", () => {
  const { summary, train } = build(["b", "ac"], { first: 1 });
  assertEquals(summary.vocabulary, [".", "a", "b", "c"]);
  assertEquals([...train.Y], [2, 0]);
});

Deno.test("first takes its lines before the shuffle", () => {
  const { train, summary } = build(["a", "b", "c", "d"], { first: 2, shuffleSeed: 3 });
  const taken = [...train.Y].map((index) => summary.vocabulary[index]).filter((s) => s !== ".");
  assertEquals(taken.sort(), ["a", "b"]);
});

Deno.test("first may not be more than there is", () => {
  assertThrows(
    () => build(["ab", "cd"], { first: 3 }),
    InputError,
    "dataset.first is 3, but a.txt has only 2 lines",
  );
  assertEquals(build(["ab", "cd"], { first: 2 }).train.count, 6);
});

// ---- splits ----

/** How many of N lines of one character each split gets. */
function sizes(splits: number[], N: number): number[] {
  const lines = Array.from({ length: N }, (_, i) => i % 2 ? "a" : "b");
  const { train, val, test } = build(lines, { splits });
  return [train, val, test].map(({ count }) => count / 2);
}

Deno.test("lines are split where the notebooks cut them", () => {
  assertEquals(sizes([0.8, 0.1, 0.1], 99), [79, 10, 10]);
  assertEquals(sizes([1, 0, 0], 3), [3, 0, 0]);
  assertEquals(sizes([0.5, 0, 0.5], 5), [2, 0, 3]);
});

Deno.test("splits are not cut short by floating point", () => {
  assertEquals(sizes([0.7, 0.2, 0.1], 10), [7, 2, 1]);
  assertEquals(sizes([0.29, 0.28, 0.43], 100), [29, 28, 43]);
  assertEquals(sizes([0.6, 0.3, 0.1], 1000), [600, 300, 100]);
  for (const N of [10, 30, 70, 110, 1000]) {
    for (let a = 1; a < 9; a++) {
      for (let b = 1; a + b < 10; b++) {
        const wanted = [a, b, 10 - a - b].map((tenths) => tenths * N / 10);
        assertEquals(sizes([a / 10, b / 10, (10 - a - b) / 10], N), wanted);
      }
    }
  }
});

Deno.test("a share of 0 gets no line, whatever the rounding", () => {
  const third = 1 / 3;
  for (let N = 3; N < 50; N++) {
    assertEquals(sizes([1 - third, third, 0], N)[2], 0);
    assertEquals(sizes([1 - third, 0, third], N)[1], 0);
  }
});

Deno.test("splits must add up to 1", () => {
  assertThrows(
    () => build(["ab"], { splits: [0.8, 0.1, 0] }),
    InputError,
    "dataset.splits must add up to 1, found [0.8, 0.1, 0]",
  );
  assertEquals(sizes([0.1 + 0.2, 0.3, 0.4], 10), [3, 3, 4]);
});

Deno.test("a split that should have lines and gets none is an input error", () => {
  assertThrows(
    () => sizes([0.1, 0.8, 0.1], 5),
    InputError,
    "dataset.splits [0.1, 0.8, 0.1] leave no line of 5 for train; it needs some",
  );
  assertThrows(
    () => sizes([0, 0.5, 0.5], 4),
    InputError,
    "dataset.splits [0, 0.5, 0.5] leave no line of 4 for train; it needs some",
  );
  assertThrows(
    () => sizes([0.9, 0.1, 0], 1),
    InputError,
    "dataset.splits [0.9, 0.1, 0] leave no line of 1 for train; it needs some",
  );
  assertThrows(
    () => sizes([0.9, 0.05, 0.05], 10),
    InputError,
    "dataset.splits [0.9, 0.05, 0.05] leave no line of 10 for val; " +
      "give it a larger share, or 0 to do without",
  );
});

Deno.test("no line is in two splits, and none is lost", () => {
  const lines = Array.from({ length: 100 }, (_, i) => String.fromCodePoint(0x4e00 + i));
  const { train, val, test } = build(lines, { splits: [0.8, 0.1, 0.1], shuffleSeed: 42 });
  const symbols = [train, val, test].flatMap(({ Y }) => [...Y].filter((index) => index > 0));
  assertEquals(symbols.toSorted((a, b) => a - b), lines.map((_, i) => i + 1));
  assert(symbols.some((index, i) => index !== i + 1));
});

Deno.test("the summary carries the text's name, hash and notice", () => {
  const text = { ...textOf(["ab"]), notice: "Something to know." };
  const dataset = build(text);
  assertEquals(dataset.summary, {
    name: "a.txt",
    size: 1,
    sha256: "00",
    vocabulary: [".", "a", "b"],
    examples: { train: 3, val: 0, test: 0 },
    bigram: bigramLosses(dataset, 3),
    notice: "Something to know.",
  });
  assert(!("notice" in build(["ab"]).summary));
});
