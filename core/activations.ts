/**
 * The buffers of a batch on its way through a model, and what is computed on them.
 *
 * @module
 */
import { type Arithmetic, type Call, call, isGiven } from "./call.ts";
import { crossEntropyBackward, crossEntropyForward } from "./cross_entropy.ts";
import { fuse, type Passes, shareRows } from "./fuse.ts";
import type { Placed } from "./layer.ts";
import { logTotals } from "./log_totals.ts";
import {
  sequenceCrossEntropyBackward,
  sequenceCrossEntropyForward,
} from "./losses/sequence_cross_entropy.ts";
import { mapValues } from "./map_values.ts";
import type { Layer, Model } from "./model.ts";
import { isIn } from "./plan.ts";
import { repeatsOf } from "./repeats.ts";
import { allocate, type FloatArray, rowsOf, type Shape, sizeOf, type Tensor } from "./tensor.ts";

/** A layer at work on batches of one size. */
export interface PlacedLayer extends Placed {
  /** Which it is. */
  layer: Layer;
  /** [B, …input] What comes in, and the gradient by it; of no meaning where symbols come in. */
  x: Tensor;
  /** The gradient of the loss by x. */
  dx: Tensor;
}

/** Everything that a batch of B leaves on its way forward and back. */
export interface Activations {
  /** How many examples the batch has. */
  B: number;
  /** [B, T] */
  X: Int32Array;
  /** [B], or [B, T] where each position predicts */
  Y: Int32Array;
  /** In the order of the model's `allLayers`. */
  layers: PlacedLayer[];
  /** All buffers, in the order in which they were made. */
  buffers: Tensor[];
  /** [N, V], a row a target: N is B, or B · T */
  logits: Tensor;
  /** [N, V] The gradient of the loss by the logits. */
  dlogits: Tensor;
  /** [N, V] softmax of the logits */
  probs: Tensor;
  /** The mean loss of the logits. */
  loss: Call<[], number>;
  /** What is computed, each made ready when it is first asked for. */
  forward: () => () => number;
  /**
   * The forward pass again, where only this parameter has changed since: without the steps before the first that is
   * given it, which would come to the same.
   */
  forwardFrom: (parameter: Tensor) => () => number;
  /** The backward pass, after the forward one. */
  backward: () => () => void;
  /** The same for whoever looks at the gradients on the way: none stands for others (see repeated_linear.ts). */
  backwardOfEach: () => () => void;
  /** Gives ln Σ exp of each row of the logits, in double precision. */
  logTotals: () => () => FloatArray;
  /** Each with the layer that it belongs to, where that is one with statistics. */
  infer: () => { layer: Layer | undefined; run: () => void }[];
}

/**
 * Buffers for batches of B, and what is computed on them.
 *
 * @param room buffers of the same layers for more positions, whose beginnings are used again; default: new ones
 * @throws RangeError for an empty batch, which has no mean loss
 */
export function allocateActivations(
  model: Model,
  B: number,
  room?: readonly Tensor[],
): Activations {
  if (!(B >= 1)) throw new RangeError(`A batch needs at least 1 example, found ${B}`);
  const { setting: { contextLength: T } } = model;
  const buffers: Tensor[] = [];
  const beginning = (shape: Shape): Tensor => (
    { data: room![buffers.length].data.subarray(0, sizeOf(shape)), shape }
  );
  const allocateBuffer = room === undefined ? model.arithmetic.allocate : beginning;
  const arithmetic: Arithmetic = {
    ...model.arithmetic,
    allocate(shape) {
      const buffer = allocateBuffer(shape);
      buffers.push(buffer);
      return buffer;
    },
  };
  const X = new Int32Array(B * T);
  const symbols = { data: new Float32Array(), shape: [B, T] };
  const { layers, placed, owners, repeats } = placeLayers(
    { ...model, arithmetic },
    X,
    symbols,
    symbols,
  );
  const [logits, dlogits] = [placed.out, placed.dout].map(rowsOf);
  const [N, V] = logits.shape;
  const Y = new Int32Array(N);
  const probs = arithmetic.allocate(logits.shape);
  const hasAll = model.setting.targets !== "every";
  const loss = hasAll
    ? call([probs], crossEntropyForward, probs, logits, Y)
    : call([probs], sequenceCrossEntropyForward, probs, logits, Y, V);
  const dloss = hasAll
    ? call([dlogits], crossEntropyBackward, dlogits, probs, Y)
    : call([dlogits], sequenceCrossEntropyBackward, dlogits, probs, Y, V);

  const fused: typeof fuse = model.isFused ? fuse : (passes) => passes;
  const shared = (passes: Passes) => model.isFused ? shareRows(passes, repeats, X) : passes;
  const each = once(() => fused(placed));
  const passes = once(() => shared(each()));
  const prepared = (calls: readonly Call[]) => calls.map((call) => arithmetic.prepare(call));
  const inOrder = (steps: readonly (() => unknown)[]) => () => {
    for (const step of steps) step();
  };
  const forwardSteps = once(() => prepared(passes().forward));
  const last = once(() => arithmetic.prepare(loss));
  const forwardAt = (first: number) => {
    const [steps, end] = [inOrder(forwardSteps().slice(first)), last()];
    return () => (steps(), end());
  };
  const all = (calls: readonly Call[]) => inOrder(prepared(calls));
  const backward = once(() => all([dloss, ...passes().backward]));
  return {
    B,
    X,
    Y,
    layers,
    buffers,
    logits,
    dlogits,
    probs,
    loss,
    forward: once(() => forwardAt(0)),
    forwardFrom: (parameter) => {
      const first = passes().forward.findIndex((call) => isGiven(call, parameter));
      return forwardAt(Math.max(0, first));
    },
    backward,
    backwardOfEach: repeats.size === 0 ? backward : once(() => all([dloss, ...each().backward])),
    logTotals: once(() => {
      const totals = allocate([N], "float64");
      const find = arithmetic.prepare(call([], logTotals, totals, logits));
      return () => (find(), totals.data);
    }),
    infer: once(() =>
      shared(fused({ forward: placed.infer ?? placed.forward, backward: [] })).forward.map((
        call,
      ) => (
        { layer: owners.get(call), run: arithmetic.prepare(call) }
      ))
    ),
  };
}

/**
 * Places all layers, one behind the other. `owners` tells of the calls that evaluate layers with statistics whose they
 * are, `repeats` of those that work on rows that repeat how many come in.
 *
 * @param X [B, T] where the symbols of a batch will be
 * @param x [B, …input] what comes in, and the gradient by it; of no meaning where symbols come in
 */
export function placeLayers(
  { layers: list, arithmetic, setting }: Pick<Model, "layers" | "arithmetic" | "setting">,
  X: Int32Array,
  x: Tensor,
  dx: Tensor,
): {
  layers: PlacedLayer[];
  owners: Map<Call, Layer>;
  repeats: Map<Call, number>;
  placed: Placed;
} {
  const { allocate, dtype } = arithmetic;
  const [B] = x.shape;
  const layers: PlacedLayer[] = [];
  const owners = new Map<Call, Layer>();
  const repeats = new Map<Call, number>();
  const repeating = repeatsOf(list);
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
    const count = repeating.get(layer);
    if (count !== undefined) {
      for (const call of [...placed.forward, ...placed.backward]) repeats.set(call, B * count);
    }
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
  return { layers, owners, repeats, placed: placeList(list, x, dx) };
}

/** What `make` makes, made when it is first asked for. */
function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => made ??= make();
}

/**
 * A model's buffers for batches of B; asked for again, the same ones, so that evaluating many times takes no more
 * memory.
 */
export function activationsFor(model: Model, B: number): Activations {
  let bySize = made.get(model);
  if (bySize === undefined) made.set(model, bySize = new Map());
  let acts = bySize.get(B);
  if (acts === undefined) bySize.set(B, acts = allocateActivations(model, B));
  return acts;
}
const made = new WeakMap<Model, Map<number, Activations>>();
