/**
 * A model is a list of layers. Its shapes are inferred and checked when it is made; its forward pass is the list in
 * order, its backward pass the same list from behind.
 *
 * @module
 */
import { plainArithmetic } from "./arithmetic.ts";
import type { Arithmetic } from "./call.ts";
import type { LayerSpec, ParameterKind, Setting } from "./layer.ts";
import { mapValues } from "./map_values.ts";
import { allOf, planLayers, type PlannedLayer } from "./plan.ts";
import { type Parameter, roundingOf, type Shape, sizeOf, type Tensor } from "./tensor.ts";

/** A parameter of a layer. */
export interface LayerParameter extends Parameter {
  /** What its layer's kind says of it. */
  kind: ParameterKind;
}

/** A layer with its tensors. */
export interface Layer extends Omit<PlannedLayer, "layers"> {
  /** By the names of its kind; null where the options do without. */
  parameters: Record<string, LayerParameter | null>;
  /** Learnt without a gradient. */
  state: Record<string, Tensor>;
  /** The statistics that it is evaluated with; `predict` writes them. */
  fixed: Record<string, Tensor>;
  /** Those inside it. */
  layers: Layer[];
}

/** Layers one behind the other, with their tensors. */
export interface Model {
  /** What is known before any layer. */
  setting: Setting;
  /** What it computes with. */
  arithmetic: Arithmetic;
  /** In order. */
  layers: Layer[];
  /** These, and those inside them, each before what is inside it. */
  allLayers: Layer[];
  /** All parameters in the order in which they are drawn. */
  parameters: LayerParameter[];
  /** Whether neighbours are fused; see fuse.ts. */
  isFused: boolean;
}

/**
 * A model whose parameters are all zero and whose running statistics are at their start.
 *
 * @param arithmetic default: plain, in float32
 * @param options.isFused default: true
 * @throws {LayerError} where layers do not fit each other
 */
export function createModel(
  specs: readonly LayerSpec[],
  setting: Setting,
  arithmetic: Arithmetic = plainArithmetic(),
  { isFused = true }: { isFused?: boolean } = {},
): Model {
  const create = (planned: PlannedLayer): Layer => createLayer(planned, arithmetic);
  const layers = planLayers(specs, setting).map(create);
  const allLayers = allOf(layers);
  const parameters = allLayers.flatMap(parametersOf);
  const isLast = ({ kind }: LayerParameter) => kind.drawnLast === true;
  return {
    setting,
    arithmetic,
    layers,
    allLayers,
    parameters: [...parameters.filter((one) => !isLast(one)), ...parameters.filter(isLast)],
    isFused,
  };
}

/** A layer whose parameters are all zero. */
export function createLayer(planned: PlannedLayer, arithmetic: Arithmetic): Layer {
  const { kind, shapes, suffix } = planned;
  const { allocate } = arithmetic;
  const parameter = (key: string, shape: Shape): LayerParameter => {
    const ofKind = kind.parameters![key];
    const name = ofKind.alias + suffix;
    const { role } = ofKind;
    return { name, role, kind: ofKind, value: allocate(shape), grad: allocate(shape) };
  };
  return {
    ...planned,
    parameters: mapValues(shapes.parameters ?? {}, (shape, key) => shape && parameter(key, shape)),
    state: mapValues(shapes.state ?? {}, ({ shape, start }) => filled(allocate(shape), start)),
    fixed: mapValues(shapes.fixed ?? {}, (shape) => allocate(shape)),
    layers: planned.layers.map((inner) => createLayer(inner, arithmetic)),
  };
}

function filled(tensor: Tensor, value: number): Tensor {
  tensor.data.fill(roundingOf(tensor.data)(value));
  return tensor;
}

/** Puts what is learnt without a gradient back to where it starts. */
export function restartState({ allLayers }: Pick<Model, "allLayers">): void {
  for (const { state, shapes } of allLayers) {
    for (const [key, tensor] of Object.entries(state)) filled(tensor, shapes.state![key].start);
  }
}

/** Those that its options have. */
export const parametersOf = ({ parameters }: Layer): LayerParameter[] =>
  Object.values(parameters).filter((parameter) => parameter !== null);

/** How many numbers training changes. */
export function countParameters({ parameters }: Pick<Model, "parameters">): number {
  return parameters.reduce((sum, { value }) => sum + sizeOf(value.shape), 0);
}
