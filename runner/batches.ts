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
  const rows = rowsOf(from);
  for (let i = 0; i < Y.length; i++) Y[i] = generator.randint(from.count);
  for (let i = 0; i < Y.length; i++) {
    const row = Y[i] * (T + 1);
    for (let t = 0; t < T; t++) X[i * T + t] = rows[row + t];
    Y[i] = rows[row + T];
  }
}

/**
 * The examples [count, T + 1], each context followed by its next character, in as few bytes as that takes: one that is drawn at random is then
 * found at once, in memory that stays in the cache.
 */
function rowsOf(examples: Examples): Uint8Array | Int32Array {
  let rows = known.get(examples);
  if (rows === undefined) {
    const { X, Y, count, contextLength: T } = examples;
    const isSmall = (index: number) => index < 256;
    const fits = X.every(isSmall) && Y.every(isSmall);
    rows = fits ? new Uint8Array(count * (T + 1)) : new Int32Array(count * (T + 1));
    for (let i = 0; i < count; i++) {
      for (let t = 0; t < T; t++) rows[i * (T + 1) + t] = X[i * T + t];
      rows[i * (T + 1) + T] = Y[i];
    }
    known.set(examples, rows);
  }
  return rows;
}
const known = new WeakMap<Examples, Uint8Array | Int32Array>();
