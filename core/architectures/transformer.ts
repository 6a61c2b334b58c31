import type { LayerSpec } from "../layer.ts";
import { linear, type Predicting, predicting } from "./shared.ts";

/** The architecture's few knobs. */
export interface TransformerKnobs {
  /** E, a multiple of `heads` */
  embeddingSize: number;
  /** How many times attention and perceptron follow each other. */
  blocks: number;
  /** Into how many parts attention splits E. */
  heads: number;
  /** The probability of 0 after the embeddings and before each sum; 0: there is no dropout. */
  dropout: number;
}

/**
 * The decoder of Vaswani et al. 2017 (https://arxiv.org/abs/1706.03762) with the norms first, as GPT-2, nanoGPT and
 * makemore have it:
 *
 *     embedding → positions → (x + attention(norm x) → x + linear(gelu(linear(norm x)))) × blocks → norm → linear → logits
 *
 * The perceptron inside has 4E units.
 */
export function transformerLayers(
  { embeddingSize: E, blocks, heads, dropout }: TransformerKnobs,
  setting: Predicting,
): LayerSpec[] {
  const drop: LayerSpec[] = dropout === 0 ? [] : [{ type: "dropout", p: dropout }];
  const block: LayerSpec[] = [
    {
      type: "residual",
      layers: [{ type: "layerNorm" }, { type: "causalSelfAttention", heads }, ...drop],
    },
    {
      type: "residual",
      layers: [
        { type: "layerNorm" },
        linear(4 * E),
        { type: "gelu", approximate: "tanh" },
        linear(E),
        ...drop,
      ],
    },
  ];
  return [
    { type: "embedding", size: E },
    { type: "positionalEmbedding" },
    ...drop,
    ...Array.from({ length: blocks }, () => block).flat(),
    { type: "layerNorm" },
    ...predicting(setting),
    linear(undefined, false),
  ];
}
