import { assertEquals } from "@std/assert";
import fc from "../fast_check.ts";
import { distinctContexts } from "../../core/contexts.ts";

Deno.test("distinct contexts hold every example exactly as often as it occurs", () => {
  const drawn = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 })).chain((
    [T, V],
  ) =>
    fc.array(fc.array(fc.nat(V - 1), { minLength: T + 1, maxLength: T + 1 }), { maxLength: 60 })
      .map((rows) => ({ T, rows }))
  );
  fc.assert(
    fc.property(drawn, ({ T, rows }) => {
      const examples = {
        X: Int32Array.from(rows.flatMap((row) => row.slice(0, T))),
        Y: Int32Array.from(rows.map((row) => row[T])),
        count: rows.length,
        contextLength: T,
      };
      const { first, count, weights, starts, next, times } = distinctContexts(examples);
      const rebuilt: string[] = [];
      const seen = new Set<string>();
      for (let c = 0; c < count; c++) {
        const context = examples.X.subarray(first[c] * T, (first[c] + 1) * T).join();
        seen.add(context);
        let weight = 0;
        for (let pair = starts[c]; pair < starts[c + 1]; pair++) {
          weight += times[pair];
          for (let k = 0; k < times[pair]; k++) rebuilt.push(`${context},${next[pair]}`);
        }
        assertEquals(weights[c], weight);
      }
      assertEquals(seen.size, count);
      assertEquals(rebuilt.sort(), rows.map((row) => row.join()).sort());
    }),
    { seed: 42 },
  );
});

Deno.test("contexts are numbered in the order in which they first appear, also thousands of them", () => {
  const count = 30_000, T = 2;
  const X = Uint16Array.from({ length: count * T }, (_, i) => (i * 7919) % 251);
  const Y = Uint16Array.from({ length: count }, (_, i) => i % 3);
  const { first, weights } = distinctContexts({ X, Y, count, contextLength: T });
  const wanted = new Map<string, { first: number; weight: number }>();
  for (let i = 0; i < count; i++) {
    const key = X.subarray(i * T, (i + 1) * T).join();
    const found = wanted.get(key);
    if (found) found.weight++;
    else wanted.set(key, { first: i, weight: 1 });
  }
  assertEquals(Array.from(first), [...wanted.values()].map(({ first }) => first));
  assertEquals(Array.from(weights), [...wanted.values()].map(({ weight }) => weight));
});

Deno.test("of examples with a target after each position, equal ones are computed once", () => {
  const V = 3;
  const X = Uint8Array.of(0, 1, 2, 0, 2, 0, 0, 1, 2, 0, 2, 0);
  const Y = Uint8Array.of(1, 2, 0, 2, 0, V, 1, 2, 0, 2, 1, 0);
  const found = distinctContexts({ X, Y, count: 4, contextLength: 3 });
  assertEquals([found.count, [...found.first], [...found.weights]], [3, [0, 1, 3], [2, 1, 1]]);
  assertEquals([...found.starts], [0, 3, 6, 9]);
  assertEquals([...found.next], [1, 2, 0, 2, 0, V, 2, 1, 0]);
  assertEquals([...found.times], [2, 2, 2, 1, 1, 1, 1, 1, 1]);
});
