/**
 * How much of a running text's val and test stands in train word for word.
 *
 * @module
 */
import type { Indices } from "../../core/examples.ts";
import { STRETCH } from "../results.ts";

/** FNV's prime. */
const FACTOR = 0x01000193;

/**
 * Of a split, the stretches of {@linkcode STRETCH} symbols: how many there are, how many of them stand in train too,
 * and where the first of these begins.
 */
export interface Repetition {
  count: number;
  repeated: number;
  first: number;
}

/** Every stretch is looked at, wherever it begins; null of a split that is too short to have one. */
export function repeatedStretches(train: Indices, split: Indices): Repetition | null {
  const count = split.length - STRETCH + 1;
  if (count < 1) return null;
  // Stretches of the split by their hashes; those with the same one follow each other.
  const slots = 2 * count + 1;
  const heads = new Int32Array(slots).fill(-1), next = new Int32Array(count);
  forEachHash(split, (at, hash) => {
    next[at] = heads[hash % slots];
    heads[hash % slots] = at;
  });
  const found = new Uint8Array(count);
  forEachHash(train, (at, hash) => {
    const slot = hash % slots;
    for (let other = heads[slot], last = -1; other >= 0; other = next[other]) {
      if (isSame(train, at, split, other)) {
        found[other] = 1;
        // What was found is found: out of the list with it, so that a text of one letter takes no longer.
        if (last < 0) heads[slot] = next[other];
        else next[last] = next[other];
      } else last = other;
    }
  });
  const repeated = found.reduce((sum, one) => sum + one, 0);
  return { count, repeated, first: found.indexOf(1) };
}

/** Calls back with where each stretch begins and its hash. */
function forEachHash(symbols: Indices, call: (at: number, hash: number) => void) {
  let leaving = 1;
  for (let i = 1; i < STRETCH; i++) leaving = Math.imul(leaving, FACTOR);
  let hash = 0;
  for (let i = 0; i < symbols.length; i++) {
    if (i >= STRETCH) hash -= Math.imul(leaving, symbols[i - STRETCH] + 1);
    hash = Math.imul(hash, FACTOR) + symbols[i] + 1 | 0;
    if (i >= STRETCH - 1) call(i - STRETCH + 1, hash >>> 0);
  }
}

function isSame(a: Indices, i: number, b: Indices, j: number): boolean {
  for (let k = 0; k < STRETCH; k++) if (a[i + k] !== b[j + k]) return false;
  return true;
}
