import { assertAlmostEquals, assertEquals } from "@std/assert";
import { targetsOf } from "../../core/examples.ts";
import { probe } from "../../core/probe.ts";
import { subset } from "../../core/subset.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { drawBatch } from "../../runner/batches.ts";
import { bigramLosses } from "../../runner/bigram.ts";
import { buildDataset } from "../../runner/dataset.ts";
import { RunConfigSchema } from "../../runner/schema.ts";
import { paddedLines, slidingWindows } from "../../runner/sequences.ts";
import { linesOf } from "../../runner/training_lines.ts";

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
  assertEquals([...linesOf(lines, { vocabulary: [".", "a", "b"] })], ["ab", "b"]);
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
