/**
 * The distinct pairs of a position and a letter in a batch of contexts.
 *
 * A letter in a position adds the same vector to the first layer's output wherever it occurs. So that layer is computed
 * once for each pair: of the 96 places in a batch of 32 contexts of the names, only some 40 differ.
 *
 * @module
 */
import type { Indices } from "../examples.ts";
import type { KernelMemory } from "./memory.ts";

/**
 * Pairs come in fours, so that the kernels need no other sizes: where a position has too few, pairs that stand nowhere
 * fill up.
 */
const FOURS = 4;

/** The most pairs that B contexts of T letters out of V can have. */
export const mostPairs = (B: number, T: number, V: number): number =>
  T * FOURS * Math.ceil(Math.min(B, V) / FOURS);

export class Pairs {
  /** [1] how many pairs there are: a multiple of 4. */
  readonly total: Int32Array;
  /** [T] how many fours of them each position has. */
  readonly fours: Int32Array;
  /** [T] how many pairs come before it. */
  readonly starts: Int32Array;
  /** The letter of each pair, position after position; what follows means nothing. */
  readonly letters: Int32Array;
  /** [B, T] the pair that stands in each place of the batch. */
  readonly pairs: Int32Array;
  /** [V] in the position being looked at, whether each letter occurs, and then which pair it makes. */
  readonly #pairOf: Int32Array;

  /** @param memory where it all lies, for kernels to read */
  constructor(B: number, T: number, V: number, memory: KernelMemory) {
    this.total = memory.integers(1);
    this.fours = memory.integers(T);
    this.starts = memory.integers(T);
    this.letters = memory.integers(mostPairs(B, T, V) + 1); // one behind the last pair may be written: see find
    this.pairs = memory.integers(B * T);
    this.#pairOf = new Int32Array(V);
  }

  /** How many there are. */
  get count(): number {
    return this.total[0];
  }

  /** Finds the pairs of the contexts X [B, T], each position's in the order of the letters. */
  find(X: Indices): void {
    const { fours, starts, letters, pairs } = this;
    const pairOf = this.#pairOf;
    const T = fours.length;
    let count = 0;
    for (let t = 0; t < T; t++) {
      const start = count;
      for (let letter = 0; letter < pairOf.length; letter++) pairOf[letter] = 0;
      for (let p = t; p < X.length; p += T) pairOf[X[p]] = 1;
      // Whether a letter occurs cannot be predicted, so there is no branch: a pair that is none is written over by the
      // next.
      for (let letter = 0; letter < pairOf.length; letter++) {
        const occurs = pairOf[letter];
        letters[count] = letter;
        pairOf[letter] = count;
        count += occurs;
      }
      for (let p = t; p < X.length; p += T) pairs[p] = pairOf[X[p]];
      while (count % FOURS > 0) letters[count++] = 0;
      fours[t] = (count - start) / FOURS;
      starts[t] = start;
    }
    this.total[0] = count;
  }
}
