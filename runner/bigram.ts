/**
 * The simplest model that learns, for comparison: how often each character follows each other one, counted, as in part 1 of makemore.
 *
 * @module
 */
import { log } from "../core/exact_math.ts";
import type { Examples } from "../core/examples.ts";
import type { Split } from "./results.ts";

/**
 * The losses of the bigram table that is counted on the train split, with 1 added to every count so that nothing is impossible:
 *
 *     P(next | last) = (N[last, next] + 1) / (Σ N[last, ·] + V)
 *
 * @param V the vocabulary's size
 * @returns nats per character on each split, null where it is empty
 */
export function bigramLosses(
  splits: Record<Split, Examples>,
  V: number,
): Record<Split, number | null> {
  const pairs = new Map<number, number>();
  const totals = new Float64Array(V);
  for (const [last, next] of pairsOf(splits.train)) {
    pairs.set(last * V + next, (pairs.get(last * V + next) ?? 0) + 1);
    totals[last]++;
  }
  const meanLoss = (examples: Examples) => {
    let sum = 0;
    for (const [last, next] of pairsOf(examples)) {
      sum += log((totals[last] + V) / ((pairs.get(last * V + next) ?? 0) + 1));
    }
    return examples.count === 0 ? null : sum / examples.count;
  };
  const { train, val, test } = splits;
  return { train: meanLoss(train), val: meanLoss(val), test: meanLoss(test) };
}

/** Each example's next character, with the one before it. */
function* pairsOf({ X, Y, count, contextLength: T }: Examples): Generator<[number, number]> {
  for (let i = 0; i < count; i++) yield [X[i * T + T - 1], Y[i]];
}
