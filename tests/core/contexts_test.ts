import { assertEquals } from "@std/assert";
import fc from "fast-check";
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
      const { X, count, weights, starts, next, times } = distinctContexts(examples);
      const rebuilt: string[] = [];
      const seen = new Set<string>();
      for (let c = 0; c < count; c++) {
        const context = X.subarray(c * T, (c + 1) * T).join();
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
