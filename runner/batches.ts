import type { Examples } from "../core/examples.ts";
import type { TorchGenerator } from "../core/random/torch.ts";

/**
 * Draws the examples of a minibatch, with replacement, by `torch.randint`.
 *
 * @param X [B, T] receives the contexts
 * @param Y [B] receives the characters that followed
 */
export function drawBatch(
  X: Int32Array,
  Y: Int32Array,
  from: Examples,
  generator: TorchGenerator,
): void {
  const { X: contexts, Y: targets, count, contextLength: T } = from;
  // Examples lie far apart in memory. In loops as short as these, the processor fetches many of them at the same time. Up to the last one, Y
  // holds their numbers.
  for (let i = 0; i < Y.length; i++) Y[i] = generator.randint(count);
  for (let t = 0; t < T; t++) {
    for (let i = 0; i < Y.length; i++) X[i * T + t] = contexts[Y[i] * T + t];
  }
  for (let i = 0; i < Y.length; i++) Y[i] = targets[Y[i]];
}
