/**
 * A model is a list of layers. Its shapes are inferred and checked when it is made; its forward pass is the list in order, its backward pass the same list
 * from behind.
 *
 * @module
 */
import { type Arithmetic, type Call, call } from "./call.ts";
import { plainArithmetic } from "./arithmetic.ts";
import { crossEntropyBackward, crossEntropyForward } from "./cross_entropy.ts";
import {
  sequenceCrossEntropyBackward,
  sequenceCrossEntropyForward,
} from "./losses/sequence_cross_entropy.ts";
import type { Indices } from "./examples.ts";
import { fuse } from "./fuse.ts";
import { type Fan, initialize } from "./init.ts";
import type { FixedStatistics, LayerSpec, ParameterKind, Placed, Setting } from "./layer.ts";
import { isIn, listsIn, planLayers, type PlannedLayer } from "./plan.ts";
import type { TorchGenerator } from "./random/torch.ts";
import { logTotals } from "./log_totals.ts";
import {
  allocate,
  type FloatArray,
  type Parameter,
  roundingOf,
  rowsOf,
  type Shape,
  sizeOf,
  type Tensor,
} from "./tensor.ts";

/** A parameter of a layer. */
export interface LayerParameter extends Parameter {
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

export interface Model {
  setting: Setting;
  /** What it computes with. */
  arithmetic: Arithmetic;
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
  const allLayers = layers.flatMap(withInner);
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

function createLayer(planned: PlannedLayer, arithmetic: Arithmetic): Layer {
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

const withInner = (layer: Layer): Layer[] => [layer, ...layer.layers.flatMap(withInner)];

const parametersOf = ({ parameters }: Layer): LayerParameter[] =>
  Object.values(parameters).filter((parameter) => parameter !== null);

const mapValues = <V, W>(record: Record<string, V>, f: (value: V, key: string) => W) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value, key)]));

/** How many numbers training changes. */
export function countParameters({ parameters }: Pick<Model, "parameters">): number {
  return parameters.reduce((sum, { value }) => sum + sizeOf(value.shape), 0);
}

/**
 * Draws the initial parameters, tensor by tensor in the order of the layers; those that their kind draws last, after all others.
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

/** A layer at work on batches of one size. */
export interface PlacedLayer extends Placed {
  layer: Layer;
  /** [B, …input] What comes in, and the gradient by it; of no meaning where symbols come in. */
  x: Tensor;
  dx: Tensor;
}

/** Everything that a batch of B leaves on its way forward and back. */
export interface Activations {
  B: number;
  /** [B, T] */
  X: Int32Array;
  /** [B], or [B, T] where each position predicts */
  Y: Int32Array;
  /** In the order of the model's `allLayers`. */
  layers: PlacedLayer[];
  /** [N, V], a row a target: N is B, or B · T */
  logits: Tensor;
  dlogits: Tensor;
  /** [N, V] softmax of the logits */
  probs: Tensor;
  /** The mean loss of the logits. */
  loss: Call<[], number>;
  /** What is computed, each made ready when it is first asked for. */
  forward: () => () => number;
  backward: () => () => void;
  /** Gives ln Σ exp of each row of the logits, in double precision. */
  logTotals: () => () => FloatArray;
  /** Each with the layer that it belongs to, where that is one with statistics. */
  infer: () => { layer: Layer | undefined; run: () => void }[];
}

/**
 * Buffers for batches of B, and what is computed on them.
 *
 * @throws RangeError for an empty batch, which has no mean loss
 */
export function allocateActivations(model: Model, B: number): Activations {
  if (!(B >= 1)) throw new RangeError(`A batch needs at least 1 example, found ${B}`);
  const { arithmetic, setting: { contextLength: T } } = model;
  const X = new Int32Array(B * T);
  const { layers, placed, owners } = placeLayers(model, X);
  const [logits, dlogits] = [placed.out, placed.dout].map(rowsOf);
  const [N, V] = logits.shape;
  const Y = new Int32Array(N);
  const probs = arithmetic.allocate(logits.shape);
  const hasAll = N === B;
  const loss = hasAll
    ? call([probs], crossEntropyForward, probs, logits, Y)
    : call([probs], sequenceCrossEntropyForward, probs, logits, Y, V);
  const dloss = hasAll
    ? call([dlogits], crossEntropyBackward, dlogits, probs, Y)
    : call([dlogits], sequenceCrossEntropyBackward, dlogits, probs, Y, V);

  const fused: typeof fuse = model.isFused ? fuse : (passes) => passes;
  const passes = once(() => fused(placed));
  const all = (calls: readonly Call[]) => {
    const steps = calls.map((call) => arithmetic.prepare(call));
    return () => {
      for (const step of steps) step();
    };
  };
  return {
    B,
    X,
    Y,
    layers,
    logits,
    dlogits,
    probs,
    loss,
    forward: once(() => {
      const [steps, last] = [all(passes().forward), arithmetic.prepare(loss)];
      return () => (steps(), last());
    }),
    backward: once(() => all([dloss, ...passes().backward])),
    logTotals: once(() => {
      const totals = allocate([N], "float64");
      const find = arithmetic.prepare(call([], logTotals, totals, logits));
      return () => (find(), totals.data);
    }),
    infer: once(() =>
      fused({ forward: placed.infer ?? placed.forward, backward: [] }).forward.map((call) => (
        { layer: owners.get(call), run: arithmetic.prepare(call) }
      ))
    ),
  };
}

/** Places all layers, one behind the other. `owners` tells of the calls that evaluate layers with statistics whose they are. */
function placeLayers({ layers: list, arithmetic, setting }: Model, X: Int32Array) {
  const { allocate, dtype } = arithmetic;
  const B = X.length / setting.contextLength;
  const layers: PlacedLayer[] = [];
  const owners = new Map<Call, Layer>();
  const placeLayer = (layer: Layer, x: Tensor, dx: Tensor): Placed => {
    const { kind, options, output, state, fixed } = layer;
    const at = layers.push({ layer, x, dx } as PlacedLayer) - 1; // before those inside it
    const placed = kind.place({
      B,
      options,
      setting,
      dtype,
      X,
      x,
      dx,
      output: [B, ...output],
      parameters: mapValues(layer.parameters, (parameter) => parameter && parameter.value),
      gradients: mapValues(layer.parameters, (parameter) => parameter && parameter.grad),
      state,
      fixed,
      allocate,
      inner: (option, x, dx) => placeList(layer.layers.filter((one) => isIn(one, option)), x, dx),
    });
    Object.assign(layers[at], placed);
    if (kind.statistics) { for (const call of placed.infer ?? []) owners.set(call, layer); }
    return placed;
  };
  /** The backward pass is the list from behind. */
  const placeList = (list: readonly Layer[], x: Tensor, dx: Tensor): Placed => {
    const placed: Placed[] = [];
    let [out, dout] = [x, dx];
    for (const layer of list) {
      const next = placeLayer(layer, out, dout);
      placed.push(next);
      ({ out, dout } = next);
    }
    return {
      out,
      dout,
      forward: placed.flatMap(({ forward }) => forward),
      infer: placed.flatMap(({ forward, infer }) => infer ?? forward),
      backward: placed.toReversed().flatMap(({ backward }) => backward),
    };
  };
  const symbols = { data: new Float32Array(), shape: [B, setting.contextLength] };
  return { layers, owners, placed: placeList(list, symbols, symbols) };
}

/** What `make` makes, made when it is first asked for. */
function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => made ??= make();
}

/** A model's buffers for batches of B; asked for again, the same ones, so that evaluating many times takes no more memory. */
export function activationsFor(model: Model, B: number): Activations {
  let bySize = buffers.get(model);
  if (bySize === undefined) buffers.set(model, bySize = new Map());
  let acts = bySize.get(B);
  if (acts === undefined) bySize.set(B, acts = allocateActivations(model, B));
  return acts;
}
const buffers = new WeakMap<Model, Map<number, Activations>>();

/**
 * The forward pass of a training step: batch norm uses the batch's own statistics.
 *
 * @param X [B, T] contexts
 * @param Y [B] the characters that followed; or [B, T] those after each position, V where there is none
 * @returns the mean cross-entropy, nats per character
 */
export function forward(acts: Activations, X: Indices, Y: Indices): number {
  setBatch(acts.X, X, "X");
  setBatch(acts.Y, Y, "Y");
  return acts.forward()();
}

/** The backward pass, after `forward`: writes the gradient of every parameter. */
export const backward = (acts: Activations): void => acts.backward()();

function setBatch(room: Int32Array, indices: Indices, name: string): void {
  if (indices.length !== room.length) {
    throw new TypeError(`${name} has ${indices.length} symbols, wanted ${room.length}`);
  }
  room.set(indices);
}

/** Draws what the next forward pass of training needs of chance: dropout's masks, layer by layer. */
export function drawMasks({ layers }: Activations, generator: TorchGenerator): void {
  for (const { draw } of layers) draw?.(generator);
}

/** Lets what is learnt without a gradient take in the batch of the last `forward`. */
export function updateRunning({ layers }: Activations): void {
  for (const { learn } of layers) learn?.();
}

/** The layers that are evaluated with statistics. */
export const withStatistics = ({ allLayers }: Pick<Model, "allLayers">): Layer[] =>
  allLayers.filter(({ kind }) => kind.statistics !== undefined);

/** Statistics to evaluate with, in the order of `withStatistics`. */
export type ModelStatistics = FixedStatistics[];

/** The running statistics, as `predict` takes them. */
export const runningStatistics = (model: Model): ModelStatistics =>
  withStatistics(model).map(({ kind, state, options }) =>
    kind.statistics!.learnt(state, options, model.arithmetic.dtype)
  );

/** The same after so many updates: null where there are none yet, before the first, if they start at zero. */
export function runningAfter(model: Model, steps: number): ModelStatistics | null {
  const isEmpty = steps === 0 &&
    withStatistics(model).some(({ kind, options }) => kind.statistics!.startsEmpty(options));
  return isEmpty ? null : runningStatistics(model);
}

/**
 * The forward pass of evaluation: batch norm uses fixed statistics, so that examples do not depend on each other.
 *
 * @param X [B, T]
 * @param until stops before that layer, one of `withStatistics`, which needs the statistics of those before it only; default: goes on to the logits
 */
export function predict(
  model: Model,
  acts: Activations,
  X: Indices,
  statistics: ModelStatistics,
  until?: Layer,
): void {
  setBatch(acts.X, X, "X");
  withStatistics(model).forEach(({ fixed }, i) => {
    for (const [name, { data }] of Object.entries(statistics[i] ?? {})) fixed[name].data.set(data);
  });
  for (const { layer, run } of acts.infer()) {
    if (layer !== undefined && layer === until) return;
    run();
  }
}
