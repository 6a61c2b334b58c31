import { assertEquals, assertThrows } from "@std/assert";
import { rebuild } from "./mutation.ts";

const polynomial = (x: number) => x * x + 3 * x; // 3 * x in a comment is not changed

Deno.test("a function is rebuilt from its source, changed in one place", () => {
  assertEquals(rebuild(polynomial, {})(2), 10);
  assertEquals(rebuild(polynomial, { y: 4 }, ["", "3 * x", "y * x"])(2), 12);
});

Deno.test("text to change that is not there, or there twice, is an error", () => {
  const change = (from: string) => () => rebuild(polynomial, {}, ["", from, ""]);
  assertThrows(change("4 * x"), Error, "Found 0 times, wanted once: 4 * x");
  assertThrows(change("* x"), Error, "Found 2 times, wanted once: * x");
});
