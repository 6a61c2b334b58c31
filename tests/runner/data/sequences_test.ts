import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { targetsOf } from "../../../core/examples.ts";
import { probe } from "../../../core/probe.ts";
import { subset } from "../../../core/subset.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { drawBatch } from "../../../runner/training/batches.ts";
import { bigramLosses } from "../../../runner/data/bigram_losses.ts";
import { buildDataset } from "../../../runner/data/dataset.ts";
import { InputError } from "../../../runner/errors.ts";
import { RunConfigSchema } from "../../../runner/schema/schema.ts";
import { paddedLines, predictedIn, slidingWindows } from "../../../runner/data/sequences.ts";
import { sortedJson } from "../../../runner/sorted_json.ts";
import { distinctLines } from "../../../runner/data/training_lines.ts";

const V = 3;
/** "ab" and "b" of the alphabet ".ab". */
const lines = paddedLines([[1, 2], [2]], 4, V);

Deno.test("a line is an example that begins with an end token and ends in one; padding has no target", () => {
  assertEquals([...lines.X], [0, 1, 2, 0, 0, 2, 0, 0]);
  assertEquals([...lines.Y], [1, 2, 0, V, 2, 0, V, V]);
  assertEquals([lines.count, lines.contextLength, targetsOf(lines)], [2, 4, 4]);
});

Deno.test("the mark of what has no target never is a symbol's", () => {
  for (const [V, bytes] of [[255, 1], [256, 2], [65_535, 2], [65_536, 4]]) {
    const { Y } = paddedLines([[1]], 4, V);
    assertEquals([Y.BYTES_PER_ELEMENT, Y[3]], [bytes, V]);
  }
});

Deno.test("a window of running text is an example, with what follows each of its symbols", () => {
  const windows = slidingWindows(Uint8Array.of(0, 1, 2, 1, 0), 3, V);
  assertEquals([...windows.X], [0, 1, 2, 1, 2, 1]);
  assertEquals([...windows.Y], [1, 2, 1, 2, 1, 0]);
  assertEquals(slidingWindows(Uint8Array.of(0, 1, 2), 3, V).count, 0);
});

Deno.test("the bigram table counts the same pairs in lines as in their contexts", () => {
  const dataset = buildDataset({ name: "a.txt", lines: ["ab", "b"], sha256: "00" }, {
    ...RunConfigSchema.parse({}).dataset,
    shuffleSeed: false,
    splits: [1, 0, 0],
  });
  const none = paddedLines([], 4, V);
  const { train, val } = bigramLosses({ train: lines, val: none, test: none }, V);
  assertAlmostEquals(train!, dataset.summary.bigram.train!, 1e-15);
  assertEquals(val, null);
});

Deno.test("the lines of such a split are read back from it", () => {
  assertEquals([...distinctLines(lines, { vocabulary: [".", "a", "b"] })], ["ab", "b"]);
});

Deno.test("a subset and a probe keep an example's targets beside its context", () => {
  const many = paddedLines(Array.from({ length: 40 }, (_, i) => [1 + i % 2, 1 + i % 2]), 3, V);
  for (const { X, Y } of [subset(many, 9), probe(many, 9)]) {
    assertEquals([X.length, Y.length], [27, 27]);
    for (let i = 0; i < 9; i++) {
      assertEquals([...Y.subarray(3 * i, 3 * i + 3)], [X[3 * i + 1], X[3 * i + 2], 0]);
    }
  }
});

Deno.test("a batch draws one number an example, and takes all of its targets", () => {
  const many = paddedLines([[1], [2], [1, 1], [2, 2]], 3, V);
  const [X, Y] = [new Int32Array(6), new Int32Array(6)];
  const [generator, other] = [new TorchGenerator(5), new TorchGenerator(5)];
  drawBatch(X, Y, many, generator);
  const chosen = [other.randint(4), other.randint(4)];
  assertEquals([...X], chosen.flatMap((i) => [...many.X.subarray(3 * i, 3 * i + 3)]));
  assertEquals([...Y], chosen.flatMap((i) => [...many.Y.subarray(3 * i, 3 * i + 3)]));
  assertEquals(generator.state, other.state);
});

const every = (given: object) =>
  RunConfigSchema.parse({ dataset: { shuffleSeed: false, targets: "every", ...given } }).dataset;

Deno.test("a config asks for them by targets: a line an example, with the whole file's vocabulary", () => {
  const text = { name: "a.txt", lines: ["ab", "b", "ba"], sha256: "00" };
  const { train, val, summary } = buildDataset(
    text,
    every({ contextLength: 4, splits: [0.67, 0.33, 0] }),
  );
  assertEquals(train, lines);
  assertEquals([...val.Y], [2, 1, 0, V]);
  assertEquals(summary.examples, { train: 2, val: 1, test: 0 });
  assertEquals(summary.bigram.test, null);
});

Deno.test("of running text, a window an example", () => {
  const text = { name: "a.txt", lines: ["abcabcabca"], sha256: "00" };
  const config = every({ source: { text: "a.txt" }, contextLength: 3, splits: [0.6, 0.4, 0] });
  const { train, val, summary } = buildDataset(text, config);
  assertEquals([...train.X], [0, 1, 2, 1, 2, 0, 2, 0, 1]);
  assertEquals([...train.Y], [1, 2, 0, 2, 0, 1, 0, 1, 2]);
  assertEquals([val.count, summary.lead], [1, [0, 1, 2]]);
});

Deno.test("a line that does not go into contextLength is named, with the length that all need", () => {
  const text = { name: "a.txt", lines: ["ab", "abba", "abbabba"], sha256: "00" };
  assertThrows(
    () => buildDataset(text, every({ contextLength: 4, splits: [1, 0, 0] })),
    InputError,
    'dataset.contextLength 4 is too short for "abba" and its end; with "targets": "every" the longest line needs 8',
  );
});

Deno.test('"last" is the default, and no part of what makes a run', () => {
  const [plain, said] = [{}, { dataset: { targets: "last" } }].map((given) =>
    sortedJson(RunConfigSchema.parse(given))
  );
  assertEquals(said, plain);
  assertEquals(plain.includes("targets"), false);
});

Deno.test("what is predicted, each place of the data once", () => {
  assertEquals([...predictedIn(lines, V, false)], [1, 2, 0, 2, 0]);
  const windows = slidingWindows(Uint8Array.of(0, 1, 2, 1, 0), 3, V);
  assertEquals([...predictedIn(windows, V, true)], [1, 2, 1, 0]);
});
