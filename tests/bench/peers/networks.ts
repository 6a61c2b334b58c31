/**
 * The networks that are compared beside notebook 003's, in the sizes of *Zero to Hero* and makemore.
 *
 * @module
 */
import type { ModelSpec } from "../../../core/architectures.ts";
import type { OptimizerOptions } from "../../../core/optimizers.ts";
import { ADAMW, SGD } from "../setting.ts";
import { BATCH_NORM } from "../../batch_norm.ts";

export interface Network {
  title: string;
  model: ModelSpec & { kind: "mlp" | "wavenet" | "rnn" | "gru" | "transformer" };
  /** T */
  contextLength: number;
  targets: "last" | "every";
  optimizer: OptimizerOptions;
  rate: number;
  /** Default: that of the setting. */
  B?: number;
  /** Whether its evaluation is a case too; optimizers make no difference to it. */
  isEvaluated: boolean;
}

const WAVENET: Omit<Network, "title"> = {
  model: { kind: "wavenet", embeddingSize: 24, hiddenSize: 128, batchNorm: BATCH_NORM },
  contextLength: 8,
  targets: "last",
  optimizer: SGD,
  rate: 0.1,
  isEvaluated: true,
};

/** A name an example, and each of its letters predicted. */
const makemore = (title: string, model: Network["model"]): Network => ({
  title,
  model,
  contextLength: 16,
  targets: "every",
  optimizer: ADAMW,
  rate: 0.0005,
  isEvaluated: true,
});

export const NETWORKS: Record<string, Network> = {
  "wavenet": { ...WAVENET, title: "WaveNet" },
  "wavenet-adamw": {
    ...WAVENET,
    title: "WaveNet, AdamW",
    optimizer: ADAMW,
    rate: 0.001,
    isEvaluated: false,
  },
  "rnn": makemore("RNN, AdamW", { kind: "rnn", embeddingSize: 64, hiddenSize: 64 }),
  "gru": makemore("GRU, AdamW", { kind: "gru", embeddingSize: 64, hiddenSize: 64 }),
  "transformer": makemore("Transformer, AdamW", {
    kind: "transformer",
    embeddingSize: 64,
    blocks: 4,
    heads: 4,
    dropout: 0,
  }),
  "large": {
    title: "large MLP",
    model: {
      kind: "mlp",
      embeddingSize: 24,
      hiddenSizes: [1024],
      activation: "tanh",
      batchNorm: false,
      bias: true,
    },
    contextLength: 8,
    targets: "last",
    optimizer: SGD,
    // At 0.1 so wide a layer learns chaotically, and rounding decides the losses.
    rate: 0.005,
    B: 256,
    isEvaluated: false,
  },
};

/** Networks whose steps are large enough for several threads. */
export const LARGE: readonly string[] = ["large"];
