import { assert, assertEquals } from "@std/assert";
import type { Examples } from "../../core/examples.ts";
import { probe } from "../../core/probe.ts";

const T = 3;

/** The examples of lines: every character and the end of each line, after the three before. */
function examplesOf(lines: readonly string[]): Examples {
  const rows = lines.flatMap((line) => {
    const codes = Array.from(line, (c) => c.codePointAt(0)! - 96);
    return [...codes, 0].map((next, i) => ({ context: [0, 0, 0, ...codes].slice(i, i + T), next }));
  });
  return {
    X: Uint8Array.from(rows.flatMap(({ context }) => context)),
    Y: Uint8Array.from(rows.map(({ next }) => next)),
    count: rows.length,
    contextLength: T,
  };
}

function contextsOf({ X }: { X: ArrayLike<number> }): string[] {
  const all = Array.from(X);
  return Array.from({ length: all.length / T }, (_, i) => all.slice(i * T, (i + 1) * T).join());
}
const different = (batch: { X: ArrayLike<number> }) => new Set(contextsOf(batch)).size;

/** As probes were taken once: evenly spaced. */
function spaced({ X, count }: Examples, B: number): { X: number[] } {
  const rows = Array.from({ length: B }, (_, i) => Math.floor(i * count / B));
  return { X: rows.flatMap((row) => Array.from(X.subarray(row * T, (row + 1) * T))) };
}

/** Lines of `length` letters that do not repeat themselves, as of 17^i modulo a prime. */
const words = (count: number, length: number) =>
  Array.from({ length: count }, (_, i) => {
    let code = (i + 1) * 7919 % 104_729;
    return Array.from({ length }, () => {
      code = code * 17 % 104_729;
      return String.fromCharCode(97 + code % 26);
    }).join("");
  });

Deno.test("lines of equal length do not deceive a probe, as they did one of evenly spaced examples", () => {
  const examples = examplesOf(words(640, 5)); // 640 × 6 = 32 × 120
  assertEquals(different(spaced(examples, 32)), 1);
  const batch = probe(examples, 32);
  assertEquals(different(batch), 32);
  const ends = contextsOf(batch).filter((_, i) => batch.Y[i] === 0).length;
  assert(ends > 0 && ends < 16, `${ends} of 32 are at the end of a line`);
});

for (const length of [1, 2, 3, 4, 7, 15, 31, 63]) {
  for (const lines of [32, 64, 640]) {
    Deno.test(`a probe of ${lines} lines of ${length} letters has as many contexts as it can`, () => {
      const examples = examplesOf(words(lines, length));
      const all = different(examples);
      for (const B of [2, 16, 32, 64]) {
        const found = different(probe(examples, B));
        assertEquals(found, Math.min(all, B));
      }
    });
  }
}

Deno.test("lines that are repeated give the contexts that they give once", () => {
  const once = words(30, 5);
  const often = Array.from({ length: 10 }, () => once).flat();
  assertEquals(different(probe(examplesOf(often), 32)), 32);
  const nearlyOne = [...new Array(2000).fill("a"), ...once];
  assert(
    different(probe(examplesOf(nearlyOne), 32)) > 20,
    "where 96 of 100 examples are the line a",
  );
});

Deno.test("a probe has no example twice as long as there are others, then all come again", () => {
  const examples = examplesOf(["abcd"]); // five examples
  const rows = (B: number) => {
    const batch = probe(examples, B);
    return contextsOf(batch).map((context, i) => `${context} ${batch.Y[i]}`);
  };
  assertEquals(new Set(rows(5)).size, 5);
  assertEquals(new Set(rows(3)).size, 3);
  assertEquals(rows(12), [...rows(5), ...rows(5), ...rows(2)]);
  assertEquals(different(probe(examplesOf(["a"]), 32)), 2);
  // Three contexts, seven examples.
  const few = probe(examplesOf(["a", "a", "a", "b"].slice(1)), 6);
  assertEquals(contextsOf(few).slice(0, 3).toSorted(), ["0,0,0", "0,0,1", "0,0,2"]);
});

Deno.test("a probe is the same each time, and a smaller one is its beginning", () => {
  const examples = examplesOf(words(100, 5));
  const [small, large] = [8, 32].map((B) => probe(examples, B));
  assertEquals(probe(examples, 32), large);
  assertEquals(large.X.subarray(0, 8 * T), small.X);
  assertEquals(large.Y.subarray(0, 8), small.Y);
});

Deno.test("a probe of a great many examples with few contexts does not look at them all", () => {
  const count = 20_000_000;
  const examples = {
    X: new Uint8Array(count * T),
    Y: new Uint8Array(count),
    count,
    contextLength: T,
  };
  const start = performance.now();
  assertEquals(different(probe(examples, 32)), 1);
  assert(performance.now() - start < 500);
});
