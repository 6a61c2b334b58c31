/**
 * Fusing: neighbours in a list of calls become one call, where kernels can do both at once in less time. What lies
 * between the two is then not computed any more, so nobody else may ask for it. And calls that multiply rows that
 * repeat become ones that multiply each only once. This is the one place that knows of these; a model can do without
 * (see `createModel`).
 *
 * @module
 */
import { type Call, call, isGiven, type Operation } from "./call.ts";
import { embeddingBackward, embeddingForward } from "./layers/embedding.ts";
import { embeddingLinearBackward, embeddingLinearForward } from "./layers/embedding_linear.ts";
import type { Indices } from "./examples.ts";
import { linearBackward, linearForward } from "./layers/linear.ts";
import { repeatedLinearBackward, repeatedLinearForward } from "./layers/repeated_linear.ts";
import { sizeOf, type Tensor, view } from "./tensor.ts";

/** The calls of a model's forward and backward pass. */
export interface Passes {
  forward: Call[];
  backward: Call[];
}

/**
 * The same passes, with embedding and linear layer in one where these are neighbours:
 *
 *     forward:   embeddingForward, linearForward → embeddingLinearForward
 *     backward:  linearBackward, embeddingBackward → embeddingLinearBackward
 *
 * Plain code does the very same then, but that the gradient of the embeddings is not rounded, which no bits come of but
 * below 2⁻⁶¹ (underflow.ts). Kernels add in another order, and differ by as much as a sum's rounding.
 *
 * @param passes `backward` is empty where only predictions are made
 */
export function fuse({ forward, backward }: Passes): Passes {
  const i = neighbours(forward, embeddingForward, linearForward);
  if (i < 0) return { forward, backward };
  const [emb, C, X] = forward[i].args as Parameters<typeof embeddingForward>;
  const [z, x, W, b] = forward[i + 1].args as Parameters<typeof linearForward>;
  const all = [...forward, ...backward];
  if (x.data !== emb.data) return { forward, backward };
  const fusedForward = call([z], embeddingLinearForward, z, x, C, X, W, b);
  if (backward.length === 0) {
    if (usesOf(emb, all) !== 2) return { forward, backward };
    return { forward: forward.toSpliced(i, 2, fusedForward), backward };
  }
  const j = neighbours(backward, linearBackward, embeddingBackward);
  if (j < 0 || usesOf(emb, all) !== 3) return { forward, backward };
  const [dx, dW, db, dz, again] = backward[j].args as Parameters<typeof linearBackward>;
  const [dC, demb] = backward[j + 1].args as Parameters<typeof embeddingBackward>;
  if (again.data !== emb.data || dx.data !== demb.data || usesOf(demb, all) !== 2) {
    return { forward, backward };
  }
  const fusedBackward = call([], embeddingLinearBackward, dC, dx, dW, db, dz, x, X, W);
  return {
    forward: forward.toSpliced(i, 2, fusedForward),
    backward: backward.toSpliced(j, 2, fusedBackward),
  };
}

/**
 * The same passes, with those linear layers on rows that repeat as such. Plain code does the very same then; kernels
 * add in another order, and leave the gradients of rows that are the same in one of them.
 *
 * @param repeats how many rows come into these calls
 * @param X [B, T] the symbols that the rows are made of
 */
export function shareRows(
  { forward, backward }: Passes,
  repeats: ReadonlyMap<Call, number>,
  X: Indices,
): Passes {
  const rows = (tensor: Tensor, count: number) => view(tensor, count, sizeOf(tensor.shape) / count);
  const shared = (one: Call): Call => {
    const count = repeats.get(one);
    if (count === undefined) return one;
    if (one.operation === linearForward) {
      const [out, x, W, b] = one.args as Parameters<typeof linearForward>;
      return call(one.rounded, repeatedLinearForward, out, rows(x, count), X, W, b);
    }
    if (one.operation === linearBackward) {
      const [dx, dW, db, dout, x, W] = one.args as Parameters<typeof linearBackward>;
      const [dh, h] = [dx, x].map((tensor) => rows(tensor, count));
      return call(one.rounded, repeatedLinearBackward, dh, dW, db, dout, h, X, W);
    }
    return one;
  };
  return { forward: forward.map(shared), backward: backward.map(shared) };
}

/** Where these two follow each other; −1 where they do not. */
const neighbours = (calls: readonly Call[], first: Operation, second: Operation): number =>
  calls.findIndex(({ operation }, i) => operation === first && calls[i + 1]?.operation === second);

/** How many calls are given a tensor's numbers. */
const usesOf = (tensor: Tensor, calls: readonly Call[]): number =>
  calls.filter((call) => isGiven(call, tensor)).length;
