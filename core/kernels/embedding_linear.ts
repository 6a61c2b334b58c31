/**
 * The first layer by kernels: what a letter in a position adds is computed once for all the places where it occurs (see pairs.ts). So is, in a further layer, what
 * a row adds that repeats.
 *
 *     forward:    table[p] = C[letter of p] W[position of p]                 z[i] = b + Σₜ table[pair at i, t]
 *     backward:   dtable[p] = Σ dz[i] over all (i, t) where p stands         dC[letter of p] += dtable[p] W[position of p]ᵀ
 *                 dW[t] = Σ C[letter of p]ᵀ dtable[p] over t's pairs p
 *
 * @module
 */
import { besides } from "../layers/repeated_linear.ts";
import { checkSame, checkShape, type Tensor } from "../tensor.ts";
import type { Indices } from "../examples.ts";
import type { Definition } from "./assembler.ts";
import { sumOverBatch } from "./columns.ts";
import { Firsts } from "./firsts.ts";
import { matmul, transpose } from "./matmul.ts";
import type { KernelMemory } from "./memory.ts";
import { mostPairs, Pairs } from "./pairs.ts";
import { gatherRows, scatterRows, spreadRows, sumRows } from "./rows.ts";

/** What both passes on one batch share; it is known by the room of its embeddings, which it takes the place of. */
interface Batch {
  pairs: Pairs;
  /** [pairs, E] each pair's embedding. */
  embedded: Tensor;
  /** [pairs, H] forward what each pair adds to z, backward the gradient by that. */
  table: Tensor;
  /** The sizes that it was made for. */
  sizes: string;
  hasGoneForward: boolean;
}

interface Sizes {
  B: number;
  T: number;
  V: number;
  E: number;
  H: number;
}

/** The sizes, checked. */
function sizesOf(z: Tensor, emb: Tensor, C: Tensor, places: number, W: Tensor): Sizes {
  const [B, H] = z.shape;
  const [V, E] = C.shape;
  const T = places / B;
  checkShape("W", W, T * E, H);
  checkShape("emb", emb, B, T * E);
  return { B, T, V, E, H };
}

/** @throws TypeError where the same `emb` has served other sizes before */
function batchOf(memory: KernelMemory, emb: Tensor, sizes: Sizes): Batch {
  const { B, T, V, E, H } = sizes;
  const most = mostPairs(B, T, V);
  const text = JSON.stringify(sizes);
  const batch = memory.beside(emb, (): Batch => ({
    pairs: new Pairs(B, T, V, memory),
    embedded: memory.allocate([most, E]),
    table: memory.allocate([most, H]),
    sizes: text,
    hasGoneForward: false,
  }));
  if (batch.sizes !== text) {
    throw new TypeError(`emb is in use for the sizes ${batch.sizes}, and cannot be for ${text}`);
  }
  return batch;
}

export function prepareForward(
  memory: KernelMemory,
  z: Tensor,
  emb: Tensor,
  C: Tensor,
  X: Indices,
  W: Tensor,
  b: Tensor | null,
): () => void {
  const sizes = sizesOf(z, emb, C, X.length, W);
  if (b !== null) checkShape("b", b, sizes.H);
  const batch = batchOf(memory, emb, sizes);
  const { pairs, embedded, table } = batch;
  const kernel = memory.compile(forward(sizes, b !== null));
  const addresses = [z, table, embedded, C, W].map((tensor) => memory.addressOf(tensor));
  const { letters, pairs: places, fours } = pairs;
  const indices = [letters, places, fours].map(({ byteOffset }) => byteOffset);
  const ofB = b === null ? 0 : memory.addressOf(b);
  return () => {
    pairs.find(X);
    batch.hasGoneForward = true;
    kernel(...addresses, ...indices, pairs.count, ofB);
  };
}

export const prepareBackward = (
  memory: KernelMemory,
  dC: Tensor,
  demb: Tensor,
  dW: Tensor,
  db: Tensor | null,
  dz: Tensor,
  emb: Tensor,
  X: Indices,
  W: Tensor,
): () => void => {
  const sizes = sizesOf(dz, emb, dC, X.length, W);
  checkShape("demb", demb, ...emb.shape);
  return backwardOf(memory, sizes, { dC, dW, db, dz, emb, W }, false);
};

interface BackwardTensors {
  dC: Tensor;
  dW: Tensor;
  db: Tensor | null;
  dz: Tensor;
  emb: Tensor;
  W: Tensor;
}

/** @param rounded whether dC is multiplied afterwards, as gradients of parameters are not */
function backwardOf(
  memory: KernelMemory,
  sizes: Sizes,
  { dC, dW, db, dz, emb, W }: BackwardTensors,
  rounded: boolean,
): () => void {
  const { B, T, V, E, H } = sizes;
  checkShape("dW", dW, T * E, H);
  if (db !== null) checkShape("db", db, H);
  const batch = batchOf(memory, emb, sizes);
  const { pairs, embedded, table } = batch;
  const dembedded = memory.allocate([mostPairs(B, T, V), E]);
  const transposed = memory.allocate([H, E]);
  const kernel = memory.compile(backward(sizes, db !== null, rounded));
  const tensors = [dC, dW, dz, table, embedded, dembedded, W, transposed];
  const addresses = tensors.map((tensor) => memory.addressOf(tensor));
  const { letters, pairs: places, fours } = pairs;
  const indices = [letters, places, fours].map(({ byteOffset }) => byteOffset);
  const ofDb = db === null ? 0 : memory.addressOf(db);
  return () => {
    if (!batch.hasGoneForward) {
      throw new TypeError("The backward pass comes after the forward pass on the same tensors");
    }
    kernel(...addresses, ...indices, pairs.count, ofDb);
  };
}

/** Of rows that repeat: rows of h are the letters then, each known by the first row that is made of the same symbols. */
export function prepareRepeatedForward(
  memory: KernelMemory,
  out: Tensor,
  h: Tensor,
  X: Indices,
  W: Tensor,
  b: Tensor | null,
): () => void {
  const firsts = new Firsts(h.shape[0], X);
  const run = prepareForward(memory, out, besides(h, out), h, firsts.rows, W, b);
  return () => {
    firsts.find();
    run();
  };
}

export const prepareRepeatedBackward = (
  memory: KernelMemory,
  dh: Tensor,
  dW: Tensor,
  db: Tensor | null,
  dout: Tensor,
  h: Tensor,
  _X: Indices,
  W: Tensor,
): () => void => {
  checkSame({ dh, h });
  const emb = besides(h, dout);
  const sizes = sizesOf(dout, emb, dh, h.shape[0], W);
  return backwardOf(memory, sizes, { dC: dh, dW, db, dz: dout, emb, W }, true);
};

/** Parameters z, table, embedded, C, W, letters, pairs, fours, count and the bias if there is one. */
const forward = ({ B, T, E, H }: Sizes, bias: boolean): Definition => ({
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
const backward = ({ B, T, V, E, H }: Sizes, bias: boolean, rounded: boolean): Definition => ({
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
      rounded,
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
