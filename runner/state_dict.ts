/**
 * A model's file, as PyTorch knows it: the tensors have the names and shapes of this module's state dict, numbered as in the notebooks.
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
 * Where the data were lines, `end` is the mark of symbol 0, which ends a line and stands before its beginning; where they were running text, `lead`
 * (JSON) has the T symbols that a beginning is taken to follow. `separator` is what stands between two symbols, where these are not characters.
 *
 * A linear layer with a batch norm behind it has no bias, unless the config gives it one. PyTorch counts batches in `num_batches_tracked`, which
 * eval does not use and which it sets to 0 itself where a file has none. Where the config keeps running standard deviations (`"running": "std"`, as the
 * notebooks do), which PyTorch does not have, the file has `norm1.running_std`; its square is `norm1.running_var`.
 *
 * @module
 */
import type { Alphabet } from "./symbols.ts";
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from "./safetensors.ts";

/** The notebooks' names, in front of the layer's number, and PyTorch's, around it. */
const NAMES: Record<string, [module: string, tensor: string]> = {
  W: ["linear", "weight"],
  b: ["linear", "bias"],
  bngain: ["norm", "weight"],
  bnbias: ["norm", "bias"],
  bnmean_running: ["norm", "running_mean"],
  bnvar_running: ["norm", "running_var"],
  bnstd_running: ["norm", "running_std"],
};

/** The bytes of a model's file: `weights` as `weightsOf` gives them, and free texts. */
export function encodeModel(
  weights: readonly NamedTensor[],
  metadata: Record<string, string>,
): Uint8Array<ArrayBuffer> {
  const tensors = weights.map(({ name, shape, data }): NamedTensor => {
    if (name === "C") return { name: "embedding.weight", shape, data };
    const [, kind, layer] = /^(\D+)(\d+)$/.exec(name)!;
    const [module, tensor] = NAMES[kind];
    const renamed = `${module}${layer}.${tensor}`;
    return kind === "W" ? transposed(renamed, shape, data) : { name: renamed, shape, data };
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
export function decodeModel(bytes: Uint8Array): NamedTensor[] {
  return decodeSafetensors(bytes).map(({ name, shape, data }) => {
    if (name === "embedding.weight") return { name: "C", shape, data };
    const [, module, layer, tensor] = /^([a-z]+)(\d+)\.(\w+)$/.exec(name) ?? [];
    const kind = Object.keys(NAMES).find((kind) =>
      NAMES[kind][0] === module && NAMES[kind][1] === tensor
    );
    if (kind === undefined) {
      throw new SyntaxError(`Not a model of handgrad: it has a tensor ${JSON.stringify(name)}`);
    }
    if (kind !== "W") return { name: kind + layer, shape, data };
    if (shape.length !== 2) {
      throw new SyntaxError(`Not a model of handgrad: ${name} [${shape}] is no matrix`);
    }
    return transposed(kind + layer, shape, data);
  });
}

/** PyTorch's weights are [out, in], the notebooks' [in, out]. */
function transposed(name: string, [M, N]: readonly number[], data: Float32Array): NamedTensor {
  const turned = new Float32Array(M * N);
  for (let i = 0; i < M; i++) {
    for (let j = 0; j < N; j++) turned[j * M + i] = data[i * N + j];
  }
  return { name, shape: [N, M], data: turned };
}
