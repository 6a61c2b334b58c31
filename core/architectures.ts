/**
 * What a config's `model` stands for: a list of layers.
 *
 * @module
 */
import { bigramLayers } from "./architectures/bigram.ts";
import { type BowKnobs, bowLayers } from "./architectures/bow.ts";
import { type MlpInit, type MlpKnobs, mlpLayers } from "./architectures/mlp.ts";
import { type RecurrentKnobs, recurrentLayers } from "./architectures/recurrent.ts";
import { type TransformerKnobs, transformerLayers } from "./architectures/transformer.ts";
import { type WavenetKnobs, wavenetLayers } from "./architectures/wavenet.ts";
import type { LayerSpec, Setting } from "./layer.ts";
import { LAYERS } from "./layers.ts";
import { listsIn } from "./plan.ts";

/** A config's `model`: layers themselves, or an architecture's few knobs. */
export type ModelSpec =
  | { kind: "sequential"; layers: readonly LayerSpec[] }
  | MlpKnobs & { kind: "mlp"; init?: MlpInit }
  | WavenetKnobs & { kind: "wavenet" }
  | { kind: "bigram" }
  | RecurrentKnobs & { kind: "rnn" | "gru" | "lstm" }
  | BowKnobs & { kind: "bow" }
  | TransformerKnobs & { kind: "transformer" };

/** What of their setting architectures look at. */
export type LayersSetting = Pick<Setting, "contextLength" | "targets">;

/** The layers that a model stands for. */
export function layersOf(model: ModelSpec, setting: LayersSetting): readonly LayerSpec[] {
  switch (model.kind) {
    case "sequential":
      return model.layers;
    case "mlp":
      return mlpLayers(model, model.init);
    case "wavenet":
      return wavenetLayers(model, setting.contextLength);
    case "bigram":
      return bigramLayers(setting);
    case "rnn":
    case "gru":
    case "lstm":
      return recurrentLayers(model.kind, model, setting);
    case "bow":
      return bowLayers(model, setting);
    case "transformer":
      return transformerLayers(model, setting);
  }
}

/** Whether a model normalizes over the batch, and so is evaluated with statistics. */
export const normalizes = (model: ModelSpec): boolean =>
  someNormalizes(layersOf(model, { contextLength: 2 }));

const someNormalizes = (layers: readonly LayerSpec[]): boolean =>
  layers.some((spec) => {
    const kind = LAYERS.find(({ type }) => type === spec.type);
    if (kind === undefined) return false;
    return kind.statistics !== undefined ||
      listsIn(kind).some((name) => someNormalizes((spec[name] ?? []) as readonly LayerSpec[]));
  });
