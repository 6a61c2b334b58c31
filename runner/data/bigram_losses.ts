/**
 * The simplest model that learns, for comparison: how often each character follows each other one, counted, as in part
 * 1 of makemore.
 *
 * @module
 */
import { log } from "../../core/exact_math.ts";
import { type Examples, targetsOf } from "../../core/examples.ts";
import type { Split } from "../results.ts";

/**
 * The losses of the bigram table that is counted on the train split, with 1 added to every count so that nothing is
 * impossible:
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
  const counted = countPairs(splits.train, V);
  const totals = new Float64Array(V);
  for (const [pair, count] of counted) totals[Math.floor(pair / V)] += count;
  const meanLoss = (examples: Examples) => {
    const counts = examples === splits.train ? counted : countPairs(examples, V);
    let [sum, pairs] = [0, 0];
    for (const [pair, count] of counts) {
      pairs += count;
      const last = Math.floor(pair / V);
      sum += count * log((totals[last] + V) / ((counted.get(pair) ?? 0) + 1));
    }
    return pairs === 0 ? null : sum / pairs;
  };
  const { train, val, test } = splits;
  return { train: meanLoss(train), val: meanLoss(val), test: meanLoss(test) };
}

/** How often each character (next) follows each other one (last): last · V + next → count. */
function countPairs(examples: Examples, V: number): Map<number, number> {
  const { X, Y, count, contextLength: T } = examples;
  const targets = targetsOf(examples);
  const counts = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < targets; k++) {
      const next = Y[i * targets + k];
      if (next === V) continue;
      const pair = X[(i + 1) * T - targets + k] * V + next;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }
  return counts;
}
