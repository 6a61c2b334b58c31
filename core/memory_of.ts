import { CHUNK } from "./evaluate.ts";
import { createKernelArithmetic } from "./kernels/kernel_arithmetic.ts";
import { CountingMemory } from "./kernels/memory.ts";
import type { LayerSpec, Setting } from "./layer.ts";
import { createModel, type Model } from "./model.ts";
import { sizeOf } from "./tensor.ts";
import { lengthsOf, trimmedActivations } from "./trim.ts";

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
  const without = count(specs, setting);
  const ofChunk = count(specs, setting, CHUNK).bytes - without.bytes;
  const { bytes, model } = count(specs, setting, ...batchSizes);
  const ofParameters = model.parameters.reduce(
    (sum, { value }) => sum + 4 * sizeOf(value.shape) + 80,
    0,
  );
  return bytes + (1 + REMAINDERS) * ofChunk + COPIES * ofParameters + 2 ** 20;
}

/** What a model takes with batches of these sizes: whole ones, and those of all lengths to which they are trimmed. */
function count(
  specs: readonly LayerSpec[],
  setting: Setting,
  ...batchSizes: number[]
): { bytes: number; model: Model } {
  const memory = new CountingMemory();
  const arithmetic = createKernelArithmetic("exact", memory, () => () => undefined as never);
  const model = createModel(specs, setting, arithmetic);
  for (const B of batchSizes) {
    for (const length of [...lengthsOf(model.layers, setting, B), Infinity]) {
      const acts = trimmedActivations(model, B, length);
      acts.forward();
      acts.backward();
      acts.backwardOfEach();
      acts.infer();
      acts.logTotals();
    }
  }
  return { bytes: memory.bytes, model };
}
