/** Indices of characters, in the smallest integers that hold them: a step looks them up all over the memory, and small ones stay in the cache. */
export type Indices = Uint8Array | Uint16Array | Int32Array;

/** Contexts and the characters that followed them. */
export interface Examples {
  /** [count, contextLength] row-major, indices of characters */
  X: Indices;
  /** [count] */
  Y: Indices;
  count: number;
  /** T */
  contextLength: number;
}
