/**
 * Gradient checks of a model: the chain's small steps against its big steps, and both against central differences.
 *
 * @module
 */
import type { BatchNormOptions } from "../batch_norm.ts";
import { view } from "../broadcast.ts";
import { chainBackward, chainForward, type ChainOptions, type ChainParameters } from "../chain.ts";
import { CHAIN_STEPS } from "../chain_steps.ts";
import type { Indices } from "../examples.ts";
import { type Activations, allocateActivations, backward, forward, type Mlp } from "../mlp.ts";
import { allocate, type Tensor } from "../tensor.ts";
import { differences, differencesInPlace, someElements, stepFor } from "./central_differences.ts";
import { type Check, compare, compareAll, type Tensors, TOLERANCES } from "./compare.ts";

/** The gradients of all parameters that the model's own backward pass gives, and what it has left in its buffers. */
export function bigStepGradients(
  model: Mlp,
  X: Indices,
  Y: Indices,
): { loss: number; gradients: Tensors; acts: Activations } {
  const acts = allocateActivations(model, Y.length);
  const loss = forward(model, acts, X, Y);
  backward(model, acts, X, Y);
  const gradients = Object.fromEntries(model.parameters.map(({ name, grad }) => [name, grad]));
  return { loss, gradients, acts };
}

/** Central differences of every parameter of any model, against its big steps. */
export function checkParameters(model: Mlp, X: Indices, Y: Indices): Check {
  const { gradients } = bigStepGradients(model, X, Y);
  const acts = allocateActivations(model, Y.length);
  const loss = () => forward(model, acts, X, Y);
  const tolerance = TOLERANCES.differences;
  const comparisons = model.parameters.map(({ name, value }) => {
    const elements = someElements(value);
    const numerical = differencesInPlace(value, elements, loss);
    return compare(name, gradients[name], numerical, tolerance, elements);
  });
  return { title: "big steps against central differences, float64", tolerance, comparisons };
}

/** Whether the chain is this model: one hidden layer with batch norm and tanh. */
export function isChain({ options }: Mlp): boolean {
  const { hiddenSizes, activation, batchNorm } = options;
  return hiddenSizes.length === 1 && activation === "tanh" && batchNorm !== false &&
    batchNorm.after === "hidden";
}

/** A model's parameters as the chain wants them; a bias that the model does without is zero. */
export function chainParametersOf(
  { C, layers: [first, second], arithmetic: { dtype } }: Mlp,
): ChainParameters {
  const row = (tensor: Tensor | undefined, N: number) => view(tensor ?? allocate([N], dtype), 1, N);
  const [W1, W2] = [first.W.value, second.W.value];
  const [H, V] = W2.shape;
  return {
    C: C.value,
    W1,
    b1: row(first.b?.value, H),
    bngain: row(first.batchNorm!.gain.value, H),
    bnbias: row(first.batchNorm!.bias.value, H),
    W2,
    b2: row(second.b?.value, V),
  };
}

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
export function checkChain(model: Mlp, X: Indices, Y: Indices): Check[] {
  const { check, small, parameters } = compareSteps(model, X, Y);
  const options = model.options.batchNorm as BatchNormOptions;
  return [check, checkSmallSteps(parameters, small, X, Y, options)];
}

/**
 * Only the small steps against the big ones, which takes no longer than a training step.
 *
 * @throws TypeError for a model that the chain is not
 */
export const checkBigSteps = (model: Mlp, X: Indices, Y: Indices): Check =>
  compareSteps(model, X, Y).check;

function compareSteps(model: Mlp, X: Indices, Y: Indices) {
  if (!isChain(model)) {
    throw new TypeError("The chain is one hidden layer with batch norm and tanh");
  }
  const options = model.options.batchNorm as BatchNormOptions;
  const parameters = chainParametersOf(model);
  const small = smallStepGradients(parameters, X, Y, options);
  const { gradients: { bngain1: bngain, bnbias1: bnbias, ...others }, acts } = bigStepGradients(
    model,
    X,
    Y,
  );
  const [{ dz: hprebn, dy: hpreact, dh: h }, { dh: logits }] = acts.layers;
  const big = { ...others, bngain, bnbias, hprebn, hpreact, h, logits, embcat: acts.demb };
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
