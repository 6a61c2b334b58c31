/**
 * The embedding table (PyTorch's nn.Embedding; C in Bengio et al. 2003).
 *
 * @module
 */
import type { Indices } from "./examples.ts";
import type { Tensor } from "./tensor.ts";

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
 * dC[v] = Σ over all (i, t) with X[i, t] = v of demb[i, t]: a row that is used several times collects the gradient of each use,
 * a row that is not used has gradient zero.
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
