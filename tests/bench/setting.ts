/**
 * The setting that is measured: notebook 003's, 27 letters, E 10, T 3, H 200, B 32, plain SGD at 0.1, float32.
 *
 * @module
 */
import { type ArithmeticName, createArithmetic } from "../../core/arithmetic.ts";
import { finish, meanLoss } from "../../core/evaluate.ts";
import type { Examples } from "../../core/examples.ts";
import {
  createMlp,
  initializeMlp,
  type MlpInit,
  mlpLayers,
  type MlpOptions,
} from "../../core/architectures/mlp.ts";
import { memoryOf } from "../../core/memory_of.ts";
import { activationsFor } from "../../core/activations.ts";
import { backward, forward } from "../../core/passes.ts";
import type { Model } from "../../core/model.ts";
import { createOptimizer, type OptimizerOptions, optimizerStep } from "../../core/optimizers.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { drawBatch } from "../../runner/training/batches.ts";

export const SIZES = { V: 27, T: 3, E: 10, H: 200, B: 32 };
export const LEARNING_RATE = 0.1;
export const SGD: OptimizerOptions = { name: "sgd", momentum: 0, weightDecay: 0 };
/** With PyTorch's own settings. */
export const ADAMW: OptimizerOptions = {
  name: "adamw",
  betas: [0.9, 0.999],
  epsilon: 1e-8,
  weightDecay: 0.01,
};

const normal = (std: number, scale = 1) => ({ scheme: "normal", mean: 0, std, scale }) as const;
const unit = {
  bnGain: { scheme: "ones", scale: 1 },
  bnBias: { scheme: "zeros", scale: 1 },
} as const;
const kaiming = { scheme: "kaiming", distribution: "normal", scale: 1 } as const;
const INIT: MlpInit = {
  embedding: normal(1),
  hidden: { weight: kaiming, bias: normal(0.01), ...unit },
  output: { weight: normal(0.01), bias: normal(1, 0), ...unit },
};

/** The notebook's: (z − mean) / std with n − 1 and no epsilon. */
export const BATCH_NORM = {
  after: "hidden",
  epsilon: 0,
  unbiased: true,
  momentum: 0.001,
  running: "std",
  start: 1,
} as const;

/** What a measurement may vary. */
export interface Variation {
  norm?: boolean;
  H?: number;
  B?: number;
  rate?: number;
  /** Default: SGD */
  optimizer?: OptimizerOptions;
}

/** A model of the setting with its parameters drawn, and the generator, which goes on with the batches. */
export function createModel(
  name: ArithmeticName,
  { norm = false, H = SIZES.H, B = SIZES.B }: Variation = {},
): { model: Model; generator: TorchGenerator } {
  const options: MlpOptions = {
    vocabularySize: SIZES.V,
    contextLength: SIZES.T,
    embeddingSize: SIZES.E,
    hiddenSizes: [H],
    activation: "tanh",
    batchNorm: norm && BATCH_NORM,
    bias: true,
  };
  const model = createMlp(
    options,
    createArithmetic(name, memoryOf(mlpLayers(options), options, B)),
  );
  const generator = new TorchGenerator(42);
  initializeMlp(model, INIT, generator);
  return { model, generator };
}

/** A model in training. Its steps do what the notebook's do: batch norm's running statistics are not kept. */
export interface Training {
  /** Draws a batch, forward, backward, update. @returns the batch's loss */
  step(): number;
  /** The same on these examples. */
  trainOn(examples: number[]): number;
  /** The loss over all examples, for a model without batch norm. */
  evaluate(): number;
}

/** Parameters as numbers, by their names. */
export type Weights = Record<string, { shape: readonly number[]; data: number[] }>;

export const weightsOf = ({ parameters }: Model): Weights =>
  Object.fromEntries(parameters.map(({ name, value }) => [
    name,
    { shape: value.shape, data: [...value.data] },
  ]));

export function createTraining(
  arithmetic: ArithmeticName,
  examples: Examples,
  variation: Variation = {},
): Training & { model: Model } {
  const { model, generator } = createModel(arithmetic, variation);
  const { T, B, rate, optimizer: options } = {
    ...SIZES,
    rate: LEARNING_RATE,
    optimizer: SGD,
    ...variation,
  };
  const acts = activationsFor(model, B);
  const optimizer = createOptimizer(model, options);
  const X = new Int32Array(B * T);
  const Y = new Int32Array(B);
  const update = () => {
    const loss = forward(acts, X, Y);
    backward(acts);
    optimizerStep(optimizer, rate);
    return loss;
  };
  return {
    model,
    step() {
      drawBatch(X, Y, examples, generator);
      return update();
    },
    trainOn(chosen) {
      chosen.forEach((example, i) => {
        X.set(examples.X.subarray(example * T, (example + 1) * T), i * T);
        Y[i] = examples.Y[example];
      });
      return update();
    },
    evaluate: () => finish(meanLoss(model, examples, [])),
  };
}
