/**
 * Models of all kinds, for property tests: fast-check draws the architecture, the conventions and the initial values'
 * schemes.
 *
 * @module
 */
import fc from "../fast_check.ts";
import type { InitScheme } from "../../core/init.ts";
import { plainArithmetic } from "../../core/arithmetic.ts";
import {
  createMlp,
  initializeMlp,
  type LayerInit,
  type MlpInit,
  type MlpOptions,
} from "../../core/architectures/mlp.ts";
import { type Activations, allocateActivations } from "../../core/activations.ts";
import { forward } from "../../core/passes.ts";
import type { Model } from "../../core/model.ts";
import { buffersOf, groupsOf } from "./perceptron.ts";
import { TorchGenerator } from "../../core/random/torch.ts";

/**
 * What fast-check draws and, where a test fails, shrinks; the numbers themselves come from a generator with this seed.
 */
export interface Plan {
  options: MlpOptions;
  init: MlpInit;
  B: number;
  seed: number;
}

/** A float64 model and a batch, after the forward pass. */
export interface Drawn {
  model: Model;
  acts: Activations;
  X: Int32Array;
  Y: Int32Array;
}

const hundredths = (min: number, max: number) =>
  fc.integer({ min: Math.round(100 * min), max: Math.round(100 * max) }).map((x) => x / 100);

const batchNorm: fc.Arbitrary<MlpOptions["batchNorm"]> = fc.oneof(
  fc.constant<false>(false),
  fc.record({
    after: fc.constantFrom("hidden", "all"),
    epsilon: fc.constantFrom(0, 1e-5, 0.1),
    momentum: fc.constantFrom(0.001, 0.1, 1),
    running: fc.constantFrom("var", "std"),
    start: fc.constantFrom(0, 1),
    unbiased: fc.boolean(),
  }),
);

const options: fc.Arbitrary<MlpOptions> = fc.record({
  vocabularySize: fc.integer({ min: 2, max: 7 }),
  contextLength: fc.integer({ min: 1, max: 4 }),
  embeddingSize: fc.integer({ min: 1, max: 4 }),
  hiddenSizes: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4, size: "max" }),
  activation: fc.constantFrom("tanh", "relu"),
  batchNorm,
  bias: fc.constantFrom<MlpOptions["bias"][]>(true, false, "auto"),
});

/** Schemes for any tensor, of moderate size and never all zero or all one: biases and gains must count too. */
const anyTensor: fc.Arbitrary<InitScheme> = fc.oneof(
  fc.record({
    scheme: fc.constant<"normal">("normal"),
    mean: hundredths(-0.5, 0.5),
    std: hundredths(0.2, 1.5),
    scale: hundredths(0.5, 1),
  }),
  fc.record({
    scheme: fc.constant<"uniform">("uniform"),
    low: hundredths(-1.5, -0.5),
    high: hundredths(0.5, 1.5),
    scale: hundredths(0.5, 1),
  }),
);

const weight: fc.Arbitrary<InitScheme> = fc.oneof(
  anyTensor,
  fc.record({
    scheme: fc.constantFrom("kaiming", "xavier"),
    gain: fc.option(hundredths(0.5, 2), { nil: undefined }),
    distribution: fc.constantFrom("normal", "uniform"),
    scale: hundredths(0.5, 1),
  }),
);

const layerInit: fc.Arbitrary<LayerInit> = fc.record({
  weight,
  bias: anyTensor,
  bnGain: anyTensor,
  bnBias: anyTensor,
});

const init: fc.Arbitrary<MlpInit> = fc.record({
  embedding: anyTensor,
  hidden: layerInit,
  output: layerInit,
});

export const plans: fc.Arbitrary<Plan> = options.chain((options) =>
  fc.record({
    options: fc.constant(options),
    init,
    B: fc.integer({ min: options.batchNorm ? 2 : 1, max: 8 }),
    seed: fc.nat(),
  })
);

/** Relu's inputs are at least so far from its kink, which a step elsewhere of up to 1e-4 must not cross. */
const KINK = 3e-3;
/**
 * Batch norm divides by no standard deviation below 0.1. One near 0 makes the loss so curved that central differences
 * say nothing about its gradient; with epsilon 0 and a unit that is the same for the whole batch there is no gradient
 * at all.
 */
const LARGEST_INV_STD = 10;

/**
 * The model and batch of a plan. Their numbers are drawn again until central differences can be trusted; where that
 * does not come about (a narrow relu layer that is off for the whole batch leaves the next batch norm no variance), the
 * result is null.
 */
export function draw({ options, init, B, seed }: Plan): Drawn | null {
  const generator = new TorchGenerator(seed);
  const { vocabularySize: V, contextLength: T } = options;
  const indices = (count: number) => Int32Array.from({ length: count }, () => generator.randint(V));
  const model = createMlp(options, plainArithmetic("float64"));
  const acts = allocateActivations(model, B);
  for (let attempt = 0; attempt < 200; attempt++) {
    initializeMlp(model, init, generator);
    const [X, Y] = [indices(B * T), indices(B)];
    forward(acts, X, Y);
    if (isTame(model, acts)) return { model, acts, X, Y };
  }
  return null;
}

function isTame(model: Model, acts: Activations): boolean {
  const layers = groupsOf(model);
  return buffersOf(model, acts).every(({ y, cache }, l) =>
    (layers[l].activation !== "relu" || y.data.every((x) => Math.abs(x) > KINK)) &&
    (cache === null || cache.invStd.data.every((x) => x < LARGEST_INV_STD))
  );
}
