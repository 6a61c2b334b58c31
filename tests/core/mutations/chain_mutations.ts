/**
 * Mistakes in chainBackward; each makes the gradient that it names wrong, and none before it.
 *
 * @module
 */
import { chainBackward } from "../../../core/chain.ts";
import { type Mutation, sourceOf } from "./mutation.ts";

/** The statement of a gradient, with the wrong sign. */
export function wrongSign(name: string): Mutation {
  const statement = new RegExp(`const d${name} = ([^;]*);`).exec(sourceOf(chainBackward));
  if (statement === null) throw new Error(`chainBackward has no statement of d${name}`);
  const [text, expression] = statement;
  return ["the wrong sign", text, `const d${name} = negate(${expression});`, name];
}

/**
 * Caught by central differences. One is not among them: to forget the largest logit's second use, as the maximum, is no
 * mistake, since that gradient is zero.
 */
export const wrongValues: Mutation[] = [
  [
    "the mean over the batch forgotten",
    "divide(scalar(-1, probs), B)",
    "scalar(-1, probs)",
    "log_probs_target",
  ],
  [
    "B − 1 for B",
    "divide(scalar(-1, probs), B)",
    "divide(scalar(-1, probs), B - 1)",
    "log_probs_target",
  ],
  [
    "always the first character",
    "place(dlog_probs_target, Y, V)",
    "place(dlog_probs_target, new Int32Array(B), V)",
    "logprobs",
  ],
  [
    "all characters, not the wanted one",
    "place(dlog_probs_target, Y, V)",
    "broadcast(dlog_probs_target, [B, V])",
    "logprobs",
  ],
  ["multiplied for divided", "divide(dlogprobs, probs)", "multiply(dlogprobs, probs)", "probs"],
  ["the factor 1/p lost", "divide(dlogprobs, probs)", "dlogprobs", "probs"],
  ["the factor counts lost", "multiply(counts, dprobs)", "dprobs", "counts_sum_inv"],
  ["1/s for 1/s²", "power(counts_sum, -2)", "power(counts_sum, -1)", "counts_sum"],
  [
    "the first use forgotten",
    "add(multiply(counts_sum_inv, dprobs), dcounts_sum)",
    "broadcast(dcounts_sum, [B, V])",
    "counts",
  ],
  [
    "the second use forgotten",
    "add(multiply(counts_sum_inv, dprobs), dcounts_sum)",
    "multiply(counts_sum_inv, dprobs)",
    "counts",
  ],
  ["the derivative of exp lost", "multiply(counts, dcounts)", "dcounts", "norm_logits"],
  [
    "the derivative of exp forgotten",
    "sumOverRow(dnorm_logits)",
    "sumOverRow(dcounts)",
    "logit_maxes",
  ],
  [
    "the first use forgotten",
    "add(dnorm_logits, place(dlogit_maxes, argmax(logits), V))",
    "place(dlogit_maxes, argmax(logits), V)",
    "logits",
  ],
  ["W2 not transposed", "transpose(W2)", "W2", "h"],
  ["transposed", "matmul(transpose(h), dlogits)", "matmul(transpose(dlogits), h)", "W2"],
  [
    "a mean over the batch",
    "matmul(transpose(h), dlogits)",
    "divide(matmul(transpose(h), dlogits), B)",
    "W2",
  ],
  ["a mean over the batch", "sumOverBatch(dlogits)", "divide(sumOverBatch(dlogits), B)", "b2"],
  ["multiplied for divided", "divide(dh, zz_2_exp_p1)", "multiply(dh, zz_2_exp_p1)", "zz_2_exp_m1"],
  ["the square forgotten", "multiply(zz_2_exp_p1, zz_2_exp_p1)", "zz_2_exp_p1", "zz_2_exp_p1"],
  ["a for b in −a/b²", "multiply(dh, zz_2_exp_m1)", "multiply(dh, zz_2_exp)", "zz_2_exp_p1"],
  ["the first use forgotten", "add(dzz_2_exp_m1, dzz_2_exp_p1)", "dzz_2_exp_p1", "zz_2_exp"],
  ["the second use forgotten", "add(dzz_2_exp_m1, dzz_2_exp_p1)", "dzz_2_exp_m1", "zz_2_exp"],
  ["the derivative of exp lost", "multiply(zz_2_exp, dzz_2_exp)", "dzz_2_exp", "zz_2"],
  ["the factor 2 lost", "multiply(dzz_2, 2)", "dzz_2", "hpreact"],
  ["divided for multiplied", "multiply(dzz_2, 2)", "divide(dzz_2, 2)", "hpreact"],
  ["the factor bnraw lost", "multiply(bnraw, dhpreact)", "dhpreact", "bngain"],
  [
    "a mean over the batch",
    "dbnbias = sumOverBatch(dhpreact)",
    "dbnbias = divide(sumOverBatch(dhpreact), B)",
    "bnbias",
  ],
  ["the gain lost", "multiply(bngain, dhpreact)", "dhpreact", "bnraw"],
  ["the factor bndiff lost", "multiply(bndiff, dbnraw)", "dbnraw", "bnvar_inv"],
  ["the power −½ for −³⁄₂", "-1.5", "-0.5", "bnvar"],
  ["the factor −½ lost", ", -1.5), -0.5)", ", -1.5), 1)", "bnvar"],
  ["epsilon forgotten", "add(bnvar, epsilon)", "bnvar", "bnvar"],
  ["B for B − 1", "divide(dbnvar, divisor)", "divide(dbnvar, B)", "z1_diff_sum"],
  ["B and B − 1 exchanged", "unbiased ? B - 1 : B", "unbiased ? B : B - 1", "z1_diff_sum"],
  ["a sum for the mean", "divide(dbnvar, divisor)", "dbnvar", "z1_diff_sum"],
  [
    "a mean over the batch",
    "broadcast(dz1_diff_sum,",
    "broadcast(divide(dz1_diff_sum, B),",
    "bndiff2",
  ],
  [
    "the first use forgotten",
    "add(multiply(bnvar_inv, dbnraw), multiply(multiply(bndiff, 2), dbndiff2))",
    "multiply(multiply(bndiff, 2), dbndiff2)",
    "bndiff",
  ],
  [
    "the second use forgotten",
    "add(multiply(bnvar_inv, dbnraw), multiply(multiply(bndiff, 2), dbndiff2))",
    "multiply(bnvar_inv, dbnraw)",
    "bndiff",
  ],
  ["the square's factor 2 lost", "multiply(bndiff, 2)", "bndiff", "bndiff"],
  [
    "a mean over the batch",
    "negate(sumOverBatch(dbndiff))",
    "divide(negate(sumOverBatch(dbndiff)), B)",
    "bnmeani",
  ],
  ["the mean's 1/B lost", "divide(dbnmeani, B)", "dbnmeani", "z1_sum"],
  ["B − 1 for B", "divide(dbnmeani, B)", "divide(dbnmeani, B - 1)", "z1_sum"],
  [
    "the first use forgotten",
    "add(dbndiff, dz1_sum)",
    "broadcast(dz1_sum, [B, dz1_sum.shape[1]])",
    "hprebn",
  ],
  ["the second use forgotten", "add(dbndiff, dz1_sum)", "dbndiff", "hprebn"],
  ["W1 not transposed", "transpose(W1)", "W1", "embcat"],
  ["transposed", "matmul(transpose(embcat), dhprebn)", "matmul(transpose(dhprebn), embcat)", "W1"],
  ["the way through the mean forgotten", "sumOverBatch(dhprebn)", "sumOverBatch(dbndiff)", "b1"],
  ["transposed", "view(dembcat,", "view(transpose(dembcat),", "emb"],
  [
    "by place, not by character",
    "scatter(demb, X, V)",
    "scatter(demb, X.map((_, p) => p % V), V)",
    "C",
  ],
  [
    "the last example forgotten",
    "scatter(demb, X, V)",
    "scatter(demb, X.subarray(0, -X.length / B), V)",
    "C",
  ],
];

/** Caught by the gradient's shape, whatever is in it. */
export const wrongShapes: Mutation[] = [
  [
    "without the sum over the row",
    "sumOverRow(multiply(counts, dprobs))",
    "multiply(counts, dprobs)",
    "counts_sum_inv",
  ],
  [
    "without the sum over the row",
    "negate(sumOverRow(dnorm_logits))",
    "negate(dnorm_logits)",
    "logit_maxes",
  ],
  ["without the sum over the batch", "sumOverBatch(dlogits)", "dlogits", "b2"],
  ["the sum over the row, not the batch", "sumOverBatch(dlogits)", "sumOverRow(dlogits)", "b2"],
  [
    "without the sum over the batch",
    "sumOverBatch(multiply(bnraw, dhpreact))",
    "multiply(bnraw, dhpreact)",
    "bngain",
  ],
  [
    "without the sum over the batch",
    "dbnbias = sumOverBatch(dhpreact)",
    "dbnbias = dhpreact",
    "bnbias",
  ],
  [
    "without the sum over the batch",
    "sumOverBatch(multiply(bndiff, dbnraw))",
    "multiply(bndiff, dbnraw)",
    "bnvar_inv",
  ],
  [
    "not copied over the batch",
    "broadcast(dz1_diff_sum, [ B, dz1_diff_sum.shape[1] ])",
    "dz1_diff_sum",
    "bndiff2",
  ],
  ["without the sum over the batch", "negate(sumOverBatch(dbndiff))", "negate(dbndiff)", "bnmeani"],
  ["without the sum over the batch", "sumOverBatch(dhprebn)", "dhprebn", "b1"],
];

/** Refused by the matrix product: the inner sizes differ. */
export const wrongProducts: Mutation[] = [
  ["h not transposed", "matmul(transpose(h), dlogits)", "matmul(h, dlogits)", "W2"],
  ["embcat not transposed", "matmul(transpose(embcat), dhprebn)", "matmul(embcat, dhprebn)", "W1"],
];
