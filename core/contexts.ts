/**
 * The distinct contexts among examples. A model predicts the same after the same context, so evaluation computes each only once: the names'
 * 182,625 training examples have fewer than 10,000 of them.
 *
 * @module
 */
import type { Examples, Indices } from "./examples.ts";

/** Each distinct context once, and what follows it how often. */
export interface Contexts {
  /** [count, contextLength] row-major */
  X: Int32Array;
  count: number;
  /** T */
  contextLength: number;
  /** [count] how many examples have this context */
  weights: Int32Array;
  /** [count + 1] context c is followed by the characters at starts[c] … starts[c + 1] − 1 of `next` */
  starts: Int32Array;
  /** The characters that follow. */
  next: Int32Array;
  /** How often each does. */
  times: Int32Array;
}

/** The distinct contexts of `examples`, in the order in which they first appear; asked for again, the same object. */
export function distinctContexts(examples: Examples): Contexts {
  let contexts = known.get(examples);
  if (contexts === undefined) known.set(examples, contexts = findContexts(examples));
  return contexts;
}
const known = new WeakMap<Examples, Contexts>();

function findContexts({ X, Y, count: N, contextLength: T }: Examples): Contexts {
  const symbols = 1 + Math.max(largest(X), largest(Y));
  // Numbers the distinct beginnings of the contexts, a character longer each time: equal numbers, equal beginnings.
  const ids = new Int32Array(N);
  let count = Math.min(1, N);
  for (let t = 0; t < T; t++) count = refine(ids, symbols, (i) => X[i * T + t]);
  const pairs = ids.slice();
  const pairCount = refine(pairs, symbols, (i) => Y[i]);

  const weights = new Int32Array(count);
  const contexts = new Int32Array(count * T);
  const times = new Int32Array(pairCount);
  const contextOf = new Int32Array(pairCount);
  const characterOf = new Int32Array(pairCount);
  for (let i = N - 1; i >= 0; i--) {
    weights[ids[i]]++;
    for (let t = 0; t < T; t++) contexts[ids[i] * T + t] = X[i * T + t];
    times[pairs[i]]++;
    contextOf[pairs[i]] = ids[i];
    characterOf[pairs[i]] = Y[i];
  }

  // The pairs in the order of their contexts: a counting sort.
  const starts = new Int32Array(count + 1);
  for (const context of contextOf) starts[context + 1]++;
  for (let c = 0; c < count; c++) starts[c + 1] += starts[c];
  const place = starts.slice(0, count);
  const next = new Int32Array(pairCount);
  const sortedTimes = new Int32Array(pairCount);
  for (let pair = 0; pair < pairCount; pair++) {
    const at = place[contextOf[pair]]++;
    next[at] = characterOf[pair];
    sortedTimes[at] = times[pair];
  }
  return { X: contexts, count, contextLength: T, weights, starts, next, times: sortedTimes };
}

/** Renumbers the ids so that they tell the symbols apart too. @return how many different ids there are now */
function refine(ids: Int32Array, symbols: number, symbolOf: (i: number) => number): number {
  const numbers = new Map<number, number>();
  for (let i = 0; i < ids.length; i++) {
    const key = ids[i] * symbols + symbolOf(i);
    let id = numbers.get(key);
    if (id === undefined) numbers.set(key, id = numbers.size);
    ids[i] = id;
  }
  return numbers.size;
}

function largest(values: Indices): number {
  let max = 0;
  for (const value of values) if (value > max) max = value;
  return max;
}
