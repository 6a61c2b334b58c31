/**
 * The multilayer perceptron of Bengio et al. 2003 (https://www.jmlr.org/papers/volume3/bengio03a/bengio03a.pdf), layers put together:
 *
 *     X [B, T] → embedding → emb [B, T·E] → (linear → batch norm? → activation) × hidden layers → linear → batch norm? → logits [B, V]
 *
 * @module
 */
import type { Activation } from "./activation.ts";
import { type Arithmetic, plainArithmetic } from "./arithmetic.ts";
import {
  allocateBatchNormCache,
  type BatchNormCache,
  type BatchNormOptions,
  type FixedStatistics,
  fixedStatistics,
  type RunningStatistics,
  updateRunningStatistics,
} from "./batch_norm.ts";
import type { Indices } from "./examples.ts";
import { calculateGain, initialize, type InitScheme } from "./init.ts";
import type { TorchGenerator } from "./random/torch.ts";
import { type Parameter, roundingOf, sizeOf, type Tensor } from "./tensor.ts";

export interface MlpOptions {
  /** V */
  vocabularySize: number;
  /** T */
  contextLength: number;
  /** E */
  embeddingSize: number;
  /** H of each hidden layer */
  hiddenSizes: readonly number[];
  activation: Activation;
  /** false, or its conventions and the linear layers that it follows */
  batchNorm: false | BatchNormOptions & { after: "hidden" | "all" };
  /** Whether linear layers have a bias; "auto" leaves out those that a batch norm would cancel. */
  bias: boolean | "auto";
}

/** A linear layer and what follows it. */
export interface Layer {
  /** [K, N] */
  W: Parameter;
  /** [N] */
  b: Parameter | null;
  batchNorm: { gain: Parameter; bias: Parameter; running: RunningStatistics } | null;
  /** null after the output layer */
  activation: Activation | null;
}

export interface Mlp {
  options: MlpOptions;
  /** What it computes with. */
  arithmetic: Arithmetic;
  /** [V, E] */
  C: Parameter;
  layers: Layer[];
  /** All parameters in the order in which they are drawn. */
  parameters: Parameter[];
}

/**
 * A model whose parameters are all zero and whose running statistics are at their start.
 *
 * @param arithmetic default: plain, in float32
 */
export function createMlp(options: MlpOptions, arithmetic: Arithmetic = plainArithmetic()): Mlp {
  const { allocate } = arithmetic;
  const parameters: Parameter[] = [];
  const parameter = (role: Parameter["role"], name: string, ...shape: number[]): Parameter => {
    const made = { name, role, value: allocate(shape), grad: allocate(shape) };
    parameters.push(made);
    return made;
  };
  const { vocabularySize: V, embeddingSize: E, contextLength: T, batchNorm } = options;
  const sizes = [T * E, ...options.hiddenSizes, V];
  const isOutput = (l: number) => l === sizes.length - 1;
  const isNormalized = (l: number) => batchNorm && (batchNorm.after === "all" || !isOutput(l));

  const C = parameter("table", "C", V, E);
  const layers: Layer[] = [];
  for (let l = 1; l < sizes.length; l++) {
    const hasBias = options.bias === "auto" ? !isNormalized(l) : options.bias;
    layers.push({
      W: parameter("matrix", `W${l}`, sizes[l - 1], sizes[l]),
      b: hasBias ? parameter("vector", `b${l}`, sizes[l]) : null,
      batchNorm: null,
      activation: isOutput(l) ? null : options.activation,
    });
  }
  for (let l = 1; l < sizes.length; l++) {
    if (!batchNorm || !isNormalized(l)) continue;
    const running = { mean: allocate([sizes[l]]), spread: allocate([sizes[l]]) };
    running.spread.data.fill(roundingOf(running.spread.data)(batchNorm.start));
    const gain = parameter("vector", `bngain${l}`, sizes[l]);
    const bias = parameter("vector", `bnbias${l}`, sizes[l]);
    layers[l - 1].batchNorm = { gain, bias, running };
  }
  return { options, arithmetic, C, layers, parameters };
}

/** How many numbers training changes. */
export function countParameters(model: Mlp): number {
  return model.parameters.reduce((sum, { value }) => sum + sizeOf(value.shape), 0);
}

/** The initial values of one kind of layer. */
export interface LayerInit {
  weight: InitScheme;
  bias: InitScheme;
  bnGain: InitScheme;
  bnBias: InitScheme;
}

export interface MlpInit {
  embedding: InitScheme;
  hidden: LayerInit;
  output: LayerInit;
}

/**
 * Draws the initial parameters, always in this order: embedding; weight and bias layer by layer; then batch norm's gain and
 * bias layer by layer.
 */
export function initializeMlp(model: Mlp, init: MlpInit, generator: TorchGenerator): void {
  initialize(model.C.value, init.embedding, generator);
  for (const { W, b, activation } of model.layers) {
    const { weight, bias } = activation === null ? init.output : init.hidden;
    const [fanIn, fanOut] = W.value.shape;
    initialize(W.value, weight, generator, {
      in: fanIn,
      out: fanOut,
      gain: calculateGain(activation),
    });
    if (b !== null) initialize(b.value, bias, generator);
  }
  for (const { batchNorm, activation } of model.layers) {
    if (batchNorm === null) continue;
    const { bnGain, bnBias } = activation === null ? init.output : init.hidden;
    initialize(batchNorm.gain.value, bnGain, generator);
    initialize(batchNorm.bias.value, bnBias, generator);
  }
}

/** The buffers of one layer for a batch of B. Where a step is missing, two names stand for one tensor. */
interface LayerActivations {
  /** [B, N] x W + b; the notebooks' hprebn */
  z: Tensor;
  dz: Tensor;
  cache: BatchNormCache | null;
  /** [B, N] batch norm of z; the notebooks' hpreact */
  y: Tensor;
  dy: Tensor;
  /** [B, N] activation of y; in the output layer, the logits */
  h: Tensor;
  dh: Tensor;
}

/** Everything that a batch of B leaves on its way forward and back. */
export interface Activations {
  B: number;
  /** [B, T·E] the embedded contexts side by side; the notebooks' embcat */
  emb: Tensor;
  demb: Tensor;
  layers: LayerActivations[];
  /** [B, V] */
  logits: Tensor;
  /** [B, V] softmax of the logits */
  probs: Tensor;
}

/**
 * Buffers for batches of B.
 *
 * @throws RangeError for an empty batch, which has no mean loss
 */
export function allocateActivations(model: Mlp, B: number): Activations {
  if (!(B >= 1)) throw new RangeError(`A batch needs at least 1 example, found ${B}`);
  const { allocate } = model.arithmetic;
  const make = (N: number) => allocate([B, N]);
  const layers = model.layers.map((layer): LayerActivations => {
    const N = layer.W.value.shape[1];
    const z = make(N);
    const dz = make(N);
    const cache = layer.batchNorm && allocateBatchNormCache(B, N, allocate);
    const [y, dy] = cache ? [make(N), make(N)] : [z, dz];
    const [h, dh] = layer.activation ? [make(N), make(N)] : [y, dy];
    return { z, dz, cache, y, dy, h, dh };
  });
  const { contextLength: T, embeddingSize: E, vocabularySize: V } = model.options;
  const logits = layers[layers.length - 1].h;
  return { B, emb: make(T * E), demb: make(T * E), layers, logits, probs: make(V) };
}

/** A model's buffers for batches of B; asked for again, the same ones, so that evaluating many times takes no more memory. */
export function activationsFor(model: Mlp, B: number): Activations {
  let bySize = buffers.get(model);
  if (bySize === undefined) buffers.set(model, bySize = new Map());
  let acts = bySize.get(B);
  if (acts === undefined) bySize.set(B, acts = allocateActivations(model, B));
  return acts;
}
const buffers = new WeakMap<Mlp, Map<number, Activations>>();

/**
 * The forward pass of a training step: batch norm uses the batch's own statistics.
 *
 * @param X [B, T] contexts
 * @param Y [B] the characters that followed
 * @returns the mean cross-entropy, nats per character
 */
export function forward(model: Mlp, acts: Activations, X: Indices, Y: Indices): number {
  const { arithmetic } = model;
  for (let l = 0; l < model.layers.length; l++) {
    const { batchNorm, activation } = model.layers[l];
    const { z, cache, y, h } = acts.layers[l];
    linearForward(model, acts, l, X);
    if (batchNorm && cache) {
      const options = model.options.batchNorm as BatchNormOptions;
      const { gain, bias } = batchNorm;
      arithmetic.batchNormForward(y, cache, z, gain.value, bias.value, options);
    }
    if (activation) arithmetic.activationForward(activation, h, y);
  }
  return arithmetic.crossEntropyForward(acts.probs, acts.logits, Y);
}

/** The linear step of layer l, counted from 0; the first one's is that on the embedded contexts X. */
function linearForward(model: Mlp, acts: Activations, l: number, X: Indices): void {
  const { arithmetic, C, layers } = model;
  const { W, b } = layers[l];
  const { z } = acts.layers[l];
  const bias = b && b.value;
  if (l === 0) arithmetic.embeddingLinearForward(z, acts.emb, C.value, X, W.value, bias);
  else arithmetic.linearForward(z, acts.layers[l - 1].h, W.value, bias);
}

/** The backward pass, after `forward` on the same batch: writes the gradient of every parameter. */
export function backward(model: Mlp, acts: Activations, X: Indices, Y: Indices): void {
  const { arithmetic } = model;
  arithmetic.crossEntropyBackward(acts.layers[acts.layers.length - 1].dh, acts.probs, Y);
  for (let l = model.layers.length - 1; l >= 0; l--) {
    const { batchNorm, activation } = model.layers[l];
    const { dz, cache, dy, h, dh } = acts.layers[l];
    if (activation) arithmetic.activationBackward(activation, dy, dh, h);
    if (batchNorm && cache) {
      const { gain, bias } = batchNorm;
      const options = model.options.batchNorm as BatchNormOptions;
      arithmetic.batchNormBackward(dz, gain.grad, bias.grad, dy, cache, gain.value, options);
    }
    linearBackward(model, acts, l, X);
  }
}

/** The backward pass of `linearForward`. */
function linearBackward(model: Mlp, acts: Activations, l: number, X: Indices): void {
  const { arithmetic, C, layers } = model;
  const { W, b } = layers[l];
  const { dz } = acts.layers[l];
  const db = b && b.grad;
  if (l === 0) {
    const { emb, demb } = acts;
    arithmetic.embeddingLinearBackward(C.grad, demb, W.grad, db, dz, emb, X, W.value);
  } else {
    const { h, dh } = acts.layers[l - 1];
    arithmetic.linearBackward(dh, W.grad, db, dz, h, W.value);
  }
}

/** Lets the running statistics take in the batch of the last `forward`. */
export function updateRunning(model: Mlp, acts: Activations): void {
  for (let l = 0; l < model.layers.length; l++) {
    const { batchNorm } = model.layers[l];
    const { cache } = acts.layers[l];
    const options = model.options.batchNorm as BatchNormOptions;
    if (batchNorm && cache) updateRunningStatistics(batchNorm.running, cache, options);
  }
}

/** Fixed batch-norm statistics, one a layer, null for a layer without batch norm. */
export type ModelStatistics = (FixedStatistics | null)[];

/** The running statistics, as `predict` takes them. */
export function runningStatistics(model: Mlp): ModelStatistics {
  return model.layers.map(({ batchNorm }) =>
    batchNorm &&
    fixedStatistics(
      batchNorm.running,
      model.options.batchNorm as BatchNormOptions,
      model.arithmetic.dtype,
    )
  );
}

/**
 * The forward pass of evaluation: batch norm uses fixed statistics, so that examples do not depend on each other.
 *
 * @param stopAt stops after the linear step (z) of that layer, counted from 0; default: goes on to the logits
 */
export function predict(
  model: Mlp,
  acts: Activations,
  X: Indices,
  statistics: ModelStatistics,
  stopAt = Infinity,
): void {
  const { arithmetic } = model;
  for (let l = 0; l < model.layers.length; l++) {
    const { batchNorm, activation } = model.layers[l];
    const { z, y, h } = acts.layers[l];
    linearForward(model, acts, l, X);
    if (l === stopAt) return;
    const fixed = statistics[l];
    if (batchNorm && fixed) {
      arithmetic.batchNormInference(y, z, fixed, batchNorm.gain.value, batchNorm.bias.value);
    }
    if (activation) arithmetic.activationForward(activation, h, y);
  }
}

/**
 * How many bytes a model's tensors take at most, the kernels' own among them, when it is trained in batches of B and evaluated: what
 * `createArithmetic` wants to know. Generous, since memory is only taken as it is used.
 */
export function memoryOf(options: MlpOptions, B: number): number {
  const { vocabularySize: V, embeddingSize: E, contextLength: T, hiddenSizes } = options;
  const sizes = [T * E, ...hiddenSizes, V];
  let parameters = V * E;
  for (let l = 1; l < sizes.length; l++) parameters += (sizes[l - 1] + 8) * sizes[l];
  const row = sizes.reduce((sum, N) => sum + 10 * N, 0);
  // The first layer's kernels have up to three rows more in each position than a batch has.
  const pairs = T * (sizes[1] + 2 * E + 2);
  // Parameters, gradients, what optimizers keep, transposed weights; batches of B, and smaller ones to evaluate in.
  return 4 * (6 * parameters + (B + 5 * 64) * row + (B + 3 + 5 * 67) * pairs) + 2 ** 20;
}
