import { assert, assertEquals } from "@std/assert";
import { type Arithmetic, createArithmetic, plainArithmetic } from "../../../core/arithmetic.ts";
import {
  createMlp,
  initializeMlp,
  mlpLayers,
  type MlpOptions,
} from "../../../core/architectures/mlp.ts";
import { memoryOf } from "../../../core/memory_of.ts";
import { type Activations, activationsFor } from "../../../core/activations.ts";
import { backward, forward, updateRunning } from "../../../core/passes.ts";
import type { Model } from "../../../core/model.ts";
import { createOptimizer, type Optimizer, optimizerStep } from "../../../core/optimizers.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { largest, relativeError } from "../gradient.ts";
import { groupsOf } from "../perceptron.ts";
import { type KernelName, Numbers, testKernels } from "./twins.ts";

const NORM = { after: "hidden", epsilon: 1e-5, momentum: 0.1, running: "var", start: 1 } as const;
const normal = { scheme: "normal", mean: 0, std: 1, scale: 1 } as const;
const INIT = {
  weight: { scheme: "kaiming", distribution: "normal", scale: 1 },
  bias: { ...normal, scale: 0.1 },
  bnGain: { ...normal, mean: 1, std: 0.1 },
  bnBias: { ...normal, scale: 0.1 },
} as const;

interface Architecture extends Partial<MlpOptions> {
  title: string;
  B?: number;
  momentum?: number;
  weightDecay?: number;
}

const architectures: Architecture[] = [
  { title: "one hidden layer" },
  { title: "no hidden layer", hiddenSizes: [] },
  { title: "a batch of one", B: 1 },
  { title: "relu, three hidden layers", activation: "relu", hiddenSizes: [33, 21, 14] },
  { title: "no biases, momentum", bias: false, momentum: 0.9 },
  { title: "momentum and weight decay", momentum: 0.5, weightDecay: 0.01 },
  { title: "batch norm as in PyTorch", batchNorm: { ...NORM, unbiased: false } },
  {
    title: "batch norm as in the notebooks, after all layers, with biases",
    hiddenSizes: [30, 19],
    bias: true,
    batchNorm: { ...NORM, after: "all", epsilon: 0, running: "std", unbiased: true },
  },
  {
    title: "relu with batch norm",
    activation: "relu",
    batchNorm: { ...NORM, unbiased: true },
  },
  {
    title: "everything of size 1",
    embeddingSize: 1,
    contextLength: 1,
    hiddenSizes: [1],
    vocabularySize: 2,
  },
];

/** A model under training. */
class Trainee {
  readonly model: Model;
  readonly optimizer: Optimizer;

  constructor(
    { title: _, B: __, momentum = 0, weightDecay = 0, ...options }: Architecture,
    arithmetic: (bytes: number) => Arithmetic,
  ) {
    const complete: MlpOptions = {
      vocabularySize: 27,
      contextLength: 3,
      embeddingSize: 7,
      hiddenSizes: [50],
      activation: "tanh",
      batchNorm: false,
      bias: "auto",
      ...options,
    };
    this.model = createMlp(complete, arithmetic(memoryOf(mlpLayers(complete), complete, 40)));
    const init = { embedding: normal, hidden: INIT, output: INIT };
    initializeMlp(this.model, init, new TorchGenerator(5));
    this.optimizer = createOptimizer(this.model, { name: "sgd", momentum, weightDecay });
  }

  /** A step on a batch of the stream; returns the loss before it. */
  step(numbers: Numbers, B: number): number {
    const { vocabularySize: V, contextLength: T } = this.model.setting;
    const [X, Y] = [numbers.indices(B * T, V), numbers.indices(B, V)];
    const acts: Activations = activationsFor(this.model, B);
    const loss = forward(acts, X, Y);
    backward(acts);
    updateRunning(acts);
    optimizerStep(this.optimizer, 0.05);
    return loss;
  }
}

/** Trains both, and returns how far losses and gradients are apart after each step. */
function differences(kernels: KernelName, architecture: Architecture, batchSizes: number[]) {
  const found = new Trainee(architecture, (bytes) => createArithmetic(kernels, bytes));
  const wanted = new Trainee(architecture, () => plainArithmetic());
  const [first, second] = [new Numbers(3), new Numbers(3)];
  return batchSizes.map((B) => {
    const loss = wanted.step(second, B);
    const ofLoss = Math.abs(found.step(first, B) - loss) / loss;
    const all = Math.max(...wanted.model.parameters.map(({ grad }) => largest(grad)));
    // A bias that batch norm cancels has no gradient but what rounding leaves.
    const cancelled = groupsOf(wanted.model).flatMap(({ b, batchNorm }) =>
      batchNorm && b ? [b] : []
    );
    const ofGradients = wanted.model.parameters.map((parameter, i) => {
      const floor = cancelled.includes(parameter) ? all : 0.01 * all;
      return relativeError(found.model.parameters[i].grad, parameter.grad, floor);
    });
    return Math.max(ofLoss, ...ofGradients);
  });
}

for (const architecture of architectures) {
  testKernels(`${architecture.title}: losses and gradients are those of plain code`, (kernels) => {
    const batchSizes = Array.from({ length: 20 }, () => architecture.B ?? 31);
    differences(kernels, architecture, batchSizes).forEach((difference, step) => {
      assert(difference <= (step === 0 ? 1e-6 : 1e-5), `step ${step}: ${difference}`);
    });
  });
}

testKernels("batches of several sizes can take turns on one model", (kernels) => {
  for (const architecture of architectures.slice(-4)) {
    const batchSizes = Array.from({ length: 18 }, (_, i) => [31, 8, 5][i % 3]);
    const apart = differences(kernels, { ...architecture, title: "" }, batchSizes);
    assert(apart.every((difference) => difference <= 1e-5), apart.join(" "));
  }
});

testKernels("two models with one arithmetic do not disturb each other", (kernels) => {
  const shared = createArithmetic(kernels, 2 ** 21);
  const [tanh, relu] = [architectures[0], architectures[3]];
  const losses = (trainees: Trainee[]) => {
    const numbers = trainees.map(() => new Numbers(3));
    return Array.from(
      { length: 10 },
      () => trainees.map((trainee, i) => trainee.step(numbers[i], 31)),
    );
  };
  const alone = [tanh, relu].map((architecture) =>
    losses([new Trainee(architecture, (bytes) => createArithmetic(kernels, bytes))])
  );
  const together = losses(
    [tanh, relu].map((architecture) => new Trainee(architecture, () => shared)),
  );
  assertEquals(together, alone[0].map(([loss], i) => [loss, alone[1][i][0]]));
});
