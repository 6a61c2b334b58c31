/**
 * Indices of characters, in the smallest integers that hold them: a step looks them up all over the memory, and small
 * ones stay in the cache.
 */
export type Indices = Uint8Array | Uint16Array | Int32Array;

/** Contexts and the characters that followed them. */
export interface Examples {
  /** [count, contextLength] row-major, indices of characters */
  X: Indices;
  /**
   * [count] what follows the context; or [count, contextLength] what follows each position, V (which is no character's
   * index) where nothing does
   */
  Y: Indices;
  /** How many there are. */
  count: number;
  /** T */
  contextLength: number;
}

/** How many targets an example has: 1, or one after each position. */
export const targetsOf = ({ Y, count }: Pick<Examples, "Y" | "count">): number =>
  count === 0 ? 1 : Y.length / count;

/**
 * Room for `count` indices of V symbols, in the smallest integers that hold them. Workers share its memory instead of
 * each having a copy; only a page may have no memory of that kind, and it trains in one worker.
 */
export function allocateIndices(V: number, count: number): Indices {
  const Kind: Kind = V <= 2 ** 8 ? Uint8Array : V <= 2 ** 16 ? Uint16Array : Int32Array;
  const Memory = globalThis.SharedArrayBuffer ?? ArrayBuffer;
  return new Kind(new Memory(count * Kind.BYTES_PER_ELEMENT));
}

interface Kind {
  new (memory: ArrayBufferLike): Indices;
  BYTES_PER_ELEMENT: number;
}
