/**
 * The first layer: embeddings of a context's characters side by side, and a linear layer on them.
 *
 *     z[i] = b + emb[i] W = b + Σₜ C[X[i, t]] W[t]        W[t]: rows tE … tE + E − 1 of W
 *
 * @module
 */
import { embeddingBackward, embeddingForward } from "./embedding.ts";
import type { Indices } from "./examples.ts";
import { linearBackward, linearForward } from "./linear.ts";
import type { Tensor } from "./tensor.ts";

/**
 * emb = the embedded contexts, z = emb W + b
 *
 * @param z [B, H]
 * @param emb [B, T · E], for the backward pass; kernels keep what they need themselves
 * @param C [V, E]
 * @param X [B, T] indices of characters
 * @param W [T · E, H]
 * @param b [H], or null
 */
export function embeddingLinearForward(
  z: Tensor,
  emb: Tensor,
  C: Tensor,
  X: Indices,
  W: Tensor,
  b: Tensor | null,
): void {
  embeddingForward(emb, C, X);
  linearForward(z, emb, W, b);
}

/**
 * After `embeddingLinearForward` on the same batch:
 *
 *     demb = dz Wᵀ        dW = embᵀ dz        db = Σᵢ dz[i]        dC[v] = Σ demb[i, t] over all (i, t) with X[i, t] = v
 */
export function embeddingLinearBackward(
  dC: Tensor,
  demb: Tensor,
  dW: Tensor,
  db: Tensor | null,
  dz: Tensor,
  emb: Tensor,
  X: Indices,
  W: Tensor,
): void {
  linearBackward(demb, dW, db, dz, emb, W);
  embeddingBackward(dC, demb, X);
}
