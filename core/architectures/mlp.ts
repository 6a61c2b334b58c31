/**
 * The multilayer perceptron of Bengio et al. 2003 (https://www.jmlr.org/papers/volume3/bengio03a/bengio03a.pdf), as a
 * list of layers:
 *
 *     X [B, T] → embedding → flatten → emb [B, T·E] → (linear → batch norm? → activation) × hidden layers → linear → batch norm? → logits [B, V]
 *
 * @module
 */
import { type Arithmetic, plainArithmetic } from "../arithmetic.ts";
import type { InitScheme } from "../init.ts";
import type { LayerSpec, Setting } from "../layer.ts";
import type { BatchNormOptions } from "../layers/batch_norm.ts";
import { createModel, type Model } from "../model.ts";
import { initializeModel } from "../initialize.ts";
import type { TorchGenerator } from "../random/torch.ts";

/** The architecture's few knobs. */
export interface MlpKnobs {
  /** E */
  embeddingSize: number;
  /** H of each hidden layer */
  hiddenSizes: readonly number[];
  /** What follows each hidden layer. */
  activation: "tanh" | "relu";
  /** false, or its conventions and the linear layers that it follows */
  batchNorm: false | BatchNormOptions & { after: "hidden" | "all" };
  /** Whether linear layers have a bias; "auto" leaves out those that a batch norm would cancel. */
  bias: boolean | "auto";
}

/** The knobs, and what the model is for. */
export type MlpOptions = MlpKnobs & Setting;

/** The initial values of one kind of layer. */
export interface LayerInit {
  /** Of the matrix. */
  weight: InitScheme;
  /** Of the linear layer's bias. */
  bias: InitScheme;
  /** Of batch norm's gain, γ. */
  bnGain: InitScheme;
  /** Of batch norm's bias, β. */
  bnBias: InitScheme;
}

/** A perceptron's initial values. */
export interface MlpInit {
  /** Of the embedding. */
  embedding: InitScheme;
  /** Of every hidden layer. */
  hidden: LayerInit;
  /** Of the output layer. */
  output: LayerInit;
}

/** The layers that the knobs stand for. @param init default: each layer's own */
export function mlpLayers(knobs: MlpKnobs, init?: MlpInit): LayerSpec[] {
  const { embeddingSize, hiddenSizes, activation, batchNorm, bias } = knobs;
  const layers: LayerSpec[] = [{ type: "embedding", size: embeddingSize }, { type: "flatten" }];
  for (const size of [...hiddenSizes, undefined]) {
    const isOutput = size === undefined;
    const isNormalized = batchNorm !== false && (batchNorm.after === "all" || !isOutput);
    const hasBias = bias === "auto" ? !isNormalized : bias;
    layers.push({ type: "linear", ...isOutput ? {} : { size }, bias: hasBias });
    if (isNormalized) {
      const { after: _, ...options } = batchNorm;
      layers.push({ type: "batchNorm", ...options });
    }
    if (!isOutput) layers.push({ type: activation });
  }
  return init === undefined ? layers : withInit(layers, init);
}

/** A perceptron's layers with these initial values: what follows the last activation is the output layer. */
function withInit(layers: readonly LayerSpec[], { embedding, hidden, output }: MlpInit) {
  const last = layers.findLastIndex(({ type }) => type === "tanh" || type === "relu");
  return layers.map((layer, i): LayerSpec => {
    const { weight, bias, bnGain, bnBias } = i < last ? hidden : output;
    if (layer.type === "embedding") return { ...layer, init: { weight: embedding } };
    if (layer.type === "linear") return { ...layer, init: { weight, bias } };
    if (layer.type === "batchNorm") return { ...layer, init: { weight: bnGain, bias: bnBias } };
    return layer;
  });
}

/**
 * A perceptron whose parameters are all zero.
 *
 * @param arithmetic default: plain, in float32
 */
export const createMlp = (
  { vocabularySize, contextLength, ...knobs }: MlpOptions,
  arithmetic: Arithmetic = plainArithmetic(),
): Model => createModel(mlpLayers(knobs), { vocabularySize, contextLength }, arithmetic);

/** Draws a perceptron's initial parameters. */
export const initializeMlp = (model: Model, init: MlpInit, generator: TorchGenerator): void =>
  initializeModel(model, generator, withInit(model.layers.map(({ spec }) => spec), init));
