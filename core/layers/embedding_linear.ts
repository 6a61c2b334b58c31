/**
 * Two neighbours in one: embeddings side by side, and a linear layer on them. It is no layer of its own, but what
 * fuse.ts makes of these two, since kernels then compute what a letter in a position adds only once.
 *
 *     z[i] = b + emb[i] W = b + Σₜ C[X[i, t]] W[t]        W[t]: rows tE … tE + E − 1 of W
 *
 * @module
 */
import { embeddingBackward, embeddingForward } from "./embedding.ts";
import type { Indices } from "../examples.ts";
import { linearBackward, linearForward } from "./linear.ts";
import { checkShape, type Tensor } from "../tensor.ts";

/**
 * emb = the embedded contexts, z = emb W + b
 *
 * @param z [B, H]
 * @param emb [B, T · E] room for the embeddings; kernels keep what they need themselves, and leave it as it is
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
  checkShape("emb", emb, z.shape[0], X.length / z.shape[0] * C.shape[1]);
  embeddingForward(emb, C, X);
  linearForward(z, emb, W, b);
}

/**
 * After `embeddingLinearForward` on the same batch:
 *
 *     demb = dz Wᵀ        dW = embᵀ dz        db = Σᵢ dz[i]        dC[v] = Σ demb[i, t] over all (i, t) with X[i, t] = v
 *
 * @param demb [B, T · E] room, as `emb`
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
  checkShape("demb", demb, ...emb.shape);
  linearBackward(demb, dW, db, dz, emb, W);
  embeddingBackward(dC, demb, X);
}
