/**
 * What a config's `model` stands for: a list of layers.
 *
 * @module
 */
import { type MlpInit, type MlpKnobs, mlpLayers } from "./architectures/mlp.ts";
import type { LayerSpec } from "./layer.ts";

/** A config's `model`: layers themselves, or an architecture's few knobs. */
export type ModelSpec =
  | { kind: "sequential"; layers: readonly LayerSpec[] }
  | MlpKnobs & { kind: "mlp"; init?: MlpInit };

/** The layers that a model stands for. */
export function layersOf(model: ModelSpec): readonly LayerSpec[] {
  if (model.kind === "sequential") return model.layers;
  return mlpLayers(model, model.init);
}
