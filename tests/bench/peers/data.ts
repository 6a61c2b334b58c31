/**
 * What the contestants are handed: parameters that a generator with seed 42 draws, and batches.
 *
 * @module
 */
import { layersOf } from "../../../core/architectures.ts";
import type { Examples } from "../../../core/examples.ts";
import { createModel as createNetwork } from "../../../core/model.ts";
import { initializeModel } from "../../../core/initialize.ts";
import { planLayers } from "../../../core/plan.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import type { Dataset } from "../../../runner/data/dataset.ts";
import { namesIn } from "../../../runner/store/state_dict.ts";
import { loadNames } from "../names.ts";
import { ADAMW, createModel, createTraining, SIZES, type Weights, weightsOf } from "../setting.ts";
import { networkOf } from "./cases.ts";
import type { Data, ExampleData, NetworkData } from "./child.ts";
import { type Network, NETWORKS } from "./networks.ts";

const STEPS = 100;
const STEPS_TO_EXPLODE = 500;

/** The perceptron's batches are those that the generator draws after the parameters. */
export async function makeData({ train }: Dataset, cases: readonly string[]): Promise<Data> {
  const { model, generator } = createModel("plain");
  const batches = drawBatches(generator, train.count);
  const exploded = { "rate-5": explode(train, 5), "rate-1000": explode(train, 1000) };
  const adamw = { rate: 0.001, optimizer: ADAMW };
  const networks: Data["networks"] = {};
  for (const name of new Set(cases.map(networkOf))) {
    if (name in NETWORKS) networks[name] = await makeNetwork(NETWORKS[name]);
  }
  return {
    ...SIZES,
    ...numbersOf(train),
    batches,
    parameters: weightsOf(model),
    exploded,
    adamw,
    networks,
  };
}

const drawBatches = (generator: TorchGenerator, count: number, B = SIZES.B) =>
  Array.from(
    { length: STEPS },
    () => Array.from({ length: B }, () => generator.randint(count)),
  );

const numbersOf = ({ X, Y, count }: Examples): ExampleData => ({ count, X: [...X], Y: [...Y] });

/** The state of a training that has gone wrong at such a rate. */
function explode(examples: Examples, rate: number) {
  const { model, step } = createTraining("plain", examples, { rate });
  for (let i = 0; i < STEPS_TO_EXPLODE; i++) step();
  return { rate, parameters: weightsOf(model) };
}

async function makeNetwork(network: Network): Promise<NetworkData> {
  const { contextLength, targets, B = SIZES.B } = network;
  const { train, val } = await loadNames({
    contextLength,
    ...targets === "every" ? { targets } : {},
  });
  const setting = { vocabularySize: SIZES.V, contextLength, targets };
  const layers = layersOf(network.model, setting);
  const model = createNetwork(layers, setting);
  const generator = new TorchGenerator(42);
  initializeModel(model, generator);
  const parameters = weightsOf(model);
  const stateDict: Weights = {};
  for (const { name, stored, isTransposed } of namesIn(planLayers(layers, setting))) {
    if (!(name in parameters)) continue; // statistics start as PyTorch's do
    stateDict[stored] = isTransposed ? transposed(parameters[name]) : parameters[name];
  }
  return {
    ...network,
    B,
    train: numbersOf(train),
    val: numbersOf(val),
    batches: drawBatches(new TorchGenerator(42), train.count, B),
    parameters,
    stateDict,
  };
}

function transposed({ shape: [M, N], data }: Weights[string]): Weights[string] {
  return {
    shape: [N, M],
    data: Array.from(data, (_, i) => data[i % M * N + Math.floor(i / M)]),
  };
}
