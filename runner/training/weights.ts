import { roundAll, type Tensor } from "../../core/tensor.ts";
import type { Model } from "../../core/model.ts";
import type { NamedTensor } from "../store/safetensors.ts";

/** A tensor at work, by its name. */
export interface Named {
  name: string;
  tensor: Tensor;
}

/** Everything that a model has learnt: its parameters, and batch norm's running statistics. */
export function learnt({ parameters, allLayers }: Model): Named[] {
  const states = allLayers.flatMap(({ state, shapes, suffix }) =>
    Object.entries(state).map(([key, tensor]) => (
      { name: shapes.state![key].alias + suffix, tensor }
    ))
  );
  return [...parameters.map(({ name, value }) => ({ name, tensor: value })), ...states];
}

/** A copy that can be stored. */
export const copyOf = ({ name, tensor }: Named): NamedTensor => (
  { name, shape: tensor.shape, data: Float32Array.from(tensor.data) }
);

/** A model's learnt tensors, copied. */
export const weightsOf = (model: Model): NamedTensor[] => learnt(model).map(copyOf);

/**
 * Puts stored tensors into a model of the same shape, small numbers rounded as this arithmetic stores them.
 *
 * @throws TypeError where a tensor is missing or has another shape
 */
export function loadWeights(model: Model, weights: readonly NamedTensor[]): void {
  const tensors = learnt(model);
  copyInto(tensors, weights);
  roundAll(...tensors.map(({ tensor }) => tensor));
}

/**
 * Copies stored tensors into those of the same names, bit by bit: averages of squares are smaller than what is rounded
 * elsewhere (core/underflow.ts).
 *
 * @throws TypeError as `loadWeights`
 */
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
  }
}
