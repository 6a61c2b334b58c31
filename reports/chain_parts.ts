/**
 * The chain's parts, as a lesson tells them: from the loss back.
 *
 * @module
 */
import { CHAIN_STEPS, type ChainStep } from "../core/chain_steps.ts";

export interface ChainPart {
  title: string;
  /** From the loss back. */
  steps: ChainStep[];
}

/** The name of the first step of each part in forward order. */
const FIRST: [title: string, first: string][] = [
  ["Cross-entropy", "logprobs"],
  ["Softmax", "logit_maxes"],
  ["The output layer", "W2"],
  ["tanh", "zz_2"],
  ["Batch norm: scale and shift", "bngain"],
  ["Batch norm: normalize", "bndiff"],
  ["Batch norm: the mean", "z1_sum"],
  ["The hidden layer", "W1"],
  ["Embedding", "C"],
];

/** The parts, and the steps of each. */
export function partsOfChain(): ChainPart[] {
  const names = CHAIN_STEPS.map(({ name }) => name);
  let end = names.length;
  return FIRST.map(([title, first]) => {
    const start = names.indexOf(first);
    const steps = CHAIN_STEPS.slice(start, end).toReversed();
    end = start;
    return { title, steps };
  });
}
