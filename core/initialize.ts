/**
 * Draws the initial parameters of a model.
 *
 * @module
 */
import { type Fan, initialize } from "./init.ts";
import type { LayerSpec } from "./layer.ts";
import { type Layer, type LayerParameter, type Model, parametersOf } from "./model.ts";
import { isIn, listsIn, type PlannedLayer } from "./plan.ts";
import type { TorchGenerator } from "./random/torch.ts";
import { sizeOf } from "./tensor.ts";

/**
 * Draws the initial parameters, tensor by tensor in the order of the layers; those that their kind draws last, after
 * all others.
 *
 * @param specs where other initial values stand than in the model's own
 */
export function initializeModel(
  { layers, allLayers, parameters }: Model,
  generator: TorchGenerator,
  specs?: readonly LayerSpec[],
): void {
  const gains = new Map(allLayers.map((layer) => [layer, 1]));
  const inside = allLayers.flatMap((layer) =>
    listsIn(layer.kind).map((option) => layer.layers.filter((one) => isIn(one, option)))
  );
  for (const list of [layers, ...inside]) {
    list.forEach((layer, i) => gains.set(layer, gainBehind(list.slice(i + 1))));
  }
  const layerOf = new Map(
    allLayers.flatMap((layer) =>
      Object.entries(layer.parameters).map(([key, parameter]) => [parameter, { layer, key }])
    ),
  );
  for (const parameter of parameters) {
    const { layer, key } = layerOf.get(parameter)!;
    const { init } = specs === undefined ? layer.spec : specAt(specs, layer.path);
    const { kind: { init: usual } } = parameter;
    const scheme = init?.[key] ?? usual;
    const fan = fanOf(parameter, layer, gains.get(layer)!);
    const { pytorchFanIn } = layer.shapes;
    const isOther = fan && pytorchFanIn !== undefined && scheme.scheme === "pytorch";
    initialize(parameter.value, scheme, generator, isOther ? { ...fan, in: pytorchFanIn } : fan);
  }
}

/** A matrix's own fan; of a bias, that of its layer's matrix. */
function fanOf(parameter: LayerParameter, layer: Layer, gain: number): Fan | undefined {
  if (parameter.role === "table") return undefined;
  const matrix = parameter.role === "matrix"
    ? parameter
    : parametersOf(layer).find(({ role }) => role === "matrix");
  if (matrix === undefined) return undefined;
  const { shape } = matrix.value;
  const fanOut = shape[shape.length - 1];
  return { in: sizeOf(shape) / fanOut, out: fanOut, gain };
}

/** The gain of the activation that comes next, 1 where a matrix comes before it, or none. */
function gainBehind(layers: readonly Layer[]): number {
  for (const { kind } of layers) {
    if (kind.activation) return kind.activation.gain;
    if (Object.values(kind.parameters ?? {}).some(({ role }) => role === "matrix")) return 1;
  }
  return 1;
}

function specAt(specs: readonly LayerSpec[], path: PlannedLayer["path"]): LayerSpec {
  // deno-lint-ignore no-explicit-any
  return path.reduce((at: any, key) => at[key], specs);
}
