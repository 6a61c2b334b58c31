/**
 * Changes of chainBackward that its readers are to find, by the step whose gradient is the first that they make wrong.
 *
 * @module
 */
import type { Exercise } from "./lesson.ts";

export const CHAIN_EXERCISES: Readonly<Record<string, Exercise>> = {
  log_probs_target: {
    right: "broadcast(divide(scalar(-1, probs), B), [B, 1])",
    wrong: "broadcast(scalar(-1, probs), [B, 1])",
    hints: [
      "Every gradient of the chain is off, all by the same factor; only b1’s is not, which is 0.",
      "loss = −Σ log_probs_target / B. Write the slope by one of the log_probs_target.",
    ],
  },
  counts: {
    right: "add(multiply(counts_sum_inv, dprobs), dcounts_sum)",
    wrong: "multiply(counts_sum_inv, dprobs)",
    hints: [
      "dcounts is the first that is off. In which statements of the forward pass does counts stand?",
      "It is used twice: probs is made of it, and counts_sum is. The gradients of both uses are added.",
      "What comes back through the sum is dcounts_sum; add(…, …) copies it along the row.",
    ],
  },
  W2: {
    right: "const dW2 = matmul(transpose(h), dlogits);",
    wrong: "const dW2 = matmul(h, dlogits);",
    hints: [
      "The shapes tell: h is [B, H], dlogits is [B, V], and dW2 has to be [H, V].",
      "Only one product of the two has that shape, and it sums over the batch.",
    ],
  },
  zz_2_exp: {
    right: "add(dzz_2_exp_m1, dzz_2_exp_p1)",
    wrong: "dzz_2_exp_m1",
    hints: [
      "dzz_2_exp is the first that is off, and dh, before it, is right.",
      "tanh x = (e − 1) / (e + 1): e stands in it twice.",
    ],
  },
  bnraw: {
    right: "const dbnraw = multiply(bngain, dhpreact);",
    wrong: "const dbnraw = dhpreact;",
    hints: [
      "hpreact = bngain · bnraw + bnbias. What is its slope by bnraw?",
      "dbngain and dbnbias are right; what is missing is the other factor of the product.",
    ],
  },
  bndiff: {
    right: "add(multiply(bnvar_inv, dbnraw), multiply(multiply(bndiff, 2), dbndiff2))",
    wrong: "multiply(bnvar_inv, dbnraw)",
    hints: [
      "dbndiff is the first that is off. How many statements of the forward pass use bndiff?",
      "It is used in bnraw and in its own square, bndiff2.",
      "The slope of bndiff² is 2 bndiff, and what comes back there is dbndiff2.",
    ],
  },
  hprebn: {
    right: "const dhprebn = add(dbndiff, dz1_sum);",
    wrong: "const dhprebn = dbndiff;",
    hints: [
      "hprebn reaches bndiff in two ways.",
      "As itself, and through the mean that is subtracted. dz1_sum is computed and not used.",
    ],
  },
  W1: {
    right: "const dW1 = matmul(transpose(embcat), dhprebn);",
    wrong: "const dW1 = divide(matmul(transpose(embcat), dhprebn), B);",
    hints: [
      "This time nothing is missing: something is too much.",
      "The mean over the batch stands in the loss, and has gone into the gradients there, once.",
    ],
  },
  C: {
    right: "const dC = scatter(demb, X, V);",
    wrong: "const dC = scatter(demb, X.slice(0, B), V);",
    hints: [
      "Which rows of dC are off? Which symbols stand in X, and how often?",
      "A row of C collects the gradient of each of its uses: X has B · T of them.",
    ],
  },
};
