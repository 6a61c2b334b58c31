/**
 * Models of all kinds, whose names and shapes are compared with those of PyTorch's modules. As a program it prints the
 * code of these modules, as JSON, for tests/fixtures/make_state_dicts.py.
 *
 * @module
 */
import { pytorchCode } from "../runner/store/pytorch.ts";
import { type RunConfig, RunConfigSchema } from "../runner/schema/schema.ts";

/** V of all of them. */
export const V = 7;

const sequential = (...layers: object[]) => ({
  model: {
    kind: "sequential",
    layers: [{ type: "embedding", size: 6 }, ...layers, { type: "linear" }],
  },
});
const every = { targets: "every" };
const recurrent = (options: object) =>
  sequential(...["rnn", "gru", "lstm"].map((type) => ({ type, size: 5, ...options })));

const CONFIGS: Record<string, { model: object; targets?: string }> = {
  "an MLP": { model: { embeddingSize: 3, hiddenSizes: [5, 4], batchNorm: true } },
  "a notebook's MLP": {
    model: { hiddenSizes: [5], batchNorm: { after: "all", running: "std" }, bias: true },
  },
  "a WaveNet": { model: { kind: "wavenet", embeddingSize: 3, hiddenSize: 5 } },
  ...Object.fromEntries(
    ["bigram", "rnn", "gru", "lstm", "bow", "transformer"].flatMap((kind) => [
      [kind, { model: { kind } }],
      [`${kind}, after every position`, { model: { kind }, ...every }],
    ]),
  ),
  "recurrent layers with one bias": { ...recurrent({ bias: "one" }), ...every },
  "recurrent layers without a bias": { ...recurrent({ bias: "none" }), ...every },
  "recurrent layers that learn their start": { ...recurrent({ learnsStart: true }), ...every },
  "makemore's GRU": {
    ...sequential({ type: "gru", size: 5, bias: "one", learnsStart: true, reset: "state" }),
    ...every,
  },
  "convolutions": {
    ...sequential(
      { type: "conv1d", size: 5, kernelSize: 3, dilation: 2 },
      { type: "batchNorm" },
      { type: "leakyRelu" },
      { type: "conv1d", size: 4, kernelSize: 2, bias: false },
      { type: "gelu" },
      { type: "causalMean" },
      { type: "sigmoid" },
      { type: "silu" },
      { type: "dropout" },
    ),
    ...every,
  },
  "attention without biases": {
    ...sequential(
      { type: "positionalEmbedding" },
      {
        type: "residual",
        name: "block",
        layers: [
          { type: "layerNorm", bias: false },
          { type: "causalSelfAttention", heads: 2, bias: false },
        ],
      },
      { type: "positionalEmbedding" },
    ),
    ...every,
  },
  "a shortcut": sequential(
    { type: "flattenConsecutive" },
    { type: "batchNorm", running: "std" },
    { type: "flatten" },
    {
      type: "residual",
      layers: [{ type: "linear", size: 5 }, { type: "relu" }],
      shortcut: [{ type: "linear", size: 5, bias: false }],
    },
  ),
  "trigrams": {
    model: {
      kind: "sequential",
      layers: [{ type: "oneHot", count: 2 }, { type: "last" }, { type: "linear" }],
    },
  },
};

/** By title. */
export const MODELS: Record<string, Pick<RunConfig, "model" | "dataset">> = Object.fromEntries(
  Object.entries(CONFIGS).map(([title, { model, targets }]) => [
    title,
    RunConfigSchema.parse({ model, dataset: { contextLength: 8, targets } }),
  ]),
);

if (import.meta.main) {
  const code = Object.entries(MODELS).map(([title, config]) => [title, pytorchCode(config, V)]);
  console.log(JSON.stringify(Object.fromEntries(code)));
}
