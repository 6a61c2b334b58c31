/**
 * Gradient checks of a model: the chain's small steps against its big steps, and both against central differences.
 *
 * @module
 */
import { chainBackward, chainForward, type ChainOptions, type ChainParameters } from "../chain.ts";
import { CHAIN_STEPS } from "../chain_steps.ts";
import type { Indices } from "../examples.ts";
import type { BatchNormOptions } from "../layers/batch_norm.ts";
import {
  type Activations,
  allocateActivations,
  backward,
  drawMasks,
  forward,
  type Model,
} from "../model.ts";
import { TorchGenerator } from "../random/torch.ts";
import { allocate, type Tensor, view } from "../tensor.ts";
import { differences, differencesInPlace, someElements, stepFor } from "./central_differences.ts";
import { type Check, compare, compareAll, type Tensors, TOLERANCES } from "./compare.ts";

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
  const loss = () => forward(acts, X, Y);
  const tolerance = TOLERANCES.differences;
  const comparisons = model.parameters.map(({ name, value }) => {
    const elements = someElements(value);
    const numerical = differencesInPlace(value, elements, loss);
    return compare(name, gradients[name], numerical, tolerance, elements);
  });
  return { title: "big steps against central differences, float64", tolerance, comparisons };
}

/** The layers of the model that the chain is: one hidden layer with batch norm and tanh. */
const CHAIN = ["embedding", "flatten", "linear", "batchNorm", "tanh", "linear"];

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
export function smallStepGradients(
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
  const values: Tensors = { ...chainForward(parameters, X, Y, options) };
  const comparisons = CHAIN_STEPS.map(({ name }) => {
    const isParameter = name in parameters;
    const value = isParameter ? parameters[name as keyof ChainParameters] : values[name];
    const elements = someElements(value);
    const numerical = isParameter
      ? differencesInPlace(
        value,
        elements,
        () => chainForward(parameters, X, Y, options).loss.data[0],
      )
      : differences(value, elements, stepFor(name), (i, x) => {
        const nudge = (made: string, tensor: Tensor) =>
          made === name ? withElement(tensor, i, x) : tensor;
        return chainForward(parameters, X, Y, options, nudge).loss.data[0];
      });
    return compare(name, small[name], numerical, tolerance, elements);
  }).reverse();
  return { title: "small steps against central differences, float64", tolerance, comparisons };
}

/** A copy of a tensor with x at place i. */
function withElement(tensor: Tensor, i: number, x: number): Tensor {
  const data = tensor.data.slice();
  data[i] = x;
  return { data, shape: tensor.shape };
}
