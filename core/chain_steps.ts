/**
 * The chain's steps as a lesson tells them: names, formulas, and the very code of chain.ts.
 *
 * @module
 */
import { chainBackward, chainForward } from "./chain.ts";

/** A step of the chain, or a parameter that it starts from. */
export interface ChainStep {
  /** In chain.ts. */
  name: string;
  /** What the notebook with the finer steps calls it. */
  alias: string;
  /** B batch, T context length, E embedding size, H hidden size, V vocabulary. */
  shape: string;
  /** How it is computed; empty for a parameter. */
  forward: string;
  /** How the loss depends on it: its gradient, from those of the steps that use it. */
  backward: string;
}

const step = (
  name: string,
  alias: string,
  shape: string,
  forward: string,
  backward: string,
): ChainStep => ({ name, alias, shape, forward, backward });

/** All steps in forward order, each parameter before the first step that uses it. */
export const CHAIN_STEPS: readonly ChainStep[] = [
  step("C", "C", "[V, E]", "", "dC[v] = Σ demb[i, t] over all (i, t) with X[i, t] = v"),
  step("emb", "emb", "[B, T, E]", "emb[i, t] = C[X[i, t]]", "demb = dembcat, in emb's shape"),
  step("embcat", "embcat", "[B, T·E]", "embcat[i] = emb[i] in one row", "dembcat = dhprebn W1ᵀ"),
  step("W1", "W1", "[T·E, H]", "", "dW1 = embcatᵀ dhprebn"),
  step(
    "b1",
    "b1",
    "[1, H]",
    "",
    "db1 = Σᵢ dhprebn[i] = 0, for batch norm subtracts b1 with the mean",
  ),
  step(
    "hprebn",
    "z1",
    "[B, H]",
    "hprebn = embcat W1 + b1",
    "dhprebn = dbndiff + dz1_sum: directly, and through the mean",
  ),
  step("z1_sum", "z1_sum", "[1, H]", "z1_sum = Σᵢ hprebn[i]", "dz1_sum = dbnmeani / B"),
  step("bnmeani", "z1_mean", "[1, H]", "bnmeani = z1_sum / B", "dbnmeani = −Σᵢ dbndiff[i]"),
  step(
    "bndiff",
    "z1_diff",
    "[B, H]",
    "bndiff = hprebn − bnmeani",
    "dbndiff = bnvar_inv · dbnraw + 2 bndiff · dbndiff2: as itself, and as its square",
  ),
  step(
    "bndiff2",
    "z1_diff_2",
    "[B, H]",
    "bndiff2 = bndiff²",
    "dbndiff2[i] = dz1_diff_sum, for every i",
  ),
  step(
    "z1_diff_sum",
    "z1_diff_sum",
    "[1, H]",
    "z1_diff_sum = Σᵢ bndiff2[i]",
    "dz1_diff_sum = dbnvar / B′",
  ),
  step(
    "bnvar",
    "z1_var",
    "[1, H]",
    "bnvar = z1_diff_sum / B′, B′ = B − 1 (unbiased) or B",
    "dbnvar = −½ (bnvar + ε)^(−3/2) · dbnvar_inv",
  ),
  step(
    "bnvar_inv",
    "z1_var_sqrt_inv",
    "[1, H]",
    "bnvar_inv = (bnvar + ε)^(−1/2)",
    "dbnvar_inv = Σᵢ bndiff[i] · dbnraw[i]",
  ),
  step("bnraw", "zx", "[B, H]", "bnraw = bndiff · bnvar_inv", "dbnraw = bngain · dhpreact"),
  step("bngain", "bngain", "[1, H]", "", "dbngain = Σᵢ bnraw[i] · dhpreact[i]"),
  step("bnbias", "bnbias", "[1, H]", "", "dbnbias = Σᵢ dhpreact[i]"),
  step("hpreact", "zz", "[B, H]", "hpreact = bngain · bnraw + bnbias", "dhpreact = 2 dzz_2"),
  step("zz_2", "zz_2", "[B, H]", "zz_2 = 2 hpreact", "dzz_2 = zz_2_exp · dzz_2_exp"),
  step(
    "zz_2_exp",
    "zz_2_exp",
    "[B, H]",
    "zz_2_exp = exp zz_2",
    "dzz_2_exp = dzz_2_exp_m1 + dzz_2_exp_p1: it is used twice",
  ),
  step(
    "zz_2_exp_m1",
    "zz_2_exp_m1",
    "[B, H]",
    "zz_2_exp_m1 = zz_2_exp − 1",
    "dzz_2_exp_m1 = dh / zz_2_exp_p1",
  ),
  step(
    "zz_2_exp_p1",
    "zz_2_exp_p1",
    "[B, H]",
    "zz_2_exp_p1 = zz_2_exp + 1",
    "dzz_2_exp_p1 = −dh · zz_2_exp_m1 / zz_2_exp_p1²",
  ),
  step("h", "h1", "[B, H]", "h = zz_2_exp_m1 / zz_2_exp_p1 = tanh hpreact", "dh = dlogits W2ᵀ"),
  step("W2", "W2", "[H, V]", "", "dW2 = hᵀ dlogits"),
  step("b2", "b2", "[1, V]", "", "db2 = Σᵢ dlogits[i]"),
  step(
    "logits",
    "logits",
    "[B, V]",
    "logits = h W2 + b2",
    "dlogits = dnorm_logits, plus dlogit_maxes where the row has its maximum",
  ),
  step(
    "logit_maxes",
    "logits_max",
    "[B, 1]",
    "logit_maxes[i] = maxᵥ logits[i, v]",
    "dlogit_maxes[i] = −Σᵥ dnorm_logits[i, v] = 0, for the maximum changes no probability",
  ),
  step(
    "norm_logits",
    "logits_diff",
    "[B, V]",
    "norm_logits = logits − logit_maxes",
    "dnorm_logits = counts · dcounts",
  ),
  step(
    "counts",
    "logits_exp",
    "[B, V]",
    "counts = exp norm_logits",
    "dcounts = counts_sum_inv · dprobs + dcounts_sum: it is used twice",
  ),
  step(
    "counts_sum",
    "logits_exp_sum",
    "[B, 1]",
    "counts_sum[i] = Σᵥ counts[i, v]",
    "dcounts_sum = −dcounts_sum_inv / counts_sum²",
  ),
  step(
    "counts_sum_inv",
    "logits_exp_sum_inv",
    "[B, 1]",
    "counts_sum_inv = 1 / counts_sum",
    "dcounts_sum_inv[i] = Σᵥ counts[i, v] · dprobs[i, v]",
  ),
  step("probs", "probs", "[B, V]", "probs = counts · counts_sum_inv", "dprobs = dlogprobs / probs"),
  step(
    "logprobs",
    "log_probs",
    "[B, V]",
    "logprobs = ln probs",
    "dlogprobs[i, Y[i]] = dlog_probs_target[i], zero elsewhere",
  ),
  step(
    "log_probs_target",
    "log_probs_target",
    "[B, 1]",
    "log_probs_target[i] = logprobs[i, Y[i]]",
    "dlog_probs_target = −1 / B, since loss = −Σᵢ log_probs_target[i] / B",
  ),
];

/** The statement of chainForward that computes `name`; empty for a parameter. */
export const forwardCode = (name: string): string => statement(chainForward, name);

/** The statement of chainBackward that computes the gradient of `name`. */
export const backwardCode = (name: string): string => statement(chainBackward, `d${name}`);

/** `const name = …;` as it stands in a function. */
function statement(inside: (...args: never[]) => unknown, name: string): string {
  const found = new RegExp(`const ${name} = [^;]*;`).exec(inside.toString());
  return found === null ? "" : found[0].replace(/\s+/g, " ");
}
