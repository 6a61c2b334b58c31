/**
 * Batch norm folded into the weights before it: with fixed statistics it is an affine map of each unit, which the
 * linear layer before it can do as well.
 *
 *     gain · (x W + b − mean) · invStd + bias = x (W · scale) + (b · scale + shift)
 *     scale = gain · invStd        shift = bias − mean · scale
 *
 * The network is smaller and predicts the same, but for rounding; it can be trained on only as one without batch norm.
 *
 * @module
 */
import type { FixedStatistics, LayerSpec } from "./layer.ts";
import { createModel, type Layer, type Model } from "./model.ts";
import { isIn, listsIn } from "./plan.ts";
import { type ModelStatistics, withStatistics } from "./predict.ts";
import { roundAll, type Tensor } from "./tensor.ts";

/** A network in which norms are folded into the weights before them. */
export interface Folded {
  model: Model;
  /** Of the norms that are left: those without a layer before them that could take them in. */
  statistics: ModelStatistics;
  /** Its layers, as a config lists them. */
  specs: LayerSpec[];
  /** The names of the layers that are gone. */
  gone: string[];
}

/** Each unit h becomes scale[h] · x + shift[h]. */
export interface Affine {
  scale: Float64Array;
  shift: Float64Array;
}

/**
 * Folds each norm that stands right behind a layer with `absorbs`.
 *
 * @param statistics those that the model is evaluated with
 */
export function foldNorms(model: Model, statistics: ModelStatistics): Folded {
  const norms = withStatistics(model);
  const statisticsOf = new Map(norms.map((layer, i) => [layer, statistics[i]]));
  /** Layer → the norm behind it that it takes in. */
  const taken = new Map<Layer, Layer>();
  const pairs = (layers: readonly Layer[]) => {
    for (const [i, layer] of layers.entries()) {
      const after = layers[i + 1];
      const isFoldable = layer.kind.absorbs && after?.kind.statistics?.affine !== undefined;
      // Layers inside another one are all in one list, whatever option they stand in.
      if (isFoldable && sameList(layer, after)) taken.set(layer, after);
      pairs(layer.layers);
    }
  };
  pairs(model.layers);
  const gone = new Set(taken.values());
  const specs = specsOf(model.layers, taken, gone);
  const folded = createModel(specs, model.setting, model.arithmetic, { isFused: model.isFused });
  const kept = model.allLayers.filter((layer) => !gone.has(layer));
  folded.allLayers.forEach((to, i) => {
    const from = kept[i], norm = taken.get(from);
    copyAll(to.state, from.state);
    for (const [key, parameter] of Object.entries(from.parameters)) {
      if (parameter !== null) to.parameters[key]!.value.data.set(parameter.value.data);
    }
    if (norm) absorb(to, affineOf(norm, statisticsOf.get(norm)!));
  });
  return {
    model: folded,
    statistics: norms.filter((norm) => !gone.has(norm)).map((norm) => statisticsOf.get(norm)!),
    specs,
    gone: [...gone].map(({ name }) => name),
  };
}

const sameList = (a: Layer, b: Layer) =>
  a.path.length === b.path.length && a.path.at(-2) === b.path.at(-2);

/** As configs list them, by the names that they had. */
function specsOf(
  layers: readonly Layer[],
  taken: ReadonlyMap<Layer, Layer>,
  gone: ReadonlySet<Layer>,
): LayerSpec[] {
  return layers.filter((layer) => !gone.has(layer)).map((layer): LayerSpec => {
    const lists = listsIn(layer.kind).filter((option) => layer.spec[option] !== undefined);
    const inner = lists.map((option) => [
      option,
      specsOf(layer.layers.filter((one) => isIn(one, option)), taken, gone),
    ]);
    return {
      ...layer.spec,
      ...Object.fromEntries(inner),
      ...taken.has(layer) && { bias: true },
    };
  });
}

const affineOf = ({ kind, parameters, options }: Layer, fixed: FixedStatistics): Affine =>
  kind.statistics!.affine!(
    fixed,
    Object.fromEntries(Object.entries(parameters).map(([key, one]) => [key, one!.value])),
    options,
  );

/** In double precision, rounded once. */
function absorb({ parameters }: Layer, { scale, shift }: Affine): void {
  const { weight, bias } = parameters, H = scale.length;
  const W = weight!.value.data, b = bias!.value.data;
  for (let i = 0; i < W.length; i++) W[i] *= scale[i % H];
  for (let h = 0; h < H; h++) b[h] = b[h] * scale[h] + shift[h];
  roundAll(weight!.value, bias!.value);
}

function copyAll(to: Record<string, Tensor>, from: Record<string, Tensor>): void {
  for (const [key, { data }] of Object.entries(from)) to[key].data.set(data);
}
