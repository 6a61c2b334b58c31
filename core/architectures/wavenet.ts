/**
 * The hierarchy of *Zero to Hero* part 5, after WaveNet (van den Oord et al. 2016, https://arxiv.org/abs/1609.03499):
 * two neighbours become one, until one is left.
 *
 *     X [B, T] → embedding → (flattenConsecutive of 2 → linear → batch norm → tanh) × log₂ T → linear → logits [B, V]
 *
 * @module
 */
import type { LayerSpec } from "../layer.ts";
import type { BatchNormOptions } from "../layers/batch_norm.ts";

/** The architecture's few knobs. */
export interface WavenetKnobs {
  /** E */
  embeddingSize: number;
  /** H of every level */
  hiddenSize: number;
  /** Its conventions at every level. */
  batchNorm: BatchNormOptions;
}

/** Every weight starts with std 1 / √fan_in, as in the notebook, and the last one a tenth as large. */
const weight = (scale: number) => ({
  weight: { scheme: "kaiming", gain: 1, distribution: "normal", scale },
} as const);

/** The layers that the knobs stand for, for contexts of T, a power of 2. */
export function wavenetLayers(
  { embeddingSize, hiddenSize, batchNorm }: WavenetKnobs,
  T: number,
): LayerSpec[] {
  const layers: LayerSpec[] = [{ type: "embedding", size: embeddingSize }];
  if (T === 1) layers.push({ type: "flatten" });
  for (let positions = T; positions > 1; positions /= 2) {
    layers.push(
      { type: "flattenConsecutive", count: 2 },
      { type: "linear", size: hiddenSize, bias: false, init: weight(1) },
      { type: "batchNorm", ...batchNorm },
      { type: "tanh" },
    );
  }
  return [...layers, { type: "linear", init: weight(0.1) }];
}
