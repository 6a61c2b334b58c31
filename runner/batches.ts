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
  const T = from.contextLength;
  // Drawn first and looked up then, examples that lie far apart in memory are fetched at the same time.
  for (let i = 0; i < Y.length; i++) Y[i] = generator.randint(from.count);
  for (let i = 0; i < Y.length; i++) {
    const example = Y[i];
    Y[i] = from.Y[example];
    for (let t = 0; t < T; t++) X[i * T + t] = from.X[example * T + t];
  }
}
