/**
 * The matrix product, in tiles of 4 rows × 8 columns whose sums stay in registers.
 *
 * @module
 */
import type { Code, Definition, Local, Part } from "./assembler.ts";
import { divisible, itemsOfPart, MOST, startsOf } from "./parts.ts";
import { forEachInRows } from "./rows.ts";
import { prepareUnderflow } from "./vector_math.ts";

type Pointer = Local<"i32">;

export interface Product {
  /** null: given with each call, in fours */
  M: number | null;
  /** null: given with each call, in fours; only for A that is transposed */
  K: number | null;
  N: number;
  /** A is [K, M] instead of [M, K]. */
  transposedA: boolean;
  /** Sums start from a bias [N] instead of 0. */
  bias: boolean;
  /** Small results are rounded (see underflow.ts), as must be what is multiplied afterwards. */
  rounded: boolean;
  /** How many numbers apart the rows of each matrix are; default: they lie one behind the other. */
  strides?: Strides;
}

interface Strides {
  a: number;
  b: number;
  out: number;
}

/**
 * Whether rows that are so many numbers apart get into each other's way: a cache keeps what is a multiple of 4 kB apart
 * in the same 8 lines, and a product walks down 64 rows at a time.
 */
export const collide = (stride: number): boolean => stride % 128 === 0;

/**
 * How many numbers apart rows of N are best, where that is free: they begin with a line of the cache, and do not
 * collide.
 */
export const apart = (N: number): number => collide(N) ? N + 16 : N;

const stridesOf = ({ M, K, N, transposedA, strides }: Product): Strides =>
  strides ?? { a: transposedA ? M! : K!, b: N, out: N };

const ROWS = 4;
/**
 * How many vectors of columns a tile has: of few rows more, since a sum waits for the addition before it, and the others
 * are made meanwhile.
 */
const vectorsOf = (rows: number): number => rows === 1 ? 4 : 2;
/** How many lanes of each vector count, for so many columns. */
const lanesOf = (columns: number): number[] =>
  Array.from({ length: Math.ceil(columns / 4) }, (_, v) => Math.min(4, columns - 4 * v));
const UNROLL = 4;
/**
 * About so many terms are added to all sums before the next ones, so that what they need of A and B stays in the cache
 * nearest to the processor.
 */
const BLOCK = 64;
/**
 * So many columns a part has, where there are more: as many rows of B as a block has terms stay in the cache nearest to
 * the processor then too.
 */
const COLUMNS = 64;

/**
 * out = A B (+ bias): parameters out [M, N], A, B [K, N], the bias if there is one and, where M or K is null, a fourth
 * of it, at least 1. Moves out and A on by M rows.
 *
 * Blocks of terms follow each other, and their sums lie in out in between. So each sum is added up in the order of k as
 * without blocks, to the same bits.
 */
export function matmul(product: Product): Definition {
  const { M, K, N, transposedA } = product;
  const whole = inBlocks(product);
  if (M === null || K === null) return whole;
  const columns = itemsOfPart({ size: N, unit: COLUMNS, work: M * K / 4 }, N / COLUMNS);
  const across = Math.ceil(N / columns);
  const rows = itemsOfPart({ size: M, unit: 4 * ROWS, work: K * columns / 4 }, MOST / across);
  if (columns === N && rows === M) return whole;
  const strides = stridesOf(product);
  return {
    ...whole,
    parts() {
      const made = new Map<string, Definition>();
      const block = (M: number, N: number): Definition => {
        const sizes = `${M} × ${N}`;
        const found = made.get(sizes) ?? inBlocks({ ...product, M, K, N, strides });
        made.set(sizes, found);
        return found;
      };
      return startsOf(N, columns).flatMap((n, i) =>
        startsOf(M, rows).map((m): Part => ({
          at: (i + m / M) / across,
          definition: block(Math.min(rows, M - m), Math.min(columns, N - n)),
          first: 0,
          offsets: [m * strides.out + n, m * (transposedA ? 1 : strides.a), n, n]
            .slice(0, whole.pointers)
            .map((numbers) => 4 * numbers),
        }))
      );
    },
  };
}

/** The product, in blocks of terms. */
function inBlocks(product: Product): Definition {
  const { K, transposedA, bias } = product;
  if (K === null) return addTerms(product, false);
  const size = 4 * Math.ceil(K / Math.max(1, Math.round(K / BLOCK)) / 4);
  const blocks = Math.ceil(K / size);
  if (blocks <= 1) return addTerms(product, false);
  const strides = stridesOf(product);
  return {
    pointers: pointersOf(product),
    build(code, out, a, b, ...others) {
      const biases = bias ? others.slice(0, 1) : [];
      const fours = others.slice(biases.length);
      /** Moves `out` and `from` on by M rows. */
      const addBlock = (
        terms: number,
        isFirst: boolean,
        isLast: boolean,
        to: Pointer,
        from: Pointer,
      ) => {
        const rounded = isLast && product.rounded;
        const left = fours.map((count) => code.copy(count));
        addTerms({ ...product, K: terms, rounded, strides }, !isFirst)
          .build(code, to, from, b, ...biases, ...left);
      };
      const ofA = (terms: number) => 4 * terms * (transposedA ? strides.a : 1);
      const moveOn = () => {
        code.advance(a, ofA(size));
        code.advance(b, 4 * size * strides.b);
      };
      addBlock(size, true, false, code.copy(out), code.copy(a));
      moveOn();
      code.repeat(blocks - 2, () => {
        addBlock(size, false, false, code.copy(out), code.copy(a));
        moveOn();
      });
      const before = (blocks - 1) * size;
      addBlock(K - before, false, true, out, a);
      code.advance(a, -ofA(before));
      code.advance(b, -4 * before * strides.b);
    },
  };
}

/** out, A, B, the bias, and how many rows or terms there are where that is not known before. */
const pointersOf = ({ M, K, bias }: Product): number =>
  3 + (bias ? 1 : 0) + (M === null || K === null ? 1 : 0);

/** The product of so many terms, added to what is in out if it goes `on`. */
function addTerms(product: Product, on: boolean): Definition {
  const { M, N, transposedA, bias } = product;
  const strides = stridesOf(product);
  return {
    pointers: pointersOf(product),
    build(code, out, a, b, ...others) {
      const biases = bias ? others[0] : null;
      const fours = others[bias ? 1 : 0];
      const at = {
        a,
        k: code.local("i32"),
        b: code.local("i32"),
        out: code.local("i32"),
        bias: code.local("i32"),
      };
      const tile = prepareTile(code, product, on, at, fours);
      const bandOfRows = (rows: number) => {
        code.set(at.b, code.get(b));
        code.set(at.out, code.get(out));
        if (biases !== null) code.set(at.bias, code.get(biases));
        const columns = 4 * vectorsOf(rows);
        code.repeat(Math.floor(N / columns), () => {
          tile(rows, lanesOf(columns));
          code.advance(at.b, 4 * columns);
          code.advance(at.out, 4 * columns);
          if (bias) code.advance(at.bias, 4 * columns);
        });
        const left = N % columns;
        if (left > 0) tile(rows, lanesOf(left));
        code.advance(a, 4 * rows * (transposedA ? 1 : strides.a));
        code.advance(out, 4 * rows * strides.out);
      };
      if (M === null) return code.countDown(fours, () => bandOfRows(ROWS));
      code.repeat(Math.floor(M / ROWS), () => bandOfRows(ROWS));
      if (M % ROWS > 0) bandOfRows(M % ROWS);
    },
  };
}

/** Where a tile begins: A's rows, B's and the bias's columns, out's corner; `k` is its own. */
interface Places {
  a: Pointer;
  k: Pointer;
  b: Pointer;
  out: Pointer;
  bias: Pointer;
}

/**
 * Emits a tile of so many rows, and of a vector of columns for each entry of `lanes`, of which so many lanes count. The
 * others compute something from what lies behind a row (there is always something: see memory.ts), and are not stored.
 */
function prepareTile(
  code: Code,
  product: Product,
  on: boolean,
  at: Places,
  fours: Local<"i32">,
): (rows: number, lanes: number[]) => void {
  const { K, transposedA, bias, rounded } = product;
  const strides = stridesOf(product);
  const vector = () => code.local("v128");
  const a = Array.from({ length: ROWS }, vector);
  const b = Array.from({ length: vectorsOf(1) }, vector);
  // Made once for all columns: shuffles compete with multiply-adds for the processor's ports.
  const scalar = vector();
  const sums = a.map((_, r) => Array.from({ length: vectorsOf(r + 1) }, vector));
  const [left, right, times] = [code.local("i32"), at.k, code.local("i32")];

  /** Adds so many terms of the sum over k. */
  const add = (rows: number, columns: number, terms: number) => {
    if (!transposedA) {
      for (let r = 0; r < rows; r++) {
        code.set(a[r], code.load(left, 4 * r * strides.a));
      }
    }
    for (let k = 0; k < terms; k++) {
      for (let v = 0; v < columns; v++) {
        code.set(b[v], code.load(right, 4 * k * strides.b + 16 * v));
      }
      if (transposedA) code.set(a[0], code.load(left, 4 * k * strides.a));
      for (let r = 0; r < rows; r++) {
        code.set(scalar, transposedA ? code.broadcast(a[0], r) : code.broadcast(a[r], k));
        for (let v = 0; v < columns; v++) {
          const sum = sums[r][v];
          code.set(
            sum,
            code.madd(() => code.get(scalar), () => code.get(b[v]), () => code.get(sum)),
          );
        }
      }
    }
  };

  return (rows, lanes) => {
    const columns = lanes.length;
    for (let v = 0; v < columns; v++) {
      for (let r = 0; r < rows; r++) {
        if (on) code.set(sums[r][v], code.load(at.out, 4 * r * strides.out + 16 * v));
        else code.set(sums[r][v], bias ? code.load(at.bias, 16 * v) : code.splat(code.float(0)));
      }
    }
    code.set(left, code.get(at.a));
    code.set(right, code.get(at.b));
    const addFour = () => {
      add(rows, columns, UNROLL);
      code.advance(left, 4 * UNROLL * (transposedA ? strides.a : 1));
      code.advance(right, 4 * UNROLL * strides.b);
    };
    if (K === null) {
      code.set(times, code.get(fours));
      code.countDown(times, addFour);
    } else {
      code.repeat(Math.floor(K / UNROLL), addFour);
      add(rows, columns, K % UNROLL);
    }
    if (rounded) {
      const underflow = prepareUnderflow(code);
      for (const sum of sums.slice(0, rows).flatMap((row) => row.slice(0, columns))) {
        code.set(sum, underflow(sum));
      }
    }
    for (let r = 0; r < rows; r++) {
      lanes.forEach((count, v) =>
        code.store(at.out, 4 * r * strides.out + 16 * v, sums[r][v], count)
      );
    }
  };
}

/** out = x [M, N], its rows so many numbers apart: parameters out, x. */
export const setApart = (M: number, N: number, stride: number): Definition =>
  divisible({ size: M, unit: 1, work: N / 4 }, (rows) => ({
    pointers: 2,
    build(code, out, x) {
      const v = code.local("v128");
      forEachInRows(code, rows, N, [[out, stride], [x, N]], ([to, from], lanes) => {
        code.set(v, code.load(from));
        code.store(to, 0, v, lanes);
      });
    },
  }), [4 * stride, 4 * N]);

/**
 * Blocks of 4 columns that are transposed side by side. So few lines of the cache are written at a time that they stay
 * in it until they are full.
 */
const SIDE_BY_SIDE = 2;

/**
 * out [N, M] = xᵀ of x [M, N]: parameters out, x. Four by four elements at a time. Moves x on by M rows.
 *
 * @param stride how many numbers apart the rows of x are
 * @param strideOfOut those of out
 */
export const transpose = (M: number, N: number, stride = N, strideOfOut = M): Definition =>
  divisible(
    { size: N, unit: 4 * SIDE_BY_SIDE, work: M },
    (columns) => transposeColumns(M, columns, stride, strideOfOut),
    [4 * strideOfOut, 4],
  );

function transposeColumns(
  M: number,
  N: number,
  stride: number,
  strideOfOut: number,
): Definition {
  return {
    pointers: 2,
    build(code, out, x) {
      const rows = [0, 1, 2, 3].map(() => code.local("v128"));
      const halves = [0, 1, 2, 3].map(() => code.local("v128"));
      const column = code.local("v128");
      const [from, to] = [code.local("i32"), code.local("i32")];
      /** The i-th of those side by side. */
      const block = (height: number, width: number, i: number) => {
        for (let r = 0; r < 4; r++) {
          code.set(rows[r], code.load(from, 4 * Math.min(r, height - 1) * stride + 16 * i));
        }
        const [a, b, c, d] = rows;
        code.set(halves[0], code.shuffle(a, b, [0, 4, 1, 5]));
        code.set(halves[1], code.shuffle(c, d, [0, 4, 1, 5]));
        code.set(halves[2], code.shuffle(a, b, [2, 6, 3, 7]));
        code.set(halves[3], code.shuffle(c, d, [2, 6, 3, 7]));
        for (let c = 0; c < width; c++) {
          const [low, high] = c < 2 ? [halves[0], halves[1]] : [halves[2], halves[3]];
          const lanes = c % 2 === 0 ? [0, 1, 4, 5] : [2, 3, 6, 7];
          code.set(column, code.shuffle(low, high, lanes));
          code.store(to, 4 * (4 * i + c) * strideOfOut, column, height);
        }
      };
      const strip = (columns: number) => {
        const blocks = (height: number) => {
          for (let i = 0; 4 * i < columns; i++) block(height, Math.min(4, columns - 4 * i), i);
        };
        code.set(from, code.get(x));
        code.set(to, code.get(out));
        code.repeat(Math.floor(M / 4), () => {
          blocks(4);
          code.advance(from, 16 * stride);
          code.advance(to, 16);
        });
        if (M % 4 > 0) blocks(M % 4);
        code.advance(x, 4 * columns);
        code.advance(out, 4 * columns * strideOfOut);
      };
      const columns = 4 * SIDE_BY_SIDE;
      code.repeat(Math.floor(N / columns), () => strip(columns));
      if (N % columns > 0) strip(N % columns);
      code.advance(x, 4 * (M * stride - N));
    },
  };
}
