/**
 * Softmax and cross-entropy after every position of a batch of sequences, where some positions have no target: what
 * pads a short line (PyTorch's F.cross_entropy with ignore_index).
 *
 * @module
 */
import { softmaxRow } from "../cross_entropy.ts";
import type { Indices } from "../examples.ts";
import type { Lesson } from "../lesson.ts";
import { checkShape, type Tensor } from "../tensor.ts";

/**
 * loss = mean over all rows that have a target of −ln softmax(logits[n])[Y[n]], in nats per character. NaN where no row
 * has one, as in PyTorch.
 *
 * @param probs [N, V] receives softmax(logits), of all rows
 * @param logits [N, V], N = B · T
 * @param Y [N] the characters that followed
 * @param ignored what stands in Y where there is no target; makemore: −1
 * @throws TypeError where shapes do not fit
 */
export function sequenceCrossEntropyForward(
  probs: Tensor,
  logits: Tensor,
  Y: Indices,
  ignored: number,
): number {
  const [N, V] = logits.shape;
  checkShape("probs", probs, N, V);
  let sum = 0;
  for (let n = 0; n < N; n++) {
    const logSumExp = softmaxRow(probs.data, logits.data, n * V, V);
    if (Y[n] !== ignored) sum += logSumExp - logits.data[n * V + Y[n]];
  }
  return sum / countTargets(Y, ignored);
}

/**
 * dlogits[n] = (probs[n] − [v = Y[n]]) / count of targets, as crossEntropyBackward's, and 0 in a row without a target.
 *
 * @param dlogits [N, V]
 * @param probs [N, V] from the forward pass
 * @param Y [N]
 */
export function sequenceCrossEntropyBackward(
  dlogits: Tensor,
  probs: Tensor,
  Y: Indices,
  ignored: number,
): void {
  const [N, V] = probs.shape;
  const count = countTargets(Y, ignored);
  for (let n = 0; n < N; n++) {
    for (let v = 0; v < V; v++) {
      const wanted = v === Y[n] ? 1 : 0;
      dlogits.data[n * V + v] = Y[n] === ignored ? 0 : (probs.data[n * V + v] - wanted) / count;
    }
  }
}

export const sequenceCrossEntropyLesson: Lesson = {
  forward: sequenceCrossEntropyForward,
  backward: sequenceCrossEntropyBackward,
  shapes:
    "z [B·T, V] the logits, a row a position; y the symbol that followed it, M how many rows have one, p [B·T, V] the probabilities",
  formulas: [
    "p[n, v] = exp(z[n, v]) / Σⱼ exp(z[n, j])",
    "loss = −(1 / M) Σₙ ln(p[n, y]), over the rows that have a target",
  ],
  derivation: [
    ["loss = (1 / M) Σₙ (ln(Σⱼ exp(z[n, j])) − z[n, y])", "the logarithm of a quotient"],
    ["exp(z[n, v]) / Σⱼ exp(z[n, j]) = p[n, v]", "the slope of the logarithm by z[n, v]"],
    ["[v = y]", "the slope of the second term: 1 at the symbol that followed, else 0"],
  ],
  gradients: [
    "dz[n, v] = (p[n, v] − [v = y]) / M",
    "dz[n, v] = 0, in a row without a target",
  ],
  tiny: { B: 4, targets: 5 },
  scope: { countTargets },
  exercises: [{
    right: "- wanted) / count;",
    wrong: "- wanted) / N;",
    hints: [
      "The loss is a mean. Over what?",
      "Set a target to 4, which is none: its row of dlogits is 0. How many rows is the mean over now?",
      "`count` is computed and then never used.",
    ],
  }],
};

/** How many rows have a target. */
function countTargets(Y: Indices, ignored: number): number {
  let count = 0;
  for (let n = 0; n < Y.length; n++) if (Y[n] !== ignored) count++;
  return count;
}
