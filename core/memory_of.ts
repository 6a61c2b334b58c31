import { CHUNK } from "./evaluate.ts";
import { createKernelArithmetic } from "./kernels/kernel_arithmetic.ts";
import { CountingMemory } from "./kernels/memory.ts";
import type { LayerSpec, Setting } from "./layer.ts";
import { allocateActivations } from "./activations.ts";
import { createModel, type Model } from "./model.ts";
import { sizeOf } from "./tensor.ts";

/** How many last chunks of fewer rows there may be: of three splits, whole and in part. */
const REMAINDERS = 6;
/** Of each parameter: what an optimizer may remember of it, and its values before an update that is measured. */
const COPIES = 3;

/**
 * How many bytes a model's tensors take at most, the kernels' own among them, when it is trained in batches of these
 * sizes and evaluated: what `createArithmetic` wants to know. It is found out by going through it all with a memory
 * that only counts. Memory is only taken as it is used, so there is some to spare.
 */
export function memoryOf(
  specs: readonly LayerSpec[],
  setting: Setting,
  ...batchSizes: number[]
): number {
  const memory = new CountingMemory();
  const arithmetic = createKernelArithmetic("exact", memory, () => () => undefined as never);
  const model = createModel(specs, setting, arithmetic);
  for (const B of batchSizes) prepareAll(model, B);
  const before = memory.bytes;
  prepareAll(model, CHUNK);
  const ofChunk = memory.bytes - before;
  const ofParameters = model.parameters.reduce(
    (sum, { value }) => sum + 4 * sizeOf(value.shape) + 80,
    0,
  );
  return before + (1 + REMAINDERS) * ofChunk + COPIES * ofParameters + 2 ** 20;
}

function prepareAll(model: Model, B: number): void {
  const { forward, backward, backwardOfEach, infer, logTotals } = allocateActivations(model, B);
  forward();
  backward();
  backwardOfEach();
  infer();
  logTotals();
}
