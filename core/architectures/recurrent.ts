import type { LayerSpec } from "../layer.ts";
import { linear, type Predicting, predicting } from "./shared.ts";

/** The knobs of an architecture with one recurrent layer. */
export interface RecurrentKnobs {
  /** E */
  embeddingSize: number;
  /** H, of the state */
  hiddenSize: number;
}

/**
 * A recurrent network, as makemore has it (Mikolov et al. 2010; Cho et al. 2014; Hochreiter & Schmidhuber 1997):
 *
 *     embedding → rnn, gru or lstm → linear → logits
 */
export const recurrentLayers = (
  type: "rnn" | "gru" | "lstm",
  { embeddingSize, hiddenSize }: RecurrentKnobs,
  setting: Predicting,
): LayerSpec[] => [
  { type: "embedding", size: embeddingSize },
  { type, size: hiddenSize },
  ...predicting(setting),
  linear(),
];
