/**
 * The schema of `model`: an architecture with its few knobs, or a list of layers; and of initial values.
 *
 * @module
 */
import { z } from "zod";
import { batchNorm, type BatchNormOptions } from "../../core/layers/batch_norm.ts";
import { layersSchema, optionShape } from "./layer_schema.ts";
import { choice, object, union } from "./schema_parts.ts";
import { size } from "./schema_values.ts";
import type { BatchNormConfig } from "./run_config.ts";

const scale = z.number().default(1).describe("multiplies what the scheme gives");
const gain = z.number().positive().optional()
  .describe(
    "what the std is multiplied by; default: 5/3 before tanh, √2 before relu, 1 for the output layer",
  );
const distribution = z.enum(["normal", "uniform"]).default("normal")
  .describe("of which shape the numbers are, with that std");
const mean = z.number().default(0).describe("their mean");
const STD = "their standard deviation";
const low = (initial: number) => z.number().default(initial).describe("the smallest");
const high = (initial: number) => z.number().default(initial).describe("the largest");
const scheme = <S extends string, K extends z.ZodRawShape>(name: S, keys: K) =>
  object({ scheme: z.literal(name), ...keys, scale });

const anyTensor = [
  scheme("normal", { mean, std: z.number().min(0).default(1).describe(STD) })
    .describe("normal numbers (torch.randn)"),
  scheme("uniform", { low: low(-1), high: high(1) })
    .describe("numbers between low and high, each as likely as any other (torch.rand)"),
  scheme("zeros", {}).describe("0, and nothing is drawn"),
  scheme("ones", {}).describe("1, and nothing is drawn"),
  scheme("truncatedNormal", {
    mean,
    std: z.number().positive().default(1).describe(STD),
    low: low(-2),
    high: high(2),
  }).describe("normal numbers, of those between low and high (PyTorch's trunc_normal_)"),
] as const;
const pytorch = scheme("pytorch", {}).describe(
  "uniform in ± 1 / √fan_in, drawn in PyTorch's order, as nn.Linear starts its weight and bias",
);
/** For tensors without a fan-in: embedding, biases, batch norm's gains. */
const VectorInit = choice("scheme", [...anyTensor]).meta({ id: "VectorInit" });
/** The same, and what depends on the fan-in of the weight beside it. */
const BiasInit = choice("scheme", [...anyTensor, pytorch]).meta({ id: "BiasInit" });
const WeightInit = choice("scheme", [
  ...anyTensor,
  scheme("kaiming", { gain, distribution }).describe("std = gain / √fan_in (He et al. 2015)"),
  scheme("xavier", { gain, distribution })
    .describe("std = gain · √(2 / (fan_in + fan_out)) (Glorot & Bengio 2010)"),
  scheme("orthogonal", {
    gain: z.number().positive().default(1).describe("multiplies the rows or columns"),
  })
    .describe("orthonormal rows or columns, times gain (Saxe et al. 2013)"),
  pytorch,
]).meta({ id: "WeightInit" });

const LayerInit = (weight: z.input<typeof WeightInit>) =>
  object({
    weight: WeightInit.prefault(weight).describe("the weight matrix, W"),
    bias: BiasInit.prefault({ scheme: "zeros" }).describe("the bias, b, where there is one"),
    bnGain: VectorInit.prefault({ scheme: "ones" }).describe("batch norm's gain, γ"),
    bnBias: VectorInit.prefault({ scheme: "zeros" }).describe("batch norm's bias, β"),
  }).prefault({});

const Init = object({
  embedding: VectorInit.prefault({ scheme: "normal" }).describe("the embedding table, C"),
  hidden: LayerInit({ scheme: "kaiming" }).describe("every hidden layer"),
  output: LayerInit({ scheme: "normal", std: 0.01 }).describe("the output layer"),
}).prefault({}).describe("the initial values, by tensor");

const BatchNorm = object({
  after: z.enum(["hidden", "all"]).default("hidden")
    .describe("which linear layers it follows: the hidden ones, or the output layer too"),
  epsilon: z.number().min(0).default(1e-5).describe("added to the variance"),
  momentum: z.number().min(0).max(1).default(0.1)
    .describe("share of the new batch in the running statistics"),
  running: z.enum(["var", "std"]).default("var")
    .describe("what the running statistics average: variances (PyTorch) or standard deviations"),
  start: z.number().min(0).default(1).describe(
    "the running variance or std before the first batch",
  ),
  unbiased: z.boolean().default(false)
    .describe(
      "normalize with the batch variance over n − 1 (the notebooks) instead of n (PyTorch)",
    ),
}).meta({ id: "BatchNorm" });
export const batchNormDefaults: BatchNormConfig = Object.freeze(BatchNorm.parse({}));

/** true becomes the defaults, so that a checked config says either false or everything. */
const BatchNormSwitch = z.boolean().transform((on) => on ? batchNormDefaults : false as const);

const Mlp = object({
  kind: z.literal("mlp").optional().default("mlp").describe("Bengio et al. 2003"),
  embeddingSize: size().default(10).describe("E"),
  hiddenSizes: z.array(size()).max(64).default([200]).describe(
    "H of each hidden layer; may be empty",
  ),
  activation: z.enum(["tanh", "relu"]).default("tanh").describe("after each hidden layer"),
  batchNorm: union("true, false or an object", [BatchNormSwitch, BatchNorm]).prefault(false)
    .describe("true is PyTorch's BatchNorm1d"),
  bias: union(`true, false or "auto"`, [z.boolean(), z.literal("auto")]).default("auto")
    .describe("biases of the linear layers; auto leaves out those that a batch norm would cancel"),
  init: Init,
});

const Sequential = object({
  kind: z.literal("sequential").describe(
    "layers, one behind the other, as in PyTorch's nn.Sequential",
  ),
  layers: layersSchema({ vector: VectorInit, bias: BiasInit, matrix: WeightInit }),
});

const Wavenet = object({
  kind: z.literal("wavenet").describe(
    "two neighbours become one until one is left, as in Zero to Hero part 5; the context length is a power of 2",
  ),
  embeddingSize: size().default(24).describe("E"),
  hiddenSize: size().default(128).describe("H of every level"),
  batchNorm: object(optionShape(batchNorm)).prefault({})
    .describe("of the batch norm after each level's linear layer") as unknown as z.ZodPrefault<
      z.ZodType<BatchNormOptions>
    >,
});

const Bigram = object({
  kind: z.literal("bigram").describe("a row of logits for each symbol, as in makemore's part 1"),
});
const recurrent = <K extends string>(kind: K, about: string) =>
  object({
    kind: z.literal(kind).describe(about),
    embeddingSize: size().default(64).describe("E"),
    hiddenSize: size().default(64).describe("H, how many numbers the state has"),
  });
const Bow = object({
  kind: z.literal("bow").describe("a bag of words: each position heeds all of the past alike"),
  embeddingSize: size().default(64).describe("E"),
  hiddenSize: size().default(64).describe("H of the perceptron at each position"),
});
const Transformer = object({
  kind: z.literal("transformer").describe("Vaswani et al. 2017, the norms first, as in GPT-2"),
  embeddingSize: size().default(64).describe("E, a multiple of heads"),
  blocks: size(256).default(4).describe("how often attention and perceptron follow each other"),
  heads: size(1024).default(4).describe("into how many parts attention splits E"),
  dropout: z.number().min(0).max(1).default(0).describe(
    "the probability with which numbers are dropped in training",
  ),
});

export const Model = choice("kind", [
  Mlp,
  Sequential,
  Wavenet,
  Bigram,
  recurrent("rnn", "Elman 1990"),
  recurrent("gru", "Cho et al. 2014, as PyTorch's nn.GRU"),
  recurrent("lstm", "Hochreiter & Schmidhuber 1997, as PyTorch's nn.LSTM"),
  Bow,
  Transformer,
]);
