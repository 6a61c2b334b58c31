/**
 * Causal self-attention by kernels: each head of each example for itself, by products that find its columns of queries,
 * keys and values where they lie. What is above the diagonal is multiplied too, and then masked: in tiles that costs
 * less than leaving it out.
 *
 * @module
 */
import { checkShape, type Tensor } from "../tensor.ts";
import type { Definition, Local } from "./assembler.ts";
import { matmul, transpose } from "./matmul.ts";
import type { KernelMemory } from "./memory.ts";
import { acrossLanes } from "./rows.ts";
import { constants, prepareExp, prepareUnderflow } from "./vector_math.ts";

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
  const masks = memory.integers(T * padded(T));
  for (let t = 0; t < T; t++) masks.fill(-1, t * padded(T), t * padded(T) + t + 1);
  const keys = memory.allocate([D, T]);
  return memory.bind(forward(sizes), y, attention, qkv, keys, masks.byteOffset);
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
  const values = memory.allocate([D, T]);
  const dz = memory.allocate([T, T]);
  return memory.bind(backward(sizes), dqkv, dy, attention, qkv, values, dz);
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

/** The size of a row of masks. */
const padded = (T: number) => 4 * Math.ceil(T / 4);

/**
 * Parameters y, attention, qkv, room for a head's keys, transposed, and masks: all bits where a position heeds another.
 */
const forward = ({ B, heads, T, E, D }: Sizes): Definition => ({
  pointers: 5,
  build(code, y, attention, qkv, keys, masks) {
    const product = { transposedA: false, bias: false, rounded: true };
    code.repeat(B, () => {
      code.repeat(heads, () => {
        const [q, k, v] = [0, 1, 2].map(() => code.copy(qkv));
        code.advance(k, 4 * E);
        code.advance(v, 8 * E);
        transpose(T, D, 3 * E).build(code, code.copy(keys), k);
        matmul({ ...product, M: T, K: D, N: T, strides: { a: 3 * E, b: T, out: T } })
          .build(code, code.copy(attention), q, keys);
        softmaxOfPast(T, 1 / Math.sqrt(D)).build(code, code.copy(attention), code.copy(masks));
        // Moves `attention` to the next head's.
        matmul({ ...product, M: T, K: T, N: D, strides: { a: T, b: 3 * E, out: E } })
          .build(code, code.copy(y), attention, v);
        code.advance(y, 4 * D);
        code.advance(qkv, 4 * D);
      });
      code.advance(y, 4 * (T - 1) * E);
      code.advance(qkv, 4 * (3 * T - 1) * E);
    });
  },
});

/** Parameters dqkv, dy, attention, qkv, and room for a head's values, transposed, and its dz. */
const backward = ({ B, heads, T, E, D }: Sizes): Definition => ({
  pointers: 6,
  build(code, dqkv, dy, attention, qkv, values, dz) {
    const product = { bias: false, rounded: true, M: T, K: T, N: D };
    const strides = { a: T, b: 3 * E, out: 3 * E };
    /** Queries, keys and values of the head, from where its queries are. */
    const parts = (start: Pointer) =>
      [0, 1, 2].map((part) => {
        const pointer = code.copy(start);
        code.advance(pointer, 4 * part * E);
        return pointer;
      });
    code.repeat(B, () => {
      code.repeat(heads, () => {
        const [q, k, v] = parts(qkv);
        const [dq, dk, dv] = parts(dqkv);
        transpose(T, D, 3 * E).build(code, code.copy(values), v);
        matmul({
          ...product,
          K: D,
          N: T,
          transposedA: false,
          strides: { a: E, b: T, out: T },
        }).build(code, code.copy(dz), code.copy(dy), values);
        matmul({ ...product, transposedA: true, strides: { a: T, b: E, out: 3 * E } })
          .build(code, dv, code.copy(attention), dy);
        // Moves `attention` to the next head's.
        softmaxBackward(T, 1 / Math.sqrt(D)).build(code, code.copy(dz), attention);
        matmul({ ...product, transposedA: false, strides }).build(code, dq, code.copy(dz), k);
        matmul({ ...product, transposedA: true, strides }).build(code, dk, code.copy(dz), q);
        for (const pointer of [dqkv, qkv, dy]) code.advance(pointer, 4 * D);
      });
      code.advance(dy, 4 * (T - 1) * E);
      for (const pointer of [dqkv, qkv]) code.advance(pointer, 4 * (3 * T - 1) * E);
    });
  },
});

/** z [T, T] = softmax(scale · z) of each row as far as the diagonal, and 0 behind it: parameters z, masks. */
const softmaxOfPast = (T: number, scale: number): Definition => ({
  pointers: 2,
  build(code, z, masks) {
    const exp = prepareExp(code);
    const rounded = prepareUnderflow(code);
    const c = constants(code, { zero: 0, lowest: -Infinity, scale });
    const [max, sum, v] = [0, 1, 2].map(() => code.local("v128"));
    const [at, mask] = [code.local("i32"), code.local("i32")];
    /** Sets `v` for each vector of the row, and stores it: the next row may not be written. */
    const each = (body: () => void) => {
      const vector = (lanes: number) => {
        code.set(v, code.load(at));
        body();
        code.store(at, 0, v, lanes);
      };
      code.set(at, code.get(z));
      code.set(mask, code.get(masks));
      code.repeat(Math.ceil(T / 4) - 1, () => {
        vector(4);
        for (const pointer of [at, mask]) code.advance(pointer, 16);
      });
      vector(T - 4 * (Math.ceil(T / 4) - 1));
    };
    code.repeat(T, () => {
      code.set(max, c.lowest());
      each(() => {
        code.set(v, code.mul(code.get(v), c.scale()));
        code.set(v, rounded(v));
        const past = () => code.select(code.get(v), c.lowest(), code.load(mask));
        code.set(max, code.max(code.get(max), past()));
      });
      acrossLanes(code, max, code.max);
      code.set(sum, c.zero());
      each(() => {
        code.set(v, code.and(code.sub(code.get(v), code.get(max)), code.load(mask)));
        code.set(v, exp(v));
        code.set(v, code.and(code.get(v), code.load(mask)));
        code.set(sum, code.add(code.get(sum), code.get(v)));
      });
      acrossLanes(code, sum, code.add);
      each(() => {
        code.set(v, code.div(code.get(v), code.get(sum)));
        code.set(v, rounded(v));
      });
      code.advance(z, 4 * T);
      code.advance(masks, 4 * padded(T));
    });
  },
});

/** da [T, T] ← dz = a (da − Σ a da over the row) · scale: parameters da, a. Both move on by T rows. */
const softmaxBackward = (T: number, scale: number): Definition => ({
  pointers: 2,
  build(code, da, a) {
    const rounded = prepareUnderflow(code);
    const c = constants(code, { zero: 0, scale });
    const [mean, v] = [code.local("v128"), code.local("v128")];
    const pointers = [code.local("i32"), code.local("i32")];
    const [atDa, atA] = pointers;
    const each = (body: (lanes: number) => void) => {
      code.set(atDa, code.get(da));
      code.set(atA, code.get(a));
      code.repeat(Math.ceil(T / 4) - 1, () => {
        body(4);
        for (const pointer of pointers) code.advance(pointer, 16);
      });
      body(T - 4 * (Math.ceil(T / 4) - 1));
    };
    code.repeat(T, () => {
      code.set(mean, c.zero());
      each((lanes) => {
        code.set(v, code.mul(code.load(atDa), code.load(atA)));
        if (lanes < 4) code.set(v, code.and(code.get(v), code.mask(lanes)));
        code.set(mean, code.add(code.get(mean), code.get(v)));
      });
      acrossLanes(code, mean, code.add);
      code.set(mean, rounded(mean));
      each((lanes) => {
        code.set(v, code.sub(code.load(atDa), code.get(mean)));
        code.set(v, code.mul(code.load(atA), code.get(v)));
        code.set(v, rounded(v));
        code.set(v, code.mul(code.get(v), c.scale()));
        code.set(v, rounded(v));
        code.store(atDa, 0, v, lanes);
      });
      for (const pointer of [da, a]) code.advance(pointer, 4 * T);
    });
  },
});
