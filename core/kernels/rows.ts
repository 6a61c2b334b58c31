/**
 * Kernels that go through a matrix row by row: softmax, and the embedding both ways.
 *
 * @module
 */
import type { Code, Definition, Local, Value } from "./assembler.ts";
import { forEachVector } from "./elementwise.ts";
import { constants, prepareExp } from "./vector_math.ts";

/**
 * probs [B, V] = softmax(logits [B, V]): parameters probs, logits, and where each row's maximum and Σ exp(logit − maximum) go, four numbers of
 * each side by side.
 */
export const softmax = (B: number, V: number): Definition => ({
  pointers: 3,
  build(code, probs, logits, statistics) {
    const exp = prepareExp(code);
    const c = constants(code, { zero: 0, lowest: -Infinity });
    const mask = code.local("v128");
    code.set(mask, code.mask(V % 4 === 0 ? 4 : V % 4));
    const [max, sum, v] = [0, 1, 2].map(() => code.local("v128"));
    const pointer = code.local("i32");

    /** Runs `body` for each vector of the row; the last one's lanes behind the row are masked by `body` itself. */
    const forEach = (start: Local<"i32">, body: (at: Local<"i32">, isLast: boolean) => void) => {
      code.set(pointer, code.get(start));
      code.repeat(Math.ceil(V / 4) - 1, () => {
        body(pointer, false);
        code.advance(pointer, 16);
      });
      body(pointer, true);
    };
    code.repeat(B, () => {
      code.set(max, c.lowest());
      forEach(logits, (at, isLast) => {
        code.set(v, code.load(at));
        if (isLast) code.set(v, code.select(code.get(v), c.lowest(), code.get(mask)));
        code.set(max, code.max(code.get(max), code.get(v)));
      });
      acrossLanes(code, max, code.max);
      code.store(statistics, 0, max);

      // Each row's last vector spills into the next row, which is written after it.
      const offset = code.local("i32");
      code.set(offset, code.addInt(code.get(probs), code.mulInt(code.get(logits), code.int(-1))));
      code.set(sum, c.zero());
      forEach(logits, (at, isLast) => {
        code.set(v, code.sub(code.load(at), code.get(max)));
        code.set(v, exp(v));
        if (isLast) code.set(v, code.and(code.get(v), code.get(mask)));
        code.set(sum, code.add(code.get(sum), code.get(v)));
        const target = code.local("i32");
        code.set(target, code.addInt(code.get(at), code.get(offset)));
        code.store(target, 0, v);
      });
      acrossLanes(code, sum, code.add);
      code.store(statistics, 16, sum);
      forEach(probs, (at) => {
        code.set(v, code.div(code.load(at), code.get(sum)));
        code.store(at, 0, v);
      });
      code.advance(probs, 4 * V);
      code.advance(logits, 4 * V);
      code.advance(statistics, 32);
    });
  },
});

/** Combines a vector's four lanes, in a fixed order; the result is in all of them. */
function acrossLanes(
  code: Code,
  vector: Local<"v128">,
  combine: (a: Value<"v128">, b: Value<"v128">) => Value<"v128">,
): void {
  for (const lanes of [[2, 3, 0, 1], [1, 0, 3, 2]]) {
    code.set(vector, combine(code.get(vector), code.shuffle(vector, vector, lanes)));
  }
}

/** emb[p] = C[X[p]] for `count` places of E numbers: parameters emb, C, X. */
export const embeddingForward = (count: number, E: number): Definition => ({
  pointers: 3,
  build(code, emb, C, X) {
    const row = code.local("i32");
    const v = code.local("v128");
    code.repeat(count, () => {
      code.set(row, code.addInt(code.get(C), code.mulInt(code.loadInt(X), code.int(4 * E))));
      // The last vector spills into the next place, which is written after it.
      for (let e = 0; e < E; e += 4) {
        code.set(v, code.load(row, 4 * e));
        code.store(emb, 4 * e, v);
      }
      code.advance(emb, 4 * E);
      code.advance(X, 4);
    });
  },
});

/** dC [V, E] = 0, then dC[X[p]] += demb[p]: parameters dC, demb, X. */
export const embeddingBackward = (count: number, E: number, V: number): Definition => ({
  pointers: 3,
  build(code, dC, demb, X) {
    const c = constants(code, { zero: 0 });
    const [row, pointer] = [code.local("i32"), code.local("i32")];
    const [v, zero] = [code.local("v128"), code.local("v128")];
    code.set(zero, c.zero());
    code.set(pointer, code.get(dC));
    forEachVector(code, V * E, [pointer], (offset) => code.store(pointer, offset, zero));
    code.repeat(count, () => {
      code.set(row, code.addInt(code.get(dC), code.mulInt(code.loadInt(X), code.int(4 * E))));
      for (let e = 0; e < E; e += 4) {
        code.set(v, code.add(code.load(row, 4 * e), code.load(demb, 4 * e)));
        code.store(row, 4 * e, v, Math.min(4, E - e));
      }
      code.advance(demb, 4 * E);
      code.advance(X, 4);
    });
  },
});
