/**
 * Dividing what a kernel does. Every number that comes out is computed in one part alone, by the very operations of the
 * whole: so neither how many parts there are, nor in which order they are done, nor how many threads do them changes a
 * bit.
 *
 * @module
 */
import type { Definition, Part } from "./assembler.ts";

/** So many parts at most: enough that threads which are not equally fast end at about the same time. */
export const MOST = 16;
/**
 * So many vector operations at least are worth a part of their own: some microseconds, where handing it out takes a
 * tenth of one.
 */
export const LEAST = 2 ** 14;

/** What is divided. */
export interface Items {
  /** How many items there are. */
  size: number;
  /** Parts begin at multiples of it. */
  unit: number;
  /** About how many operations on vectors an item takes. */
  work: number;
}

/** How many items a part has; the last one may have fewer. */
export function itemsOfPart({ size, unit, work }: Items, most = MOST): number {
  const parts = Math.max(1, Math.min(most, Math.floor(size * work / LEAST)));
  return Math.min(size, unit * Math.ceil(size / parts / unit));
}

/** Where parts of so many items begin. */
export const startsOf = (size: number, part: number): number[] =>
  Array.from({ length: Math.ceil(size / part) }, (_, i) => i * part);

/**
 * A definition that can be done in parts.
 *
 * @param define does so many items
 * @param steps how many bytes each of its pointers moves with an item
 * @param most how many parts there are at most
 */
export function divisible(
  items: Items,
  define: (size: number) => Definition,
  steps: readonly number[],
  most?: number,
): Definition {
  const { size } = items;
  const part = itemsOfPart(items, most);
  const whole = define(size);
  if (part >= size) return whole;
  return {
    ...whole,
    parts() {
      const [full, rest] = [define(part), define(size % part)];
      return startsOf(size, part).map((start): Part => ({
        definition: start + part > size ? rest : full,
        first: 0,
        offsets: steps.map((step) => start * step),
        at: start / size,
      }));
    },
  };
}

/** Columns that are worth a part, so that its rows are a few lines of the cache. */
const COLUMNS = 64;

/**
 * What is done with each element of [rows, N] tensors, in parts of columns, as the products before and behind have
 * them: a thread finds in its own cache what it has written itself.
 *
 * @param define does it with so many numbers that lie one behind the other
 * @param steps how many bytes each of its pointers moves with a number; default: 4
 */
export function ofMatrix(
  rows: number,
  N: number,
  define: (size: number) => Definition,
  steps?: readonly number[],
): Definition {
  const whole = define(rows * N);
  const moved = steps ?? Array<number>(whole.pointers).fill(4);
  // What is stored behind a row's end would be another part's.
  if (N < 4 * COLUMNS || N % 4 > 0) return whole;
  const ofColumns = (columns: number): Definition =>
    columns === N ? { ...whole, parts: undefined } : {
      pointers: whole.pointers,
      build(code, ...pointers) {
        code.repeat(rows, () => {
          define(columns).build(code, ...pointers.map((pointer) => code.copy(pointer)));
          pointers.forEach((pointer, i) => code.advance(pointer, moved[i] * N));
        });
      },
    };
  return divisible({ size: N, unit: COLUMNS, work: 2 * rows }, ofColumns, moved);
}

/** Several definitions, none of which needs what another does: their pointers stand side by side. */
export function atOnce(...all: Definition[]): Definition {
  const pointers = all.reduce((sum, { pointers }) => sum + pointers, 0);
  const whole: Definition = {
    pointers,
    build(code, ...pointers) {
      for (const one of all) one.build(code, ...pointers.splice(0, one.pointers));
    },
  };
  if (all.every(({ parts }) => parts === undefined)) return whole;
  return {
    ...whole,
    parts() {
      let before = 0;
      return all.flatMap((one) => {
        const parts = partsOf(one).map((part) => ({ ...part, first: before + part.first }));
        before += one.pointers;
        return parts;
      });
    },
  };
}

/** Its parts; itself where it is not divided. */
export const partsOf = (whole: Definition): Part[] =>
  whole.parts?.() ?? [
    { definition: whole, first: 0, offsets: Array(whole.pointers).fill(0), at: 0 },
  ];
