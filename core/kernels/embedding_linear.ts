/**
 * The first layer by kernels: what a letter in a position adds is computed once for all the places where it occurs (see
 * pairs.ts). So is, in a further layer, what a row adds that repeats.
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
import { type Code, type Definition, type Local, type Part, sequence } from "./assembler.ts";
import { sumOverBatch } from "./columns.ts";
import { Firsts } from "./firsts.ts";
import { apart, collide, matmul, transpose } from "./matmul.ts";
import type { KernelMemory } from "./memory.ts";
import { mostPairs, Pairs } from "./pairs.ts";
import { atOnce, divisible, itemsOfPart, LEAST, MOST, partsOf, startsOf } from "./parts.ts";
import { forEachInRows, gatherRows, scatterRows, spreadRows, sumRows } from "./rows.ts";

/** What both passes on one batch share; it is known by the room of its embeddings, which it takes the place of. */
interface Batch {
  pairs: Pairs;
  /** [pairs, E] each pair's embedding. */
  embedded: Tensor;
  /** [pairs + 1, stride] forward what each pair adds to z, backward the gradient by that: H numbers each. */
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
  const batch = memory.beside(emb, "batch", (): Batch => ({
    pairs: new Pairs(B, T, V, memory),
    embedded: memory.allocate([most, E]),
    table: memory.allocate([most + 1, apart(H)]),
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
  const { letters, pairs: places, total, fours } = pairs;
  const room = memory.allocate([sizes.E, sizes.H]);
  const kernel = memory.bind(
    sequence(gatherPairs(sizes), multiplyAndSum(sizes, b !== null)),
    ...[embedded, C, letters.byteOffset, total.byteOffset],
    ...[z, table, embedded, W, places.byteOffset, fours.byteOffset, room],
    ...b === null ? [] : [b],
  );
  return () => {
    pairs.find(X);
    batch.hasGoneForward = true;
    kernel();
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
  const ofEmbeddings = gradientOfEmbeddings(sizes, rounded);
  const rooms = memory.allocate([partsOf(ofEmbeddings).length, roomOf(sizes)]);
  const { letters, pairs: places, total, fours, starts } = pairs;
  const kernel = memory.bind(
    sequence(
      atOnce(gradientOfWeights(sizes), ...db === null ? [] : [sumOverBatch(B, H)]),
      ofEmbeddings,
      scatterPairs(sizes),
    ),
    ...[dW, table, dz, embedded, places.byteOffset, total.byteOffset, fours.byteOffset],
    ...db === null ? [] : [db, dz],
    ...[dembedded, table, W, rooms, fours.byteOffset, starts.byteOffset],
    ...[dC, dembedded, letters.byteOffset, total.byteOffset],
  );
  return () => {
    if (!batch.hasGoneForward) {
      throw new TypeError("The backward pass comes after the forward pass on the same tensors");
    }
    kernel();
  };
}

/**
 * Of rows that repeat: rows of h are the letters then, each known by the first row that is made of the same symbols.
 */
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

/** Embeds the pairs: parameters embedded, C, letters, count. */
const gatherPairs = ({ E }: Sizes): Definition => ({
  pointers: 4,
  build(code, embedded, C, letters, count) {
    code.set(count, code.loadInt(count));
    gatherRows(E).build(code, embedded, C, letters, count);
  },
});

/**
 * The table, and z of it, of each column of W for itself: parameters z, table, embedded, W, pairs, fours, room [E,
 * columns] for a position's part of W, and the bias if there is one.
 */
const multiplyAndSum = ({ B, T, V, E, H }: Sizes, bias: boolean): Definition =>
  divisible(
    { size: H, unit: 16, work: (mostPairs(B, T, V) * E + 2 * B * T) / 4 },
    (columns) => ({
      pointers: bias ? 8 : 7,
      build(code, z, table, embedded, W, pairs, fours, room, ...biases) {
        // Of a few columns of W, whose rows collide, each is multiplied several times.
        const isCopied = collide(H) && columns < H;
        const v = code.local("v128");
        const multiply = matmul({
          ...PRODUCT,
          M: B === 1 ? 1 : null,
          K: E,
          N: columns,
          strides: rows(E, isCopied ? columns : H, apart(H)),
        });
        const left = code.local("i32");
        const to = code.copy(table);
        const part = isCopied ? room : W;
        code.repeat(T, () => {
          code.set(left, code.loadInt(fours));
          if (isCopied) {
            forEachInRows(code, E, columns, [[room, columns], [W, H]], ([copy, row], lanes) => {
              code.set(v, code.load(row));
              code.store(copy, 0, v, lanes);
            });
          }
          // Moves `to` and `embedded` to the next position's pairs.
          if (B === 1) {
            // One pair: those that fill up the four are left out.
            multiply.build(code, to, embedded, part);
            code.advance(to, 3 * 4 * apart(H));
            code.advance(embedded, 3 * 4 * E);
          } else multiply.build(code, to, embedded, part, left);
          code.advance(W, 4 * E * H);
          code.advance(fours, 4);
        });
        sumRows(B, T, columns, bias, apart(H), H).build(code, z, table, pairs, ...biases);
      },
    }),
    [4, 4, 0, 4, 0, 0, 4 * E, 4].slice(0, bias ? 8 : 7),
  );

/**
 * The table's gradient, and dW of it, of each column for itself: parameters dW, table, dz, embedded, pairs, count,
 * fours.
 */
const gradientOfWeights = ({ B, T, V, E, H }: Sizes): Definition =>
  divisible(
    { size: H, unit: 16, work: (mostPairs(B, T, V) * E + 3 * B * T) / 4 },
    (columns) => ({
      pointers: 7,
      build(code, dW, table, dz, embedded, pairs, count, fours) {
        const multiply = matmul({
          ...PRODUCT,
          M: E,
          K: null,
          N: columns,
          transposedA: true,
          strides: rows(E, apart(H), H),
        });
        const [left, from] = [code.local("i32"), code.local("i32")];
        code.set(count, code.loadInt(count));
        spreadRows(B, T, columns, apart(H), H).build(code, code.copy(table), dz, pairs, count);
        code.repeat(T, () => {
          code.set(left, code.loadInt(fours));
          code.set(from, code.get(embedded));
          multiply.build(code, dW, from, table, left); // moves `dW` to the next position's part
          forward(code, embedded, left, 16 * E);
          forward(code, table, left, 16 * apart(H));
          code.advance(fours, 4);
        });
      },
    }),
    [4, 4, 4, 0, 0, 0, 0],
  );

/**
 * The gradient of the pairs' embeddings, of a few columns in a position each for itself: parameters dembedded, table,
 * W, room for the transposed columns of a position, fours, starts.
 */
function gradientOfEmbeddings(sizes: Sizes, rounded: boolean): Definition {
  const { T, E, H } = sizes;
  const whole = gradientAt(sizes, T, E, rounded);
  const columns = columnsOfPart(sizes);
  if (columns === null) return whole;
  return {
    ...whole,
    parts: () =>
      startsOf(T, 1).flatMap((t) =>
        startsOf(E, columns).map((e, i, { length }): Part => ({
          definition: gradientAt(sizes, 1, Math.min(columns, E - e), rounded),
          first: 0,
          at: (t + e / E) / T,
          offsets: [e, 0, (t * E + e) * H, (t * length + i) * roomOf(sizes), t, t]
            .map((numbers) => 4 * numbers),
        }))
      ),
  };
}

const gradientAt = (
  { E, H }: Sizes,
  positions: number,
  columns: number,
  rounded: boolean,
): Definition => ({
  pointers: 6,
  build(code, dembedded, table, W, transposed, fours, starts) {
    const multiply = matmul({
      ...PRODUCT,
      rounded,
      M: null,
      K: H,
      N: columns,
      strides: rows(apart(H), columns, E),
    });
    const [left, start] = [code.local("i32"), code.local("i32")];
    code.repeat(positions, () => {
      code.set(left, code.loadInt(fours));
      code.set(start, code.loadInt(starts));
      const [to, from] = [code.copy(dembedded), code.copy(table)];
      forward(code, to, start, 4 * E);
      forward(code, from, start, 4 * apart(H));
      transpose(columns, H).build(code, code.copy(transposed), code.copy(W));
      multiply.build(code, to, from, transposed, left);
      code.advance(W, 4 * E * H);
      for (const pointer of [fours, starts]) code.advance(pointer, 4);
    });
  },
});

/** How many columns a part has of a position's; null where it is not divided. */
function columnsOfPart({ B, T, V, E, H }: Sizes): number | null {
  const work = mostPairs(B, T, V) * H / 4;
  const columns = itemsOfPart({ size: E, unit: 8, work: work / T }, 2 * MOST / T);
  return T === 1 && columns === E || work * E < 2 * LEAST * T ? null : columns;
}

/** How many numbers the transposed columns of a part take. */
const roomOf = (sizes: Sizes): number => sizes.H * (columnsOfPart(sizes) ?? sizes.E);

/** Adds the gradients of the pairs' embeddings to those of their letters': parameters dC, dembedded, letters, count. */
const scatterPairs = ({ V, E }: Sizes): Definition => ({
  pointers: 4,
  build(code, dC, dembedded, letters, count) {
    code.set(count, code.loadInt(count));
    scatterRows(V, E).build(code, dC, dembedded, letters, count);
  },
});

const PRODUCT = { transposedA: false, bias: false, rounded: false };

/** How many numbers apart the rows of a product are. */
const rows = (a: number, b: number, out: number) => ({ a, b, out });

/** pointer += times · bytes */
const forward = (code: Code, pointer: Local<"i32">, times: Local<"i32">, bytes: number): void =>
  code.set(
    pointer,
    code.addInt(code.get(pointer), code.mulInt(code.get(times), code.int(bytes))),
  );
