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
  forward: { gather: Kernel; multiply: Kernel; sum: Kernel };
  backward: Backward | null;
}

interface Backward {
  /** [pairs, E] */
  dembedded: Tensor;
  /** [H, E] a position's weights. */
  transposed: Tensor;
  spread: Kernel;
  transpose: Kernel;
  multiply: Kernel;
  multiplyTransposed: Kernel;
  scatter: Kernel;
  sum: Kernel;
}

export function createEmbeddingLinear(memory: KernelMemory): EmbeddingLinear {
  // A batch's buffers are known by its embedded contexts.
  const batches = new Map<Tensor, Batch>();
  const allocate = (...shape: number[]) => memory.allocate(shape);

  const prepareForward = (B: number, T: number, C: Tensor, H: number, bias: boolean): Batch => {
    const [V, E] = C.shape;
    const most = mostPairs(B, T, V);
    return {
      pairs: new Pairs(B, T, V, memory),
      embedded: allocate(most, E),
      table: allocate(most, H),
      forward: {
        gather: memory.compile(gatherRows(E)),
        multiply: memory.compile(matmul({ M: null, K: E, N: H, transposedA: false, bias: false })),
        sum: memory.compile(sumRows(B, T, H, bias)),
      },
      backward: null,
    };
  };
  const prepareBackward = (B: number, T: number, C: Tensor, H: number): Backward => {
    const [V, E] = C.shape;
    return {
      dembedded: allocate(mostPairs(B, T, V), E),
      transposed: allocate(H, E),
      spread: memory.compile(spreadRows(B, T, H)),
      transpose: memory.compile(transpose(E, H)),
      multiply: memory.compile(matmul({ M: null, K: H, N: E, transposedA: false, bias: false })),
      multiplyTransposed: memory.compile(
        matmul({ M: E, K: null, N: H, transposedA: true, bias: false }),
      ),
      scatter: memory.compile(scatterRows(V, E)),
      sum: memory.compile(sumOverBatch(B, H)),
    };
  };

  return {
    embeddingLinearForward(z, emb, C, X, W, b) {
      const [B, H] = z.shape;
      const E = C.shape[1];
      const T = emb.shape[1] / E;
      checkShape("W", W, T * E, H);
      let batch = batches.get(emb);
      if (batch === undefined) {
        batches.set(emb, batch = prepareForward(B, T, C, H, b !== null));
      }
      const { pairs, embedded, table, forward } = batch;
      pairs.find(X);
      const { starts } = pairs;
      forward.gather(address(embedded), address(C), pairs.letters.byteOffset, starts[T]);
      for (let t = 0; t < T; t++) {
        forward.multiply(
          address(table) + 4 * H * starts[t],
          address(embedded) + 4 * E * starts[t],
          address(W) + 4 * H * E * t,
          0,
          (starts[t + 1] - starts[t]) / 4,
        );
      }
      forward.sum(
        address(z),
        address(table),
        pairs.pairs.byteOffset,
        b === null ? 0 : address(b),
      );
    },

    embeddingLinearBackward(dC, _demb, dW, db, dz, emb, _X, W) {
      const [B, H] = dz.shape;
      const E = dC.shape[1];
      const T = emb.shape[1] / E;
      const batch = batches.get(emb)!;
      const backward = batch.backward ??= prepareBackward(B, T, dC, H);
      const { pairs, embedded, table } = batch;
      const { dembedded, transposed } = backward;
      const { starts } = pairs;
      backward.spread(address(table), address(dz), pairs.pairs.byteOffset, starts[T] / 4);
      for (let t = 0; t < T; t++) {
        const fours = (starts[t + 1] - starts[t]) / 4;
        const dtable = address(table) + 4 * H * starts[t];
        backward.transpose(address(transposed), address(W) + 4 * H * E * t);
        backward.multiply(
          address(dembedded) + 4 * E * starts[t],
          dtable,
          address(transposed),
          0,
          fours,
        );
        backward.multiplyTransposed(
          address(dW) + 4 * H * E * t,
          address(embedded) + 4 * E * starts[t],
          dtable,
          0,
          fours,
        );
      }
      backward.scatter(
        address(dC),
        address(dembedded),
        pairs.letters.byteOffset,
        starts[T],
      );
      if (db !== null) backward.sum(address(db), address(dz));
    },
  };
}
