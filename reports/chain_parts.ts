/**
 * The chain's parts, as a lesson tells them: from the loss back.
 *
 * @module
 */
import { CHAIN_STEPS, type ChainStep } from "../core/chain_steps.ts";

export interface ChainPart {
  title: string;
  /** What it does. */
  about: string;
  /** From the loss back. */
  steps: ChainStep[];
}

/** Of each part the title, the name of its first step in forward order, and what it does. */
const FIRST: [title: string, first: string, about: string][] = [
  [
    "Cross-entropy",
    "logprobs",
    "The loss is the mean of −ln p, p being the probability that was given to the symbol that followed. All others do not reach it.",
  ],
  [
    "Softmax",
    "logit_maxes",
    "Logits become probabilities: exp of each, divided by the sum of its row. The row’s largest logit is subtracted first, so that exp does not overflow; that changes no probability.",
  ],
  [
    "The output layer",
    "W2",
    "A matrix product and a bias make a logit for each symbol of the hidden units.",
  ],
  [
    "tanh",
    "zz_2",
    "tanh x is (exp 2x − 1) / (exp 2x + 1). Exp of 2x is used twice, above the line and below it.",
  ],
  [
    "Batch norm: scale and shift",
    "bngain",
    "What has been normalized is multiplied by a gain and moved by a bias, of which each unit has its own.",
  ],
  [
    "Batch norm: normalize",
    "bndiff",
    "Each number’s distance from its unit’s mean is divided by the unit’s standard deviation over the batch. The distances are used twice: they are divided, and the deviation is made of them.",
  ],
  [
    "Batch norm: the mean",
    "z1_sum",
    "The mean over the batch is subtracted from every example, so that each example reaches all others through it.",
  ],
  [
    "The hidden layer",
    "W1",
    "Again a matrix product and a bias, of the two symbols’ vectors side by side.",
  ],
  [
    "Embedding",
    "C",
    "Each symbol stands for a row of C, which is looked up wherever the symbol stands, and learns from all these places.",
  ],
];

/** The parts, and the steps of each. */
export function partsOfChain(): ChainPart[] {
  const names = CHAIN_STEPS.map(({ name }) => name);
  let end = names.length;
  return FIRST.map(([title, first, about]) => {
    const start = names.indexOf(first);
    const steps = CHAIN_STEPS.slice(start, end).toReversed();
    end = start;
    return { title, about, steps };
  });
}
