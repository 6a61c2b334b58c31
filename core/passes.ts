/**
 * The forward and the backward pass of a training step.
 *
 * @module
 */
import type { Activations } from "./activations.ts";
import type { Indices } from "./examples.ts";
import type { TorchGenerator } from "./random/torch.ts";

/**
 * The forward pass of a training step: batch norm uses the batch's own statistics.
 *
 * @param X [B, T] contexts
 * @param Y [B] the characters that followed; or [B, T] those after each position, V where there is none
 * @returns the mean cross-entropy, nats per character
 */
export function forward(acts: Activations, X: Indices, Y: Indices): number {
  setBatch(acts.X, X, "X");
  setBatch(acts.Y, Y, "Y");
  return acts.forward()();
}

/** The backward pass, after `forward`: writes the gradient of every parameter. */
export const backward = (acts: Activations): void => acts.backward()();

/** Copies a batch to where it is read. @throws TypeError where it has another size */
export function setBatch(room: Int32Array, indices: Indices, name: string): void {
  if (indices.length !== room.length) {
    throw new TypeError(`${name} has ${indices.length} symbols, wanted ${room.length}`);
  }
  room.set(indices);
}

/** Draws what the next forward pass of training needs of chance: dropout's masks, layer by layer. */
export function drawMasks({ layers }: Activations, generator: TorchGenerator): void {
  for (const { draw } of layers) draw?.(generator);
}

/** Lets what is learnt without a gradient take in the batch of the last `forward`. */
export function updateRunning({ layers }: Activations): void {
  for (const { learn } of layers) learn?.();
}
