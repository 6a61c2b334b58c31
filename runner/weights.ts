import { roundAll, type Tensor } from "../core/tensor.ts";
import type { Mlp } from "../core/mlp.ts";
import type { NamedTensor } from "./safetensors.ts";

/** A tensor at work, by its name. */
export interface Named {
  name: string;
  tensor: Tensor;
}

/** Everything that a model has learnt: its parameters, and batch norm's running statistics. */
export function learnt(model: Mlp): Named[] {
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

/** A copy that can be stored. */
export const copyOf = ({ name, tensor }: Named): NamedTensor => (
  { name, shape: tensor.shape, data: Float32Array.from(tensor.data) }
);

/** A model's learnt tensors, copied. */
export const weightsOf = (model: Mlp): NamedTensor[] => learnt(model).map(copyOf);

/**
 * Puts stored tensors into a model of the same shape.
 *
 * @throws TypeError where a tensor is missing or has another shape
 */
export const loadWeights = (model: Mlp, weights: readonly NamedTensor[]): void =>
  copyInto(learnt(model), weights);

/** Copies stored tensors into those of the same names, small numbers rounded as this arithmetic stores them. @throws TypeError as `loadWeights` */
export function copyInto(tensors: readonly Named[], stored: readonly NamedTensor[]): void {
  for (const { name, tensor } of tensors) {
    const found = stored.find((other) => other.name === name);
    const shape = found ? `[${found.shape}]` : "none";
    if (found === undefined || shape !== `[${tensor.shape}]`) {
      throw new TypeError(
        `Weights do not fit the model: ${name} wants [${tensor.shape}], found ${shape}`,
      );
    }
    tensor.data.set(found.data);
    roundAll(tensor);
  }
}
