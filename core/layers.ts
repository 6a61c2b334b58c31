/**
 * The list of all layers. A layer is one file in layers/, and a line here.
 *
 * @module
 */
import type { LayerKind } from "./layer.ts";
import { causalMean } from "./layers/causal_mean.ts";
import { causalSelfAttention } from "./layers/causal_self_attention.ts";
import { conv1d } from "./layers/conv1d.ts";
import { dropout } from "./layers/dropout.ts";
import { gelu } from "./layers/gelu.ts";
import { gru } from "./layers/gru.ts";
import { last } from "./layers/last.ts";
import { layerNorm } from "./layers/layer_norm.ts";
import { leakyRelu } from "./layers/leaky_relu.ts";
import { lstm } from "./layers/lstm.ts";
import { oneHot } from "./layers/one_hot.ts";
import { positionalEmbedding } from "./layers/positional_embedding.ts";
import { rnn } from "./layers/rnn.ts";
import { sigmoidLayer } from "./layers/sigmoid.ts";
import { silu } from "./layers/silu.ts";
import { batchNorm } from "./layers/batch_norm.ts";
import { embedding } from "./layers/embedding.ts";
import { flatten } from "./layers/flatten.ts";
import { flattenConsecutive } from "./layers/flatten_consecutive.ts";
import { linear } from "./layers/linear.ts";
import { relu } from "./layers/relu.ts";
import { residual } from "./layers/residual.ts";
import { tanh } from "./layers/tanh.ts";

/** In the order in which they are explained. */
export const LAYERS: readonly LayerKind[] = [
  embedding,
  oneHot,
  positionalEmbedding,
  flatten,
  flattenConsecutive,
  last,
  linear,
  conv1d,
  batchNorm,
  layerNorm,
  tanh,
  relu,
  leakyRelu,
  gelu,
  sigmoidLayer,
  silu,
  dropout,
  residual,
  rnn,
  gru,
  lstm,
  causalSelfAttention,
  causalMean,
];
