/**
 * The embedding by kernels: rows are looked up, and gradients added to rows in the order of the batch.
 *
 * @module
 */
import type { Indices } from "../examples.ts";
import { sizeOf, type Tensor } from "../tensor.ts";
import type { KernelMemory } from "./memory.ts";
import { gatherRows, scatterRows } from "./rows.ts";

export function embeddingForward(
  memory: KernelMemory,
  emb: Tensor,
  C: Tensor,
  X: Indices,
): () => void {
  checkSize("emb", emb, C, X);
  const letters = memory.integers(X.length);
  const gather = memory.compile(gatherRows(C.shape[1]));
  const [to, from] = [memory.addressOf(emb), memory.addressOf(C)];
  return () => {
    letters.set(X);
    gather(to, from, letters.byteOffset, X.length);
  };
}

export function embeddingBackward(
  memory: KernelMemory,
  dC: Tensor,
  demb: Tensor,
  X: Indices,
): () => void {
  checkSize("demb", demb, dC, X);
  const [V, E] = dC.shape;
  const letters = memory.integers(X.length);
  const scatter = memory.compile(scatterRows(V, E));
  const [to, from] = [memory.addressOf(dC), memory.addressOf(demb)];
  return () => {
    letters.set(X);
    scatter(to, from, letters.byteOffset, X.length);
  };
}

/** It has a row of the table for each symbol, whatever its axes. */
function checkSize(name: string, { shape }: Tensor, { shape: [V, E] }: Tensor, X: Indices): void {
  if (sizeOf(shape) === X.length * E) return;
  throw new TypeError(
    `${name} has shape [${shape.join(", ")}], wanted ${X.length} rows of a table [${V}, ${E}]`,
  );
}
