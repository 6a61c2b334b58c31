/**
 * The batch-norm MLP in its smallest steps, and its backward pass as their mirror: one statement a step, so that every
 * line can be read and checked alone. It serves reading and checking; training takes the big steps (the layers), which
 * come to the same.
 *
 * The names are those of *Building makemore part 4: becoming a backprop ninja*; where a second notebook goes in smaller
 * steps, the names are that notebook's (see chain_steps.ts). B is the batch's size, d the gradient of the loss by what
 * follows it.
 *
 * @module
 */
import {
  add,
  argmax,
  broadcast,
  divide,
  dtypeOf,
  map,
  matmul,
  multiply,
  negate,
  pick,
  place,
  power,
  subtract,
  sumOverBatch,
  sumOverRow,
  transpose,
  view,
} from "./broadcast.ts";
import { embeddingBackward, embeddingForward } from "./layers/embedding.ts";
import { exp, log } from "./exact_math.ts";
import type { Indices } from "./examples.ts";
import { allocate, type Tensor } from "./tensor.ts";

/**
 * What the chain starts from; biases and batch norm's tensors are rows, so that broadcasting over the batch is visible.
 */
export interface ChainParameters {
  /** [V, E] */
  C: Tensor;
  /** [T·E, H] */
  W1: Tensor;
  /** [1, H] */
  b1: Tensor;
  /** [1, H] */
  bngain: Tensor;
  /** [1, H] */
  bnbias: Tensor;
  /** [H, V] */
  W2: Tensor;
  /** [1, V] */
  b2: Tensor;
}

/** Batch norm's conventions, as in batch_norm.ts. */
export interface ChainOptions {
  /** Added to the variance. */
  epsilon: number;
  /** Divide the variance by B − 1, as the notebooks do, instead of B. */
  unbiased: boolean;
}

/** Called with each intermediate as it is made; what it returns is used from there on. */
export type Keep = (name: string, value: Tensor) => Tensor;

/** Every intermediate of the forward pass, and the loss as a [1, 1] tensor. */
export type ChainValues = ReturnType<typeof chainForward>;

/**
 * The forward pass.
 *
 * @param X [B, T] contexts
 * @param Y [B] the characters that followed
 * @param keep sees, and may change, each intermediate
 */
export function chainForward(
  { C, W1, b1, bngain, bnbias, W2, b2 }: ChainParameters,
  X: Indices,
  Y: Indices,
  { epsilon, unbiased }: ChainOptions,
  keep: Keep = (_, value) => value,
) {
  const B = Y.length;
  const T = X.length / B;
  const E = C.shape[1];
  const divisor = unbiased ? B - 1 : B;

  // Embedding
  const emb = keep("emb", embed(C, X));
  const embcat = keep("embcat", view(emb, B, T * E));

  // Linear layer 1
  const hprebn = keep("hprebn", add(matmul(embcat, W1), b1));

  // Batch norm: mean
  const z1_sum = keep("z1_sum", sumOverBatch(hprebn));
  const bnmeani = keep("bnmeani", divide(z1_sum, B));
  // Batch norm: variance
  const bndiff = keep("bndiff", subtract(hprebn, bnmeani));
  const bndiff2 = keep("bndiff2", multiply(bndiff, bndiff));
  const z1_diff_sum = keep("z1_diff_sum", sumOverBatch(bndiff2));
  const bnvar = keep("bnvar", divide(z1_diff_sum, divisor));
  // Batch norm: normalize, scale and shift
  const bnvar_inv = keep("bnvar_inv", power(add(bnvar, epsilon), -0.5));
  const bnraw = keep("bnraw", multiply(bndiff, bnvar_inv));
  const hpreact = keep("hpreact", add(multiply(bngain, bnraw), bnbias));

  // tanh x = (exp 2x − 1) / (exp 2x + 1)
  const zz_2 = keep("zz_2", multiply(hpreact, 2));
  const zz_2_exp = keep("zz_2_exp", map(zz_2, exp));
  const zz_2_exp_m1 = keep("zz_2_exp_m1", subtract(zz_2_exp, 1));
  const zz_2_exp_p1 = keep("zz_2_exp_p1", add(zz_2_exp, 1));
  const h = keep("h", divide(zz_2_exp_m1, zz_2_exp_p1));

  // Linear layer 2
  const logits = keep("logits", add(matmul(h, W2), b2));

  // Softmax
  const logit_maxes = keep("logit_maxes", pick(logits, argmax(logits)));
  const norm_logits = keep("norm_logits", subtract(logits, logit_maxes));
  const counts = keep("counts", map(norm_logits, exp));
  const counts_sum = keep("counts_sum", sumOverRow(counts));
  const counts_sum_inv = keep("counts_sum_inv", power(counts_sum, -1));
  const probs = keep("probs", multiply(counts, counts_sum_inv));

  // Cross-entropy
  const logprobs = keep("logprobs", map(probs, log));
  const log_probs_target = keep("log_probs_target", pick(logprobs, Y));
  const loss = divide(negate(sumOverBatch(log_probs_target)), B);

  // deno-fmt-ignore
  return {
    emb, embcat, hprebn, z1_sum, bnmeani, bndiff, bndiff2, z1_diff_sum, bnvar, bnvar_inv, bnraw, hpreact,
    zz_2, zz_2_exp, zz_2_exp_m1, zz_2_exp_p1, h, logits, logit_maxes, norm_logits, counts, counts_sum,
    counts_sum_inv, probs, logprobs, log_probs_target, loss,
  };
}

/**
 * The backward pass, from the loss back to the parameters. Read each statement beside the forward statement of the same
 * name. Three rules give them all:
 *
 *     chain rule        d(in) = d(out) · ∂out/∂in, element by element
 *     used twice        the gradients of both uses are added
 *     broadcast         what was copied over the batch (or a row) is summed over it, and what was summed is copied
 */
export function chainBackward(
  { C, W1, bngain, W2 }: ChainParameters,
  values: ChainValues,
  X: Indices,
  Y: Indices,
  { epsilon, unbiased }: ChainOptions,
) {
  const { embcat, bndiff, bnvar, bnvar_inv, bnraw } = values;
  const { zz_2_exp, zz_2_exp_m1, zz_2_exp_p1, h } = values;
  const { logits, counts, counts_sum, counts_sum_inv, probs } = values;
  const B = Y.length;
  const [V, E] = C.shape;
  const divisor = unbiased ? B - 1 : B;

  // Cross-entropy
  // the sum copies its gradient to every example
  const dlog_probs_target = broadcast(divide(scalar(-1, probs), B), [B, 1]);
  // only the wanted characters' reach the loss
  const dlogprobs = place(dlog_probs_target, Y, V);
  // d ln p = dp / p
  const dprobs = divide(dlogprobs, probs);

  // Softmax
  // broadcast over the row, so summed over it
  const dcounts_sum_inv = sumOverRow(multiply(counts, dprobs));
  // d(1/s) = −ds / s²
  const dcounts_sum = multiply(negate(power(counts_sum, -2)), dcounts_sum_inv);
  // used twice; the sum's gradient is copied along the row
  const dcounts = add(multiply(counts_sum_inv, dprobs), dcounts_sum);
  // exp is its own derivative
  const dnorm_logits = multiply(counts, dcounts);
  // zero but for rounding: the maximum changes nothing
  const dlogit_maxes = negate(sumOverRow(dnorm_logits));
  // used twice: as itself, and where it is the maximum
  const dlogits = add(dnorm_logits, place(dlogit_maxes, argmax(logits), V));

  // Linear layer 2
  // h[i, k] meets every W2[k, v]
  const dh = matmul(dlogits, transpose(W2));
  // W2 is used by every example: summed over the batch
  const dW2 = matmul(transpose(h), dlogits);
  // broadcast over the batch, so summed over it
  const db2 = sumOverBatch(dlogits);

  // tanh
  // d(a/b) by a = 1/b
  const dzz_2_exp_m1 = divide(dh, zz_2_exp_p1);
  const dzz_2_exp_p1 = negate(
    divide(multiply(dh, zz_2_exp_m1), multiply(zz_2_exp_p1, zz_2_exp_p1)),
  ); // d(a/b) by b = −a/b²
  // used twice
  const dzz_2_exp = add(dzz_2_exp_m1, dzz_2_exp_p1);
  // exp is its own derivative
  const dzz_2 = multiply(zz_2_exp, dzz_2_exp);
  // all five steps together: (1 − h²) dh
  const dhpreact = multiply(dzz_2, 2);

  // Batch norm: scale and shift, normalize
  // broadcast over the batch, so summed over it
  const dbngain = sumOverBatch(multiply(bnraw, dhpreact));
  // the same
  const dbnbias = sumOverBatch(dhpreact);
  // one gain for the whole batch
  const dbnraw = multiply(bngain, dhpreact);
  // broadcast over the batch, so summed over it
  const dbnvar_inv = sumOverBatch(multiply(bndiff, dbnraw));
  // Batch norm: variance
  // d(x^−½) = −½ x^−³⁄₂ dx
  const dbnvar = multiply(multiply(power(add(bnvar, epsilon), -1.5), -0.5), dbnvar_inv);
  // division by a constant
  const dz1_diff_sum = divide(dbnvar, divisor);
  // the sum copies its gradient to every example
  const dbndiff2 = broadcast(dz1_diff_sum, [B, dz1_diff_sum.shape[1]]);
  // used twice: in bnraw and in its square
  const dbndiff = add(multiply(bnvar_inv, dbnraw), multiply(multiply(bndiff, 2), dbndiff2));
  // Batch norm: mean
  // subtracted from every example, so summed over the batch
  const dbnmeani = negate(sumOverBatch(dbndiff));
  // division by a constant
  const dz1_sum = divide(dbnmeani, B);
  // used twice; the sum's gradient is copied to every example
  const dhprebn = add(dbndiff, dz1_sum);

  // Linear layer 1
  // as dh
  const dembcat = matmul(dhprebn, transpose(W1));
  // as dW2
  const dW1 = matmul(transpose(embcat), dhprebn);
  // zero but for rounding: batch norm subtracts the bias again with the mean
  const db1 = sumOverBatch(dhprebn);

  // Embedding
  // the same numbers in another shape
  const demb = view(dembcat, X.length, E);
  // a row of C collects the gradient of each of its uses
  const dC = scatter(demb, X, V);

  // deno-fmt-ignore
  return {
    log_probs_target: dlog_probs_target, logprobs: dlogprobs, probs: dprobs, counts_sum_inv: dcounts_sum_inv,
    counts_sum: dcounts_sum, counts: dcounts, norm_logits: dnorm_logits, logit_maxes: dlogit_maxes,
    logits: dlogits, h: dh, W2: dW2, b2: db2, zz_2_exp_m1: dzz_2_exp_m1, zz_2_exp_p1: dzz_2_exp_p1,
    zz_2_exp: dzz_2_exp, zz_2: dzz_2, hpreact: dhpreact, bngain: dbngain, bnbias: dbnbias, bnraw: dbnraw,
    bnvar_inv: dbnvar_inv, bnvar: dbnvar, z1_diff_sum: dz1_diff_sum, bndiff2: dbndiff2, bndiff: dbndiff,
    bnmeani: dbnmeani, z1_sum: dz1_sum, hprebn: dhprebn, embcat: dembcat, W1: dW1, b1: db1, emb: demb, C: dC,
  };
}

/**
 * What chainBackward uses of its module, by name: with these it runs from its text, also when that has been changed.
 */
export const CHAIN_SCOPE = {
  add,
  argmax,
  broadcast,
  divide,
  matmul,
  multiply,
  negate,
  place,
  power,
  scalar,
  scatter,
  subtract,
  sumOverBatch,
  sumOverRow,
  transpose,
  view,
};

/** emb[i·T + t] = C[X[i, t]]: [B·T, E] */
function embed(C: Tensor, X: Indices): Tensor {
  const emb = allocate([X.length, C.shape[1]], dtypeOf(C));
  embeddingForward(emb, C, X);
  return emb;
}

/** dC[v] = Σ of demb over all places where X is v: [V, E] */
function scatter(demb: Tensor, X: Indices, V: number): Tensor {
  const dC = allocate([V, demb.shape[1]], dtypeOf(demb));
  embeddingBackward(dC, demb, X);
  return dC;
}

/** A [1, 1] tensor of the dtype of `like`. */
function scalar(x: number, like: Tensor): Tensor {
  const out = allocate([1, 1], dtypeOf(like));
  out.data[0] = x;
  return out;
}
