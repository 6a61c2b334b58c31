import { type Examples, targetsOf } from "./examples.ts";
import { draws } from "./random/draws.ts";

/** Of the stream that subsets are drawn by. */
const SEED = 1991;

/**
 * So many of the examples, drawn at random without repetition, in the order in which they stand; all of them (the same
 * object) where there are no more. The same for the same number of examples, whatever they are: evenly spaced ones
 * would all fall on the same place of lines that are equally long.
 */
export function subset(examples: Examples, wanted = Infinity): Examples {
  const { X, Y, count, contextLength: T } = examples;
  if (wanted >= count) return examples;
  const chosen = Float64Array.from(draws(count, SEED).take(wanted)).sort();
  const targets = targetsOf(examples);
  const part = {
    X: X.slice(0, wanted * T),
    Y: Y.slice(0, wanted * targets),
    count: wanted,
    contextLength: T,
  };
  chosen.forEach((example, i) => {
    part.X.set(X.subarray(example * T, (example + 1) * T), i * T);
    part.Y.set(Y.subarray(example * targets, (example + 1) * targets), i * targets);
  });
  return part;
}
