import type { Tensor } from "../core/tensor.ts";
import type { Mlp } from "../core/mlp.ts";
import type { NamedTensor } from "./safetensors.ts";

/** Everything that a model has learnt: its parameters, and batch norm's running statistics. */
function learnt(model: Mlp): { name: string; tensor: Tensor }[] {
  const tensors = model.parameters.map(({ name, value }) => ({ name, tensor: value }));
  model.layers.forEach(({ batchNorm }, l) => {
    if (batchNorm === null) return;
    const { mean, spread } = batchNorm.running;
    const kind = model.options.batchNorm && model.options.batchNorm.running;
    tensors.push({ name: `bnmean_running${l + 1}`, tensor: mean });
    tensors.push({ name: `bn${kind}_running${l + 1}`, tensor: spread });
  });
  return tensors;
}

/** A model's learnt tensors, copied. */
export function weightsOf(model: Mlp): NamedTensor[] {
  return learnt(model).map(({ name, tensor }) => (
    { name, shape: tensor.shape, data: Float32Array.from(tensor.data) }
  ));
}

/**
 * Puts stored tensors into a model of the same shape.
 *
 * @throws TypeError where a tensor is missing or has another shape
 */
export function loadWeights(model: Mlp, weights: readonly NamedTensor[]): void {
  for (const { name, tensor } of learnt(model)) {
    const stored = weights.find((weight) => weight.name === name);
    const found = stored ? `[${stored.shape}]` : "none";
    if (stored === undefined || found !== `[${tensor.shape}]`) {
      throw new TypeError(
        `Weights do not fit the model: ${name} wants [${tensor.shape}], found ${found}`,
      );
    }
    tensor.data.set(stored.data);
  }
}
