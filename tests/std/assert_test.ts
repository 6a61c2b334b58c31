import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertExists,
  assertGreater,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
} from "@std/assert";

/** The message of the AssertionError that `fn` throws, found out without what is under test. */
function failure(fn: () => unknown): string | undefined {
  try {
    fn();
  } catch (error) {
    if (error instanceof AssertionError && error.name === "AssertionError") return error.message;
    throw error;
  }
}

function check(isAsWanted: boolean, what: string) {
  if (!isAsWanted) throw new Error(what);
}

const passes = (fn: () => unknown, what = String(fn)) => check(failure(fn) === undefined, what);
const fails = (fn: () => unknown, part = "", what = String(fn)) =>
  check(failure(fn)?.includes(part) ?? false, `${what}: ${failure(fn)}`);

class Point {
  #x: number;
  constructor(x: number) {
    this.#x = x;
  }
  get x() {
    return this.#x;
  }
}

Deno.test("deep equality compares contents", () => {
  const loop: Record<string, unknown> = { a: 1 };
  loop.loop = loop;
  const sameLoop: Record<string, unknown> = { a: 1 };
  sameLoop.loop = sameLoop;
  const equal: [unknown, unknown][] = [
    [0, -0],
    [NaN, NaN],
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }],
    [Object.create(null), {}],
    [new Float32Array([1, NaN, 0]), new Float32Array([1, NaN, -0])],
    [new Map([["a", [1]], ["b", [2]]]), new Map([["b", [2]], ["a", [1]]])],
    [new Set([{ a: 1 }, { b: 2 }]), new Set([{ b: 2 }, { a: 1 }])],
    [new Date(5), new Date(5)],
    [/a/g, /a/g],
    [new Point(1), new Point(1)],
    [loop, sameLoop],
  ];
  const different: [unknown, unknown][] = [
    [1, "1"],
    [null, undefined],
    [{}, []],
    [{ a: undefined }, {}],
    [{ a: undefined }, { b: undefined }],
    [[1, 2], [2, 1]],
    [[1], [1, 2]],
    [new Float32Array([1]), new Float64Array([1])],
    [new Float32Array([1]), new Float32Array([1, 2])],
    [new Map([["a", 1]]), new Map([["a", 2]])],
    [new Set([1]), new Set([2])],
    [new Date(5), new Date(6)],
    [/a/g, /a/i],
    [new Point(1), new Point(2)],
    [new Point(1), {}],
  ];
  for (const [a, b] of equal) {
    passes(() => assertEquals(a, b), Deno.inspect([a, b]));
    fails(() => assertNotEquals(a, b), "not to be", Deno.inspect([a, b]));
  }
  for (const [a, b] of different) {
    fails(() => assertEquals(a, b), "Values are not equal", Deno.inspect([a, b]));
    passes(() => assertNotEquals(a, b), Deno.inspect([a, b]));
  }
});

Deno.test("a failed comparison shows its message and both values", () => {
  fails(() => assertEquals("found", "wanted", "why"), "Values are not equal: why");
  fails(() => assertEquals({ a: 1 }, { a: 25 }), "25");
});

Deno.test("strict equality is Object.is", () => {
  const list = [1];
  passes(() => assertStrictEquals(list, list));
  passes(() => assertStrictEquals(NaN, NaN));
  fails(() => assertStrictEquals(list, [1]));
  fails(() => assertStrictEquals<number>(0, -0));
  fails(() => assertStrictEquals<unknown>(1, "1", "why"), "Values are not strictly equal: why");
});

Deno.test("numbers are almost equal within a tolerance, by default 1e-7 of the expected one", () => {
  passes(() => assertAlmostEquals(1 + 9e-8, 1));
  fails(() => assertAlmostEquals(1 + 2e-7, 1));
  fails(() => assertAlmostEquals(1e-9, 0), 'delta "1e-9" is greater than "0"');
  passes(() => assertAlmostEquals(1.1, 1, 0.2));
  passes(() => assertAlmostEquals(NaN, NaN));
  fails(() => assertAlmostEquals(NaN, 1, 10, "why"), "why");
  passes(() => assertAlmostEquals(Infinity, Infinity));
});

Deno.test("numbers are compared", () => {
  passes(() => assertGreater(2, 1));
  fails(() => assertGreater(1, 1), "Expect 1 > 1");
  passes(() => assertLess(1, 2));
  fails(() => assertLess(1, 1), "Expect 1 < 1");
  passes(() => assertLessOrEqual(1, 1));
  fails(() => assertLessOrEqual(2, 1), "Expect 2 <= 1");
  fails(() => assertLess(NaN, 1, "why"), "why");
});

Deno.test("truth, existence and texts are checked", () => {
  passes(() => assert("x"));
  fails(() => assert(0, "why"), "why");
  fails(() => fail("why"), "Failed assertion: why");
  passes(() => assertExists(0));
  fails(() => assertExists(null), "to not be null or undefined");
  passes(() => assertStringIncludes("abc", "b"));
  fails(() => assertStringIncludes("abc", "x"), 'actual: "abc" to contain: "x"');
  passes(() => assertMatch("abc", /b/));
  fails(() => assertMatch("abc", /x/), 'actual: "abc" to match: "/x/"');
});

Deno.test("assertThrows checks and returns what is thrown", () => {
  const thrown = new RangeError("too large");
  const fn = () => {
    throw thrown;
  };
  check(assertThrows(fn) === thrown, "any error");
  const error: RangeError = assertThrows(fn, RangeError, "large");
  check(error === thrown, "this error");
  passes(() => assertThrows(fn, Error));
  fails(() => assertThrows(fn, TypeError), 'instance of "TypeError", but was "RangeError"');
  fails(() => assertThrows(fn, RangeError, "small"), 'to include "small", but got "too large"');
  fails(() => assertThrows(() => {}, Error), "Expected function to throw");
});

Deno.test("assertRejects checks and returns what a promise rejects with", async () => {
  const failureOf = async (promise: Promise<unknown>) => {
    const message = await promise.then(() => undefined, (error) => error.message);
    return String(message);
  };
  const thrown = new RangeError("too large");
  const fn = () => Promise.reject(thrown);
  check(await assertRejects(fn) === thrown, "any error");
  const error: RangeError = await assertRejects(fn, RangeError, "large");
  check(error === thrown, "this error");
  const messages = await Promise.all([
    failureOf(assertRejects(fn, TypeError)),
    failureOf(assertRejects(fn, RangeError, "small")),
    failureOf(assertRejects(() => Promise.resolve(), Error)),
    failureOf(assertRejects(() => {
      throw thrown;
    })),
  ]);
  check(messages[0].includes('instance of "TypeError", but was "RangeError"'), messages[0]);
  check(messages[1].includes('to include "small", but got "too large"'), messages[1]);
  check(messages[2].includes("Expected function to reject"), messages[2]);
  check(messages[3].includes("Function throws when expected to reject"), messages[3]);
});
