/**
 * Gradient checks of a model: the chain's small steps against its big steps, and both against central differences.
 *
 * @module
 */
import { chainBackward, chainForward, type ChainOptions, type ChainParameters } from "../chain.ts";
import { CHAIN_STEPS } from "../chain_steps.ts";
import type { Indices } from "../examples.ts";
import type { BatchNormOptions } from "../layers/batch_norm.ts";
import { type Activations, allocateActivations, type PlacedLayer } from "../activations.ts";
import { backward, drawMasks, forward } from "../passes.ts";
import { type Model, parametersOf } from "../model.ts";
import { TorchGenerator } from "../random/torch.ts";
import { allocate, type Tensor, view } from "../tensor.ts";
import {
  differences,
  differencesInPlace,
  differencesThrough,
  someElements,
  stepFor,
} from "./central_differences.ts";
import {
  type Check,
  compare,
  compareAll,
  type Comparison,
  type Tensors,
  TOLERANCES,
} from "./compare.ts";

/** Of the stream that dropout draws by. */
const SEED = 2012;

/** Buffers for a batch; what dropout drops in them is always the same. */
function activationsOf(model: Model, X: Indices): Activations {
  const acts = allocateActivations(model, X.length / model.setting.contextLength);
  drawMasks(acts, new TorchGenerator(SEED));
  return acts;
}

/** The gradients of all parameters that the model's own backward pass gives, and what it has left in its buffers. */
export function bigStepGradients(
  model: Model,
  X: Indices,
  Y: Indices,
): { loss: number; gradients: Tensors; acts: Activations } {
  const acts = activationsOf(model, X);
  const loss = forward(acts, X, Y);
  backward(acts);
  const gradients = Object.fromEntries(model.parameters.map(({ name, grad }) => [name, grad]));
  return { loss, gradients, acts };
}

/** Central differences of every parameter of any model, against its big steps. */
export function checkParameters(model: Model, X: Indices, Y: Indices): Check {
  const { gradients } = bigStepGradients(model, X, Y);
  const acts = activationsOf(model, X);
  const tolerance = TOLERANCES.differences;
  const comparisons = model.parameters.map(({ name, value }) => {
    const elements = someElements(value);
    forward(acts, X, Y);
    const numerical = differencesInPlace(value, elements, acts.forwardFrom(value));
    return compare(name, gradients[name], numerical, tolerance, elements);
  });
  return { title: "big steps against central differences, float64", tolerance, comparisons };
}

/** A layer whose gradients were checked by itself. */
export interface CheckedLayer {
  /** Its module's name. */
  /** What it is called. */
  name: string;
  /** Its kind's. */
  type: string;
  /** The functions that it calls, forward; without those of layers inside it. */
  functions: string[];
  /** What its gradients are called in the checks: that by what comes in, and those of its parameters. */
  gradients: string[];
}

/**
 * Central differences through each layer alone: what it makes of the gradient that it is given, against how its output
 * moves, weighted by that gradient. So an error is told of the layer that makes it, and those without parameters are
 * checked too. The loss comes first, then the layers from behind.
 */
export function checkLayers(
  model: Model,
  X: Indices,
  Y: Indices,
): { check: Check; layers: CheckedLayer[] } {
  const { acts } = bigStepGradients({ ...model, isFused: false }, X, Y);
  const { prepare } = model.arithmetic;
  const tolerance = TOLERANCES.differences;
  const comparisons: Comparison[] = [];
  const layers = acts.layers.map((placed): CheckedLayer => {
    const { layer, forward } = placed;
    const steps = forward.map((call) => prepare(call));
    const through = { ...placed, run: () => steps.forEach((step) => step()) };
    const gradients = gradientsOf(placed, `${layer.name} input`).map((gradient) => {
      comparisons.push(checkGradient(gradient, through).comparison);
      return gradient.name;
    });
    const inside = acts.layers.filter((other) => layer.layers.includes(other.layer))
      .flatMap(({ forward }) => forward);
    const own = forward.filter((call) => !inside.includes(call));
    const functions = [...new Set(own.map(({ operation }) => operation.name))];
    return {
      name: layer.name,
      type: layer.kind.type,
      functions,
      gradients,
    };
  });
  const { logits, dlogits, loss } = acts;
  const elements = someElements(logits);
  const numerical = differencesInPlace(logits, elements, prepare(loss));
  comparisons.push(compare("logits", dlogits, numerical, tolerance, elements));
  layers.push({
    name: "loss",
    type: "loss",
    functions: [loss.operation.name],
    gradients: ["logits"],
  });
  const title = "each layer by itself against central differences, float64";
  return {
    check: { title, tolerance, comparisons: comparisons.reverse() },
    layers: layers.reverse(),
  };
}

/** What a layer goes back to. */
export interface LayerGradient {
  /** What it is called. */
  name: string;
  /** Its numbers. */
  value: Tensor;
  /** The gradient by them. */
  grad: Tensor;
  /** By what an element of `value` is moved. */
  step(x: number): number;
}

/** What comes in, unless that is symbols, and the parameters. @param input what that which comes in is called */
export const gradientsOf = ({ layer, x, dx }: PlacedLayer, input: string): LayerGradient[] => [
  ...layer.kind.takes === "symbols"
    ? []
    : [{ name: input, value: x, grad: dx, step: stepOnScale(x) }],
  ...parametersOf(layer).map(({ name, value, grad }) => ({
    name,
    value,
    grad,
    step: stepFor(""),
  })),
];

/** A gradient beside central differences through its layer. */
export interface CheckedGradient {
  /** How it came out. */
  comparison: Comparison;
  /** The differences. */
  numerical: Tensor;
  /** The elements that were compared: those looked at that have a slope. */
  smooth: number[];
}

/**
 * Central differences through a layer alone, beside the gradient that its backward pass has left.
 *
 * @param elements those to look at; default: all of a small tensor, some of a large one
 */
export function checkGradient(
  { name, value, grad, step }: LayerGradient,
  through: { out: Tensor; dout: Tensor; run: () => void },
  elements: readonly number[] = someElements(value),
): CheckedGradient {
  const { numerical, smooth } = differencesThrough(value, elements, step, through);
  const comparison = compare(name, grad, numerical, TOLERANCES.differences, smooth);
  return { comparison, numerical, smooth };
}

/** As stepFor, but of numbers that are all small, which a norm makes large, smaller. */
function stepOnScale({ data }: Tensor): (x: number) => number {
  let squares = 0;
  for (let i = 0; i < data.length; i++) squares += data[i] * data[i];
  const scale = Math.min(1, Math.max(1e-3, Math.sqrt(squares / data.length)));
  return (x) => scale * stepFor("")(x);
}

/** The layers of the model that the chain is: one hidden layer with batch norm and tanh. */
export const CHAIN = ["embedding", "flatten", "linear", "batchNorm", "tanh", "linear"];

/** Whether the chain is this model. */
export const isChain = ({ layers }: Model): boolean =>
  layers.length === CHAIN.length && layers.every(({ kind }, i) => kind.type === CHAIN[i]);

/** A model's parameters as the chain wants them; a bias that the model does without is zero. */
export function chainParametersOf({ layers, arithmetic: { dtype } }: Model): ChainParameters {
  const [embedding, , first, norm, , second] = layers.map(({ parameters }) => parameters);
  const row = (tensor: Tensor | undefined, N: number) => view(tensor ?? allocate([N], dtype), 1, N);
  const [W1, W2] = [first.weight!.value, second.weight!.value];
  const [H, V] = W2.shape;
  return {
    C: embedding.weight!.value,
    W1,
    b1: row(first.bias?.value, H),
    bngain: row(norm.weight!.value, H),
    bnbias: row(norm.bias!.value, H),
    W2,
    b2: row(second.bias?.value, V),
  };
}

/** The conventions of a chain's batch norm. */
export const chainOptionsOf = ({ layers }: Model): BatchNormOptions =>
  layers[CHAIN.indexOf("batchNorm")].options as unknown as BatchNormOptions;

/** The gradients that the chain's small steps give for a model. */
function smallStepGradients(
  parameters: ChainParameters,
  X: Indices,
  Y: Indices,
  options: ChainOptions,
): Tensors {
  return chainBackward(parameters, chainForward(parameters, X, Y, options), X, Y, options);
}

/**
 * Checks the small steps for a model in float64: against its big steps, and against central differences.
 *
 * @throws TypeError for a model that the chain is not
 */
export function checkChain(model: Model, X: Indices, Y: Indices): Check[] {
  const { check, small, parameters } = compareSteps(model, X, Y);
  const options = chainOptionsOf(model);
  return [check, checkSmallSteps(parameters, small, X, Y, options)];
}

/**
 * Only the small steps against the big ones, which takes no longer than a training step.
 *
 * @throws TypeError for a model that the chain is not
 */
export const checkBigSteps = (model: Model, X: Indices, Y: Indices): Check =>
  compareSteps(model, X, Y).check;

function compareSteps(model: Model, X: Indices, Y: Indices) {
  if (!isChain(model)) {
    throw new TypeError("The chain is one hidden layer with batch norm and tanh");
  }
  const options = chainOptionsOf(model);
  const parameters = chainParametersOf(model);
  const small = smallStepGradients(parameters, X, Y, options);
  const { gradients: { bngain1: bngain, bnbias1: bnbias, ...others }, acts } = bigStepGradients(
    model,
    X,
    Y,
  );
  const [embcat, hprebn, hpreact, h, logits] = acts.layers.slice(1).map(({ dout }) => dout);
  const big = { ...others, bngain, bnbias, hprebn, hpreact, h, logits, embcat };
  const check = compareAll("small steps against big steps, float64", small, big, TOLERANCES.steps);
  return { check, small, parameters };
}

/** Small steps against central differences: of every parameter, and of every intermediate on its way to the loss. */
function checkSmallSteps(
  parameters: ChainParameters,
  small: Tensors,
  X: Indices,
  Y: Indices,
  options: ChainOptions,
): Check {
  const tolerance = TOLERANCES.differences;
  const comparisons = chainDifferences(parameters, X, Y, options).map(
    ({ name, numerical, elements }) => compare(name, small[name], numerical, tolerance, elements),
  ).reverse();
  return { title: "small steps against central differences, float64", tolerance, comparisons };
}

/**
 * Central differences of the loss by each step of the chain and each of its parameters, in forward order; of large ones
 * by some elements.
 *
 * @param stepOf by what an element of a step is moved
 */
export function chainDifferences(
  parameters: ChainParameters,
  X: Indices,
  Y: Indices,
  options: ChainOptions,
  stepOf: (name: string, value: Tensor) => (x: number, i: number) => number = stepFor,
): { name: string; numerical: Tensor; elements: number[] }[] {
  const values: Tensors = { ...chainForward(parameters, X, Y, options) };
  return CHAIN_STEPS.map(({ name }) => {
    const isParameter = name in parameters;
    const value = isParameter ? parameters[name as keyof ChainParameters] : values[name];
    const elements = someElements(value);
    const numerical = isParameter
      ? differencesInPlace(
        value,
        elements,
        () => chainForward(parameters, X, Y, options).loss.data[0],
      )
      : differences(value, elements, stepOf(name, value), (i, x) => {
        const nudge = (made: string, tensor: Tensor) =>
          made === name ? withElement(tensor, i, x) : tensor;
        return chainForward(parameters, X, Y, options, nudge).loss.data[0];
      });
    return { name, numerical, elements };
  });
}

/** A copy of a tensor with x at place i. */
function withElement(tensor: Tensor, i: number, x: number): Tensor {
  const data = tensor.data.slice();
  data[i] = x;
  return { data, shape: tensor.shape };
}
