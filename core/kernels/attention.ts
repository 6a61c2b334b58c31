/**
 * Causal self-attention by kernels: each head of each example for itself, by products that find its columns of queries,
 * keys and values where they lie.
 *
 * @module
 */
import { checkShape, type Tensor } from "../tensor.ts";
import type { Code, Definition, Local } from "./assembler.ts";
import { padded, productOfFuture, productOfPast, productToDiagonal } from "./causal_products.ts";
import { softmaxOfPast, softmaxOfPastBackward } from "./causal_softmax.ts";
import { transpose } from "./matmul.ts";
import type { KernelMemory } from "./memory.ts";

type Pointer = Local<"i32">;

export function attentionForward(
  memory: KernelMemory,
  y: Tensor,
  attention: Tensor,
  qkv: Tensor,
): () => void {
  const sizes = sizesOf(y, attention);
  const { B, T, E, D } = sizes;
  checkShape("qkv", qkv, B, T, 3 * E);
  const keys = memory.allocate([D, padded(T)]);
  const [scores, weights] = [0, 1].map(() => memory.allocate([T, padded(T)]));
  return memory.bind(forward(sizes), y, attention, qkv, keys, scores, weights);
}

export function attentionBackward(
  memory: KernelMemory,
  dqkv: Tensor,
  _da: Tensor,
  dy: Tensor,
  attention: Tensor,
  qkv: Tensor,
): () => void {
  const sizes = sizesOf(dy, attention);
  const { B, T, E, D } = sizes;
  checkShape("qkv", qkv, B, T, 3 * E);
  checkShape("dqkv", dqkv, B, T, 3 * E);
  const values = memory.allocate([D, padded(T)]);
  const [da, dz] = [0, 1].map(() => memory.allocate([T, padded(T)]));
  return memory.bind(backward(sizes), dqkv, dy, attention, qkv, values, da, dz);
}

interface Sizes {
  B: number;
  heads: number;
  T: number;
  E: number;
  /** Columns of a head. */
  D: number;
}

function sizesOf({ shape: [B, T, E] }: Tensor, attention: Tensor): Sizes {
  const heads = attention.shape[1];
  checkShape("attention", attention, B, heads, T, T);
  return { B, heads, T, E, D: E / heads };
}

/**
 * Parameters y, attention, qkv, and room for a head's keys, transposed, its scores, and its weights, which are its
 * attention in rows of whole vectors. What is never written of weights is 0, as a new tensor is.
 */
const forward = ({ B, heads, T, E, D }: Sizes): Definition => ({
  pointers: 6,
  build(code, y, attention, qkv, keys, scores, weights) {
    code.repeat(B, () => {
      code.repeat(heads, () => {
        const [q, k, v] = partsOf(code, qkv, E);
        transpose(T, D, 3 * E, padded(T)).build(code, code.copy(keys), k);
        productToDiagonal(T, D, 3 * E).build(code, code.copy(scores), q, keys);
        softmaxOfPast(T, 1 / Math.sqrt(D)).build(code, attention, scores, weights);
        productOfPast(T, D, { a: padded(T), b: 3 * E, out: E })
          .build(code, code.copy(y), code.copy(weights), v);
        code.advance(attention, 4 * T * T);
        for (const pointer of [y, qkv]) code.advance(pointer, 4 * D);
      });
      code.advance(y, 4 * (T - 1) * E);
      code.advance(qkv, 4 * (3 * T - 1) * E);
    });
  },
});

/**
 * Parameters dqkv, dy, attention, qkv, and room for a head's values, transposed, its da and its dz. What is never
 * written of dz is 0, as a new tensor is.
 */
const backward = ({ B, heads, T, E, D }: Sizes): Definition => ({
  pointers: 7,
  build(code, dqkv, dy, attention, qkv, values, da, dz) {
    code.repeat(B, () => {
      readThrough(code, qkv, 3 * T * E, da);
      code.repeat(heads, () => {
        const [q, k, v] = partsOf(code, qkv, E);
        const [dq, dk, dv] = partsOf(code, dqkv, E);
        transpose(T, D, 3 * E, padded(T)).build(code, code.copy(values), v);
        productToDiagonal(T, D, E).build(code, code.copy(da), code.copy(dy), values);
        productOfFuture(T, D, { a: T, b: E, out: 3 * E })
          .build(code, dv, code.copy(attention), code.copy(dy));
        softmaxOfPastBackward(T, 1 / Math.sqrt(D)).build(code, dz, da, attention);
        const strides = { a: padded(T), b: 3 * E, out: 3 * E };
        productOfPast(T, D, strides).build(code, dq, code.copy(dz), k);
        productOfFuture(T, D, strides).build(code, dk, code.copy(dz), q);
        code.advance(attention, 4 * T * T);
        for (const pointer of [dqkv, qkv, dy]) code.advance(pointer, 4 * D);
      });
      code.advance(dy, 4 * (T - 1) * E);
      for (const pointer of [dqkv, qkv]) code.advance(pointer, 4 * (3 * T - 1) * E);
    });
  },
});

/** Where a head's queries, keys and values are, from where its queries are. */
const partsOf = (code: Code, start: Pointer, E: number): Pointer[] =>
  [0, 1, 2].map((part) => {
    const pointer = code.copy(start);
    code.advance(pointer, 4 * part * E);
    return pointer;
  });

/**
 * Reads a number of each line of the cache, one line behind the other, which the processor foresees: the rows of a head
 * lie too far apart for that, and where the numbers have left the cache since the forward pass, it would wait for each.
 *
 * @param room for a vector of what was read, which is written over later; without it, nothing would be read
 */
function readThrough(code: Code, start: Pointer, numbers: number, room: Pointer): void {
  const [at, all] = [code.copy(start), code.local("v128")];
  code.set(all, code.load(at));
  code.repeat(Math.floor(numbers / 16), () => {
    code.set(all, code.or(code.get(all), code.load(at)));
    code.advance(at, 64);
  });
  code.store(room, 0, all);
}
