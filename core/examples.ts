/** Contexts and the characters that followed them. */
export interface Examples {
  /** [count, contextLength] row-major, indices of characters */
  X: Int32Array;
  /** [count] */
  Y: Int32Array;
  count: number;
  /** T */
  contextLength: number;
}
