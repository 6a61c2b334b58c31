/**
 * The first layer by kernels: what a letter in a position adds is computed once for all the places where it occurs (see pairs.ts).
 *
 *     forward:    table[p] = C[letter of p] W[position of p]                 z[i] = b + Σₜ table[pair at i, t]
 *     backward:   dtable[p] = Σ dz[i] over all (i, t) where p stands         dC[letter of p] += dtable[p] W[position of p]ᵀ
 *                 dW[t] = Σ C[letter of p]ᵀ dtable[p] over t's pairs p
 *
 * @module
 */
import type { Arithmetic } from "../arithmetic.ts";
import { checkShape, type Tensor } from "../tensor.ts";
import type { Definition } from "./assembler.ts";
import { sumOverBatch } from "./columns.ts";
import { matmul, transpose } from "./matmul.ts";
import { address, type Kernel, type KernelMemory } from "./memory.ts";
import { mostPairs, Pairs } from "./pairs.ts";
import { gatherRows, scatterRows, spreadRows, sumRows } from "./rows.ts";

type EmbeddingLinear = Pick<Arithmetic, "embeddingLinearForward" | "embeddingLinearBackward">;

/** What the first layer needs for batches of one size. */
interface Batch {
  pairs: Pairs;
  /** [pairs, E] each pair's embedding. */
  embedded: Tensor;
  /** [pairs, H] forward what each pair adds to z, backward the gradient by that. */
  table: Tensor;
  forward: Kernel;
  backward: Backward | null;
}

interface Backward {
  /** [pairs, E] */
  dembedded: Tensor;
  /** [H, E] a position's weights. */
  transposed: Tensor;
  kernel: Kernel;
}

export function createEmbeddingLinear(memory: KernelMemory): EmbeddingLinear {
  // A batch's buffers are known by its embedded contexts.
  const batches = new Map<Tensor, Batch>();

  return {
    embeddingLinearForward(z, emb, C, X, W, b) {
      const [B, H] = z.shape;
      const [V, E] = C.shape;
      const T = emb.shape[1] / E;
      checkShape("W", W, T * E, H);
      let batch = batches.get(emb);
      if (batch === undefined) {
        const most = mostPairs(B, T, V);
        batch = {
          pairs: new Pairs(B, T, V, memory),
          embedded: memory.allocate([most, E]),
          table: memory.allocate([most, H]),
          forward: memory.compile(forward({ B, T, E, H, bias: b !== null })),
          backward: null,
        };
        batches.set(emb, batch);
      }
      const { pairs, embedded, table } = batch;
      pairs.find(X);
      batch.forward(
        address(z),
        address(table),
        address(embedded),
        address(C),
        address(W),
        pairs.letters.byteOffset,
        pairs.pairs.byteOffset,
        pairs.fours.byteOffset,
        pairs.count,
        b === null ? 0 : address(b),
      );
    },

    embeddingLinearBackward(dC, _demb, dW, db, dz, emb, _X, W) {
      const [B, H] = dz.shape;
      const [V, E] = dC.shape;
      const T = emb.shape[1] / E;
      const batch = batches.get(emb)!;
      const { dembedded, transposed, kernel } = batch.backward ??= {
        dembedded: memory.allocate([mostPairs(B, T, V), E]),
        transposed: memory.allocate([H, E]),
        kernel: memory.compile(backward({ B, T, V, E, H, bias: db !== null })),
      };
      const { pairs, embedded, table } = batch;
      kernel(
        address(dC),
        address(dW),
        address(dz),
        address(table),
        address(embedded),
        address(dembedded),
        address(W),
        address(transposed),
        pairs.letters.byteOffset,
        pairs.pairs.byteOffset,
        pairs.fours.byteOffset,
        pairs.count,
        db === null ? 0 : address(db),
      );
    },
  };
}

interface Sizes {
  B: number;
  T: number;
  E: number;
  H: number;
  bias: boolean;
}

/** Parameters z, table, embedded, C, W, letters, pairs, fours, count and the bias if there is one. */
const forward = ({ B, T, E, H, bias }: Sizes): Definition => ({
  pointers: bias ? 10 : 9,
  build(code, z, table, embedded, C, W, letters, pairs, fours, count, ...biases) {
    const multiply = matmul({
      M: null,
      K: E,
      N: H,
      transposedA: false,
      bias: false,
      rounded: false,
    });
    const left = code.local("i32");
    const to = code.copy(table);
    gatherRows(E).build(code, code.copy(embedded), C, letters, count);
    code.repeat(T, () => {
      code.set(left, code.loadInt(fours));
      multiply.build(code, to, embedded, W, left); // moves `to` and `embedded` to the next position's pairs
      code.advance(W, 4 * E * H);
      code.advance(fours, 4);
    });
    sumRows(B, T, H, bias).build(code, z, table, pairs, ...biases);
  },
});

/** Parameters dC, dW, dz, table, embedded, dembedded, W, transposed, letters, pairs, fours, count and the bias's gradient if there is one. */
const backward = ({ B, T, V, E, H, bias }: Sizes & { V: number }): Definition => ({
  pointers: bias ? 13 : 12,
  build(
    code,
    dC,
    dW,
    dz,
    table,
    embedded,
    dembedded,
    W,
    transposed,
    letters,
    pairs,
    fours,
    count,
    ...biases
  ) {
    const multiply = matmul({
      M: null,
      K: H,
      N: E,
      transposedA: false,
      bias: false,
      rounded: false,
    });
    const multiplyTransposed = matmul({
      M: E,
      K: null,
      N: H,
      transposedA: true,
      bias: false,
      rounded: false,
    });
    const [left, from] = [code.local("i32"), code.local("i32")];
    const to = code.copy(dembedded);
    spreadRows(B, T, H).build(code, code.copy(table), code.copy(dz), pairs, code.copy(count));
    code.repeat(T, () => {
      // Each of these moves its first pointers on: `dW`, `W`, `to` and `table` to the next position's part.
      code.set(left, code.loadInt(fours));
      code.set(from, code.get(embedded));
      multiplyTransposed.build(code, dW, from, table, left);
      code.set(from, code.get(transposed));
      transpose(E, H).build(code, from, W);
      code.set(
        embedded,
        code.addInt(code.get(embedded), code.mulInt(code.get(left), code.int(16 * E))),
      );
      multiply.build(code, to, table, transposed, left);
      code.advance(fours, 4);
    });
    scatterRows(V, E).build(code, dC, dembedded, letters, count);
    for (const db of biases) sumOverBatch(B, H).build(code, db, dz);
  },
});
