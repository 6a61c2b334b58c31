import type { LayerSpec } from "../layer.ts";
import { linear, type Predicting, predicting } from "./shared.ts";

/** The architecture's few knobs. */
export interface BowKnobs {
  /** E */
  embeddingSize: number;
  /** H, of the perceptron at each position */
  hiddenSize: number;
}

/**
 * makemore's bag of words: each position heeds all of the past alike.
 *
 *     embedding → positions → x + mean of the past → x + linear(tanh(linear x)) → linear → logits
 */
export const bowLayers = (
  { embeddingSize: E, hiddenSize }: BowKnobs,
  setting: Predicting,
): LayerSpec[] => [
  { type: "embedding", size: E },
  { type: "positionalEmbedding" },
  { type: "residual", layers: [{ type: "causalMean" }] },
  {
    type: "residual",
    layers: [linear(hiddenSize), { type: "tanh" }, linear(E)],
  },
  ...predicting(setting),
  linear(),
];
