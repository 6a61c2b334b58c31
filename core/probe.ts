import { type Examples, type Indices, targetsOf } from "./examples.ts";
import { draws } from "./random/draws.ts";

/** Of the stream that probes are drawn by; nothing else draws from it. */
const SEED = 2003;
/**
 * For each example that a probe needs so many are looked at, so that a large dataset with few contexts takes no longer
 * than others.
 */
const LOOKED_AT = 64;

/**
 * B examples to look inside a model with, the same ones for the same data. They are drawn at random, since evenly
 * spaced ones may all fall on the same place of lines that are equally long; without repetition; and an example whose
 * context has come already stands back behind those with new ones, since 32 times the beginning of a line, or of the
 * one line that a file repeats, show no more than once. So frequent contexts are likelier to be among them, but not
 * more often than others. Only where there are too few contexts does one come twice, with each example once, and only
 * where there are too few examples (batch norm needs two) do all come again, in the same order. Asked for again, they
 * are the same arrays.
 */
export function probe(examples: Examples, B: number): Probe {
  let bySize = known.get(examples);
  if (bySize === undefined) known.set(examples, bySize = new Map());
  let found = bySize.get(B);
  if (found === undefined) bySize.set(B, found = findProbe(examples, B));
  return found;
}
const known = new WeakMap<Examples, Map<number, Probe>>();

interface Probe {
  /** [B, T] */
  X: Int32Array;
  /** [B], or [B, T] where each position predicts */
  Y: Int32Array;
}

function findProbe(examples: Examples, B: number): Probe {
  const { X, Y, contextLength: T } = examples;
  const chosen = choose(examples, B);
  const targets = targetsOf(examples);
  const batch = { X: new Int32Array(B * T), Y: new Int32Array(B * targets) };
  for (let i = 0; i < B; i++) {
    const example = chosen[i % chosen.length];
    batch.Y.set(Y.subarray(example * targets, (example + 1) * targets), i * targets);
    batch.X.set(X.subarray(example * T, (example + 1) * T), i * T);
  }
  return batch;
}

/** Up to B different examples, those with new contexts first. */
function choose({ X, count, contextLength: T }: Examples, B: number): number[] {
  const contexts = new Set<string>();
  const [fresh, rest]: number[][] = [[], []];
  let left = LOOKED_AT * B;
  for (const example of draws(count, SEED)) {
    const context = keyOf(X.subarray(example * T, (example + 1) * T));
    (contexts.has(context) ? rest : fresh).push(example);
    contexts.add(context);
    if (fresh.length === B || --left === 0) break;
  }
  return [...fresh, ...rest].slice(0, B);
}

const keyOf = (context: Indices): string => context.join(" ");
