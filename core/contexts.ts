/**
 * The distinct contexts among examples. A model predicts the same after the same context, so evaluation computes each
 * only once: the names' 182,625 training examples have fewer than 10,000 of them.
 *
 * @module
 */
import { type Examples, targetsOf } from "./examples.ts";

/** Each distinct context once, and what follows it how often. */
export interface Contexts {
  count: number;
  /** [count] the first of the examples that have this context */
  first: Int32Array;
  /** [count] how many examples have this context */
  weights: Int32Array;
  /** [count + 1] context c is followed by the characters at starts[c] … starts[c + 1] − 1 of `next` */
  starts: Int32Array;
  /**
   * The characters that follow; or, where each position has a target, what follows position after position, V where
   * nothing does.
   */
  next: Int32Array;
  /** How often each does. */
  times: Int32Array;
}

/** The distinct contexts of `examples`, in the order in which they first appear; asked for again, the same object. */
export function distinctContexts(examples: Examples): Contexts {
  let contexts = known.get(examples);
  if (contexts === undefined) {
    contexts = targetsOf(examples) === 1 ? findContexts(examples) : findSequences(examples);
    known.set(examples, contexts);
  }
  return contexts;
}
const known = new WeakMap<Examples, Contexts>();

/** Takes memory for what is distinct, nothing for each example. */
function findContexts({ X, Y, count: N, contextLength: T }: Examples): Contexts {
  const hashOf = (i: number) => {
    let hash = 0;
    for (let k = i * T; k < (i + 1) * T; k++) hash = mixed(hash, X[k]);
    return hash;
  };
  const isSame = (i: number, j: number) => {
    for (let t = 0; t < T; t++) if (X[i * T + t] !== X[j * T + t]) return false;
    return true;
  };
  const pairs = new Numbering(
    (i) => mixed(hashOf(i), Y[i]),
    (i, j) => Y[i] === Y[j] && isSame(i, j),
  );
  for (let i = 0; i < N; i++) pairs.add(i);
  const contexts = new Numbering(hashOf, isSame);
  const contextOf = new Int32Array(pairs.count);
  for (let pair = 0; pair < pairs.count; pair++) contextOf[pair] = contexts.add(pairs.first[pair]);

  // The pairs in the order of their contexts: a counting sort.
  const { count } = contexts;
  const starts = new Int32Array(count + 1);
  for (const context of contextOf) starts[context + 1]++;
  for (let c = 0; c < count; c++) starts[c + 1] += starts[c];
  const place = starts.slice(0, count);
  const weights = new Int32Array(count);
  const next = new Int32Array(pairs.count);
  const times = new Int32Array(pairs.count);
  for (let pair = 0; pair < pairs.count; pair++) {
    const at = place[contextOf[pair]]++;
    next[at] = Y[pairs.first[pair]];
    times[at] = pairs.times[pair];
    weights[contextOf[pair]] += times[at];
  }
  return { count, first: contexts.first.slice(0, count), weights, starts, next, times };
}

/**
 * The same where each position has a target: what a line holds says what follows, so examples are compared as a whole.
 */
function findSequences(examples: Examples): Contexts {
  const { X, Y, count: N, contextLength: T } = examples;
  const n = targetsOf(examples);
  const hashOf = (i: number) => {
    let hash = 0;
    for (let k = i * T; k < (i + 1) * T; k++) hash = mixed(hash, X[k]);
    for (let k = i * n; k < (i + 1) * n; k++) hash = mixed(hash, Y[k]);
    return hash;
  };
  const isSame = (i: number, j: number) => {
    for (let t = 0; t < T; t++) if (X[i * T + t] !== X[j * T + t]) return false;
    for (let k = 0; k < n; k++) if (Y[i * n + k] !== Y[j * n + k]) return false;
    return true;
  };
  const distinct = new Numbering(hashOf, isSame);
  for (let i = 0; i < N; i++) distinct.add(i);
  const { count } = distinct;
  const first = distinct.first.slice(0, count);
  const weights = distinct.times.slice(0, count);
  const starts = Int32Array.from({ length: count + 1 }, (_, c) => c * n);
  const [next, times] = [1, 2].map(() => new Int32Array(count * n));
  for (let c = 0; c < count; c++) {
    for (let k = 0; k < n; k++) {
      next[c * n + k] = Y[first[c] * n + k];
      times[c * n + k] = weights[c];
    }
  }
  return { count, first, weights, starts, next, times };
}

/**
 * Gives equal things the same number, in the order in which they first appear: a hash table, which probes one slot
 * after the other.
 */
class Numbering {
  count = 0;
  /** The first of those with each number. */
  first = new Int32Array(512);
  /** How many have it. */
  times = new Int32Array(512);
  /** Twice as many slots as there may be numbers: a number + 1, or 0. */
  #slots = new Int32Array(1024);
  readonly #hashOf: (i: number) => number;
  readonly #isSame: (i: number, j: number) => boolean;

  constructor(hashOf: (i: number) => number, isSame: (i: number, j: number) => boolean) {
    this.#hashOf = hashOf;
    this.#isSame = isSame;
  }

  /** @returns the number of `i` */
  add(i: number): number {
    const { first, times } = this;
    const slots = this.#slots, mask = slots.length - 1;
    let slot = this.#hashOf(i) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const number = slots[slot] - 1;
      if (!this.#isSame(first[number], i)) continue;
      times[number]++;
      return number;
    }
    const number = this.count++;
    slots[slot] = number + 1;
    first[number] = i;
    times[number] = 1;
    if (this.count === first.length) this.#grow();
    return number;
  }

  #grow(): void {
    const old = this.first;
    this.first = doubled(old);
    this.times = doubled(this.times);
    const slots = this.#slots = new Int32Array(2 * this.#slots.length), mask = slots.length - 1;
    for (let number = 0; number < old.length; number++) {
      let slot = this.#hashOf(old[number]) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

/** A hash, and one number more in it (the mixing steps of MurmurHash3, Appleby 2011). */
function mixed(hash: number, x: number): number {
  let h = Math.imul(hash ^ x, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
