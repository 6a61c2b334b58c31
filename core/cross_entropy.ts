/**
 * Softmax and cross-entropy in one (PyTorch's F.cross_entropy). Its steps one by one: chain.ts.
 *
 * @module
 */
import { exp, log } from "./exact_math.ts";
import type { Indices } from "./examples.ts";
import type { Lesson } from "./lesson.ts";
import { checkShape, type FloatArray, type Tensor } from "./tensor.ts";

/**
 * Turns one row of logits into probabilities in place: softmax(z)ᵢ = exp(zᵢ − max z) / Σⱼ exp(zⱼ − max z). Taking the
 * maximum off changes nothing but keeps exp from overflowing.
 *
 * @param out [V] the probabilities
 * @param logits [V], may be `out`
 * @returns ln Σⱼ exp zⱼ
 */
export function softmax(out: FloatArray, logits: FloatArray): number {
  return softmaxRow(out, logits, 0, out.length);
}

/**
 * loss = mean over the batch of −ln softmax(logits[i])[Y[i]], in nats per character.
 *
 * It is computed as ln Σⱼ exp zⱼ − z[Y], which stays finite where the probability itself rounds to 0.
 *
 * @param probs [B, V] receives softmax(logits), which the backward pass needs
 * @param logits [B, V]
 * @param Y [B] the characters that followed
 * @throws TypeError where shapes do not fit
 */
export function crossEntropyForward(probs: Tensor, logits: Tensor, Y: Indices): number {
  const [B, V] = logits.shape;
  checkShape("probs", probs, B, V);
  let sum = 0;
  for (let i = 0; i < B; i++) {
    const logSumExp = softmaxRow(probs.data, logits.data, i * V, V);
    sum += logSumExp - logits.data[i * V + Y[i]];
  }
  return sum / B;
}

/**
 * dlogits = (probs − [v = Y]) / B: the wanted character is pulled up, all others are pushed down by their
 * probabilities.
 *
 * @param dlogits [B, V]
 * @param probs [B, V] from the forward pass
 * @param Y [B]
 */
export function crossEntropyBackward(dlogits: Tensor, probs: Tensor, Y: Indices): void {
  // loss = (1/B) Σᵢ (ln Σⱼ exp z[i, j] − z[i, Y[i]])
  //
  // by z[i, v]:  the logarithm's gradient is exp z[i, v] / Σⱼ exp z[i, j] = p[i, v],
  //              the second term's is 1 where v = Y[i], and 0 elsewhere.
  //
  // dlogits[i, v] = (p[i, v] − [v = Y[i]]) / B, and so each row sums to zero.
  const [B, V] = probs.shape;
  for (let i = 0; i < B; i++) {
    for (let v = 0; v < V; v++) {
      const wanted = v === Y[i] ? 1 : 0;
      dlogits.data[i * V + v] = (probs.data[i * V + v] - wanted) / B;
    }
  }
}

/** How the gradient of the loss is derived. */
export const crossEntropyLesson: Lesson = {
  forward: crossEntropyForward,
  backward: crossEntropyBackward,
  shapes: "z [B, V] the logits, y the symbol that followed, p [B, V] the probabilities",
  formulas: [
    "p[i, v] = exp(z[i, v]) / Σⱼ exp(z[i, j])",
    "loss = −(1 / B) Σᵢ ln(p[i, y])",
  ],
  derivation: [
    ["loss = (1 / B) Σᵢ (ln(Σⱼ exp(z[i, j])) − z[i, y])", "the logarithm of a quotient"],
    ["exp(z[i, v]) / Σⱼ exp(z[i, j]) = p[i, v]", "the slope of the logarithm by z[i, v]"],
    ["[v = y]", "the slope of the second term: 1 at the symbol that followed, else 0"],
  ],
  gradients: ["dz[i, v] = (p[i, v] − [v = y]) / B"],
  exercises: [{
    right: "(probs.data[i * V + v] - wanted) / B",
    wrong: "probs.data[i * V + v] / B",
    hints: [
      "The loss has two terms with z in them. Which of them has left a trace in this line?",
      "Each row of dlogits has to add up to 0: what is pulled up at the wanted symbol is pushed down at all of them.",
      "`wanted` is computed and then never used.",
    ],
  }],
};

/** ln Σ exp of the V logits from `start` on. */
export function logSumExp(logits: FloatArray, start: number, V: number): number {
  const max = largest(logits, start, V);
  let sum = 0;
  for (let j = start; j < start + V; j++) sum += exp(logits[j] - max);
  return max + log(sum);
}

/** Softmax of the V numbers from `start` on; returns their ln Σ exp. */
export function softmaxRow(out: FloatArray, logits: FloatArray, start: number, V: number): number {
  const max = largest(logits, start, V);
  let sum = 0;
  for (let j = start; j < start + V; j++) {
    const count = exp(logits[j] - max);
    out[j] = count;
    sum += count;
  }
  for (let j = start; j < start + V; j++) out[j] /= sum;
  return max + log(sum);
}

function largest(logits: FloatArray, start: number, V: number): number {
  let max = -Infinity;
  for (let j = start; j < start + V; j++) if (logits[j] > max) max = logits[j];
  return max;
}
