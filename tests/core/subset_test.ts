import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { subset } from "../../core/subset.ts";

const COUNT = 3840;
/** Lines of equal length: every sixth example is the beginning of one. Y is where an example stands. */
const examples = {
  X: Int32Array.from({ length: COUNT * 2 }, (_, i) => Math.floor(i / 2) % 6),
  Y: Int32Array.from({ length: COUNT }, (_, i) => i),
  count: COUNT,
  contextLength: 2,
};

Deno.test("a subset has different examples, in the order in which they stand, with their contexts", () => {
  const { X, Y, count } = subset(examples, 640);
  assertEquals([count, Y.length, X.length, new Set(Y).size], [640, 640, 1280, 640]);
  assertEquals(Y.toSorted(), Y);
  Y.forEach((at, i) => assertEquals([X[2 * i], X[2 * i + 1]], [at % 6, at % 6]));
});

Deno.test("a subset of lines of equal length has every place of them, where one evenly spaced has one", () => {
  const places = [0, 0, 0, 0, 0, 0];
  for (const at of subset(examples, 640).Y) places[at % 6]++;
  for (const count of places) assert(count > 70 && count < 145, `${places}`); // 107 expected
  const spaced = Array.from({ length: 640 }, (_, i) => Math.floor(i * COUNT / 640) % 6);
  assertEquals(new Set(spaced).size, 1);
});

Deno.test("a subset is the same each time, and all of the examples where there are no more", () => {
  assertEquals(subset(examples, 100), subset(examples, 100));
  assertStrictEquals(subset(examples), examples);
  assertStrictEquals(subset(examples, COUNT), examples);
  assertEquals(subset(examples, COUNT - 1).count, COUNT - 1);
});
