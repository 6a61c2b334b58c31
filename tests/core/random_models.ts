/**
 * Models of all kinds for property tests: architecture, conventions and initial values are drawn by fast-check.
 *
 * @module
 */
import fc from "fast-check";
import type { BatchNormOptions } from "../../core/batch_norm.ts";
import type { InitScheme } from "../../core/init.ts";
import {
  type Activations,
  allocateActivations,
  createMlp,
  forward,
  initializeMlp,
  type LayerInit,
  type Mlp,
  type MlpInit,
  type MlpOptions,
} from "../../core/mlp.ts";
import { TorchGenerator } from "../../core/random/torch.ts";

/** What fast-check draws: small numbers that shrink well. The values of tensors come from a generator with the seed. */
export interface Plan {
  options: MlpOptions;
  init: MlpInit;
  B: number;
  seed: number;
}

/** A model and a batch for it, after the forward pass. */
export interface Draw {
  model: Mlp;
  acts: Activations;
  X: Int32Array;
  Y: Int32Array;
}

const between = (min: number, max: number) => fc.integer({ min: 100 * min, max: 100 * max }).map((x) => x / 100);

const batchNorm: fc.Arbitrary<MlpOptions["batchNorm"]> = fc.oneof(
  fc.constant(false as const),
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
  bias: fc.constantFrom(true, false, "auto"),
});

/** Schemes for any tensor; none makes zeros. */
const vector: fc.Arbitrary<InitScheme> = fc.oneof(
  fc.record({
    scheme: fc.constant("normal" as const),
    mean: between(-0.5, 0.5),
    std: between(0.2, 1.5),
    scale: between(0.5, 1),
  }),
  fc.record({
    scheme: fc.constant("uniform" as const),
    low: between(-1.5, -0.5),
    high: between(0.5, 1.5),
    scale: between(0.5, 1),
  }),
);

const weight: fc.Arbitrary<InitScheme> = fc.oneof(
  vector,
  fc.record({
    scheme: fc.constantFrom("kaiming", "xavier"),
    gain: fc.option(between(0.5, 2), { nil: undefined }),
    distribution: fc.constantFrom("normal", "uniform"),
    scale: between(0.5, 1),
  }),
);

const layer: fc.Arbitrary<LayerInit> = fc.record({ weight, bias: vector, bnGain: vector, bnBias: vector });
const init: fc.Arbitrary<MlpInit> = fc.record({ embedding: vector, hidden: layer, output: layer });

export const plans: fc.Arbitrary<Plan> = fc.record({
  options,
  init,
  B: fc.integer({ min: 1, max: 8 }),
  seed: fc.nat(),
}).map((plan) => plan.options.batchNorm ? { ...plan, B: Math.max(2, plan.B) } : plan);

/** Draws values until they are far enough from where the loss has no derivative, or almost none that float64 could show. */
export function draw({ options, init, B, seed }: Plan): Draw | null {
  const generator = new TorchGenerator(seed);
  const { vocabularySize: V, contextLength: T } = options;
  const model = createMlp(options, "float64");
  const acts = allocateActivations(model, B);
  const indices = (count: number) => Int32Array.from({ length: count }, () => generator.randint(V));
  for (let attempt = 0; attempt < 200; attempt++) {
    initializeMlp(model, init, generator);
    const [X, Y] = [indices(B * T), indices(B)];
    forward(model, acts, X, Y);
    if (isSmooth(model, acts)) return { model, acts, X, Y };
  }
  return null;
}

const KINK = 1e-3;
const LARGEST_INV_STD = 5;

function isSmooth({ options, layers }: Mlp, acts: Activations): boolean {
  return acts.layers.every(({ y, cache }, l) =>
    (layers[l].activation !== "relu" || y.data.every((x) => Math.abs(x) > KINK)) &&
    (cache === null || cache.invStd.data.every((x) => x < LARGEST_INV_STD))
  );
}
export type { BatchNormOptions };
