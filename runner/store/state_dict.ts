/**
 * A model's file, as PyTorch knows it: the tensors have the names and shapes of this module's state dict, numbered as
 * in the notebooks.
 *
 * ```py
 * from collections import OrderedDict
 * from safetensors.torch import load_file
 * from torch import nn
 *
 * model = nn.Sequential(OrderedDict(                      # V symbols, E, T and H as in the config
 *     embedding=nn.Embedding(V, E), flatten=nn.Flatten(),
 *     linear1=nn.Linear(T * E, H, bias=False), norm1=nn.BatchNorm1d(H), activation1=nn.Tanh(),
 *     linear2=nn.Linear(H, V)))
 * model.load_state_dict(load_file("model.safetensors"))   # strict
 * model.eval()                                            # norm1 uses the running statistics
 * logits = model(X)                                       # X [B, T], indices of symbols
 *
 * import json, safetensors
 * about = safetensors.safe_open("model.safetensors", "pt").metadata()
 * vocabulary = json.loads(about["vocabulary"])            # index to symbol
 * ```
 *
 * Where the data were lines, `end` is the mark of symbol 0, which ends a line and stands before its beginning; where
 * they were running text, `lead` (JSON) has the T symbols that a beginning is taken to follow. `separator` is what
 * stands between two symbols, where these are not characters.
 *
 * `deno task explain <experiment> --pytorch` prints such a module for any model, with the classes that torch.nn has
 * not.
 *
 * A linear layer with a batch norm behind it has no bias, unless the config gives it one. PyTorch counts batches in
 * `num_batches_tracked`, which eval does not use and which it sets to 0 itself where a file has none. Where the config
 * keeps running standard deviations (`"running": "std"`, as the notebooks do), which PyTorch does not have, the file
 * has `norm1.running_std`; its square is `norm1.running_var`.
 *
 * @module
 */
import { layersOf } from "../../core/architectures.ts";
import { allOf, planLayers, type PlannedLayer } from "../../core/plan.ts";
import type { RunConfig } from "../schema/schema.ts";
import { settingOf } from "../config/setting.ts";
import type { Alphabet } from "../data/symbols.ts";
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from "./safetensors.ts";

/** What a tensor is called. */
export interface TensorName {
  /** In texts and among a run's weights, e.g. "W1". */
  name: string;
  /** In a model's file, e.g. "linear1.weight". */
  stored: string;
  /** PyTorch's weights are [out, in], ours [in, out]; of a convolution [out, in, taps], ours [taps, in, out]. */
  isTransposed: boolean;
}

/** The names of all that a config's model learns. */
export function tensorNames(
  config: Pick<RunConfig, "model" | "dataset">,
  vocabularySize: number,
): TensorName[] {
  const layers = layersOf(config.model, config.dataset);
  return namesIn(planLayers(layers, settingOf(config, vocabularySize)));
}

/** The same of layers. */
export const namesIn = (layers: readonly PlannedLayer[]): TensorName[] =>
  allOf(layers).flatMap((
    { name: module, kind, shapes: { parameters = {}, state = {} }, suffix },
  ) => [
    ...Object.entries(parameters).filter(([, shape]) => shape !== null).map(([key]) => ({
      name: kind.parameters![key].alias + suffix,
      stored: `${module}.${key}`,
      isTransposed: kind.parameters![key].role === "matrix",
    })),
    ...Object.entries(state).map(([key, { alias }]) => ({
      name: alias + suffix,
      stored: `${module}.${key}`,
      isTransposed: false,
    })),
  ]);

/** The bytes of a model's file: `weights` as `weightsOf` gives them, and free texts. */
export function encodeModel(
  weights: readonly NamedTensor[],
  names: readonly TensorName[],
  metadata: Record<string, string>,
): Uint8Array<ArrayBuffer> {
  const known = new Map(names.map((one) => [one.name, one]));
  const tensors = weights.map(({ name, shape, data }): NamedTensor => {
    const { stored, isTransposed } = known.get(name)!;
    return isTransposed ? transposed(stored, shape, data) : { name: stored, shape, data };
  });
  return encodeSafetensors(tensors, { format: "pt", ...metadata });
}

/** What the symbols of a model are, as texts for its file. */
export const alphabetTexts = (
  { vocabulary, separator, lead }: Alphabet,
): Record<string, string> => ({
  vocabulary: JSON.stringify(vocabulary),
  ...separator === undefined ? {} : { separator },
  ...lead === undefined ? { end: vocabulary[0] } : { lead: JSON.stringify(lead) },
});

/**
 * The weights in a model's file, as `loadWeights` takes them.
 *
 * @throws SyntaxError where the bytes are no such file
 */
export function decodeModel(bytes: Uint8Array, names: readonly TensorName[]): NamedTensor[] {
  const known = new Map(names.map((one) => [one.stored, one]));
  return decodeSafetensors(bytes).map(({ name: stored, shape, data }) => {
    const found = known.get(stored);
    if (found === undefined) {
      throw new SyntaxError(
        `Not this model: it has a tensor ${JSON.stringify(stored)}`,
      );
    }
    if (!found.isTransposed) return { name: found.name, shape, data };
    if (shape.length !== 2 && shape.length !== 3) {
      throw new SyntaxError(`Not this model: ${stored} [${shape}] is no weight`);
    }
    return transposed(found.name, shape, data);
  });
}

/** The same numbers with the axes, two or three, in the other order. */
function transposed(name: string, shape: readonly number[], data: Float32Array): NamedTensor {
  const [M, N] = [shape[0], shape[shape.length - 1]];
  const K = data.length / (M * N);
  const turned = new Float32Array(data.length);
  for (let i = 0; i < M; i++) {
    for (let k = 0; k < K; k++) {
      for (let j = 0; j < N; j++) turned[(j * K + k) * M + i] = data[(i * K + k) * N + j];
    }
  }
  return { name, shape: shape.toReversed(), data: turned };
}
