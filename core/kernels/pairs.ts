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
  /** [⌈V / 32⌉] a bit for each letter that occurs in the position being looked at; all 0 between positions. */
  readonly #occurring: Int32Array;
  /** [V] which pair each of them makes there. */
  readonly #pairOf: Int32Array;

  /** @param memory where it all lies, for kernels to read */
  constructor(B: number, T: number, V: number, memory: KernelMemory) {
    this.total = memory.integers(1);
    this.fours = memory.integers(T);
    this.starts = memory.integers(T);
    this.letters = memory.integers(mostPairs(B, T, V));
    this.pairs = memory.integers(B * T);
    this.#occurring = new Int32Array(Math.ceil(V / 32));
    this.#pairOf = new Int32Array(V);
  }

  /** How many there are. */
  get count(): number {
    return this.total[0];
  }

  /** Finds the pairs of the contexts X [B, T], each position's in the order of the letters. */
  find(X: Indices): void {
    const { fours, starts, letters, pairs } = this;
    const [occurring, pairOf] = [this.#occurring, this.#pairOf];
    const T = fours.length;
    let count = 0;
    for (let t = 0; t < T; t++) {
      const start = count;
      for (let p = t; p < X.length; p += T) occurring[X[p] >> 5] |= 1 << (X[p] & 31);
      for (let word = 0; word < occurring.length; word++) {
        let bits = occurring[word];
        occurring[word] = 0;
        while (bits !== 0) {
          const letter = 32 * word + 31 - Math.clz32(bits & -bits);
          pairOf[letter] = count;
          letters[count++] = letter;
          bits &= bits - 1;
        }
      }
      for (let p = t; p < X.length; p += T) pairs[p] = pairOf[X[p]];
      while (count % FOURS > 0) letters[count++] = 0;
      fours[t] = (count - start) / FOURS;
      starts[t] = start;
    }
    this.total[0] = count;
  }
}
