/**
 * What a config's `model` stands for: a list of layers.
 *
 * @module
 */
import { type MlpInit, type MlpKnobs, mlpLayers } from "./architectures/mlp.ts";
import { type WavenetKnobs, wavenetLayers } from "./architectures/wavenet.ts";
import type { LayerSpec } from "./layer.ts";
import { LAYERS } from "./layers.ts";

/** A config's `model`: layers themselves, or an architecture's few knobs. */
export type ModelSpec =
  | { kind: "sequential"; layers: readonly LayerSpec[] }
  | MlpKnobs & { kind: "mlp"; init?: MlpInit }
  | WavenetKnobs & { kind: "wavenet" };

/** The layers that a model stands for, for contexts of T. */
export function layersOf(model: ModelSpec, T: number): readonly LayerSpec[] {
  switch (model.kind) {
    case "sequential":
      return model.layers;
    case "mlp":
      return mlpLayers(model, model.init);
    case "wavenet":
      return wavenetLayers(model, T);
  }
}

/** Whether a model normalizes over the batch, and so is evaluated with statistics. */
export const normalizes = (model: ModelSpec): boolean => someNormalizes(layersOf(model, 2));

const someNormalizes = (layers: readonly LayerSpec[]): boolean =>
  layers.some((spec) => {
    const kind = LAYERS.find(({ type }) => type === spec.type);
    if (kind === undefined) return false;
    const inside = Object.keys(kind.options).filter((name) => kind.options[name].kind === "layers");
    return kind.statistics !== undefined ||
      inside.some((name) => someNormalizes(spec[name] as readonly LayerSpec[]));
  });
