/**
 * The embedding table (PyTorch's nn.Embedding; C in Bengio et al. 2003).
 *
 * @module
 */
import { call } from "../call.ts";
import type { Indices } from "../examples.ts";
import type { LayerKind } from "../layer.ts";
import type { Tensor } from "../tensor.ts";

/**
 * emb[i, t] = C[X[i, t]]
 *
 * @param emb [B, T · E], the vectors of a context side by side ("embcat")
 * @param C [V, E]
 * @param X [B, T] indices of characters
 */
export function embeddingForward(emb: Tensor, C: Tensor, X: Indices): void {
  const E = C.shape[1];
  for (let p = 0; p < X.length; p++) {
    for (let e = 0; e < E; e++) emb.data[p * E + e] = C.data[X[p] * E + e];
  }
}

/**
 * dC[v] = Σ over all (i, t) with X[i, t] = v of demb[i, t]: a row that is used several times collects the gradient of
 * each use, a row that is not used has gradient zero.
 *
 * @param dC [V, E]
 * @param demb [B, T · E]
 * @param X [B, T]
 */
export function embeddingBackward(dC: Tensor, demb: Tensor, X: Indices): void {
  const E = dC.shape[1];
  dC.data.fill(0);
  for (let p = 0; p < X.length; p++) {
    for (let e = 0; e < E; e++) dC.data[X[p] * E + e] += demb.data[p * E + e];
  }
}

/** The embedding as a layer. */
export const embedding: LayerKind<{ size: number }> = {
  type: "embedding",
  module: "embedding",
  isNumbered: false,
  about: "a vector for each symbol, learned: [T] symbols become [T, E] numbers",
  options: { size: { kind: "size", default: 10, about: "E" } },
  parameters: {
    weight: {
      role: "table",
      alias: "C",
      init: { scheme: "normal", mean: 0, std: 1, scale: 1 },
    },
  },
  takes: "symbols",
  title: ({ size }) => `embedding of ${size}`,
  isCausal: true,
  rows: "alike",
  shapes: ([T], { size }, { vocabularySize }) => ({
    output: [T, size],
    parameters: { weight: [vocabularySize, size] },
  }),
  place({ X, output, parameters: { weight }, gradients, allocate }) {
    const [out, dout] = [allocate(output), allocate(output)];
    return {
      out,
      dout,
      forward: [call([], embeddingForward, out, weight!, X)],
      backward: [call([], embeddingBackward, gradients.weight!, dout, X)],
    };
  },
  pytorch: ({ output: [, E], setting: { vocabularySize: V } }) => ({
    module: `nn.Embedding(${V}, ${E})`,
  }),
  lessons: [
    {
      forward: embeddingForward,
      backward: embeddingBackward,
      shapes: "C [V, E], X [B, T] symbols, emb [B, T, E]",
      formulas: ["emb[i, t] = C[X[i, t]]"],
      derivation: [
        ["emb[i, t] = Σᵥ o[v] C[v]", "with o[v] = 1 where v is the symbol at (i, t), else 0"],
        ["dC[v] = Σᵢₜ o[v] demb[i, t]", "a row collects the gradients of all places that used it"],
      ],
      gradients: ["dC[v] = Σ demb[i, t] over all (i, t) with X[i, t] = v"],
      tiny: { options: { size: 2 } },
      exercises: [{
        right: "dC.data[X[p] * E + e] += demb.data[p * E + e];",
        wrong: "dC.data[X[p] * E + e] = demb.data[p * E + e];",
        hints: [
          "What happens to a row of C that stands at two places of X?",
          "The gradients of all that a number reaches are added. Is anything added here?",
        ],
      }],
    },
  ],
};
