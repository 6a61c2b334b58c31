import { buffersOf, groupsOf } from "../core/perceptron.ts";
import { assert, assertEquals } from "@std/assert";
import { type Arithmetic, createArithmetic, plainArithmetic } from "../../core/arithmetic.ts";
import type { Definition } from "../../core/kernels/assembler.ts";
import { matmul } from "../../core/kernels/matmul.ts";
import { address, KernelMemory } from "../../core/kernels/memory.ts";
import {
  createMlp,
  initializeMlp,
  mlpLayers,
  type MlpOptions,
} from "../../core/architectures/mlp.ts";
import type { Call } from "../../core/call.ts";
import type { LayerSpec, Setting } from "../../core/layer.ts";
import { memoryOf } from "../../core/memory_of.ts";
import { activationsFor } from "../../core/activations.ts";
import { backward, drawMasks, forward, updateRunning } from "../../core/passes.ts";
import { createModel, type Model } from "../../core/model.ts";
import { initializeModel } from "../../core/initialize.ts";
import { predict, runningStatistics } from "../../core/predict.ts";
import { type ClipOptions, prepareClip } from "../../core/clip.ts";
import {
  createOptimizer,
  kindOf,
  type Optimizer,
  type OptimizerOptions,
  optimizerStep,
} from "../../core/optimizers.ts";
import { createPenalty, type Penalty, type PenaltyOptions } from "../../core/penalty.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import type { Tensor } from "../../core/tensor.ts";
import { toFloat32 } from "../../core/underflow.ts";
import { interpret, type Watch } from "../core/kernels/interpreter.ts";
import { forAll, type KernelName, Numbers, testKernels } from "../core/kernels/twins.ts";
import fc from "../fast_check.ts";
import { BATCH_NORM } from "../batch_norm.ts";

const LEAST_NORMAL = 2 ** -126;
const isSubnormal = (x: number) => x !== 0 && Math.abs(x) < LEAST_NORMAL;
const isOnGrid = (x: number) => !Number.isFinite(x) || Number.isInteger(x * 2 ** 62);

/** Throws where an operand or a result is subnormal, or a result has become 0 that is none. */
const watch: Watch = (name, exact, result, operands) => {
  if (isSubnormal(exact) || isSubnormal(result) || operands.some(isSubnormal)) {
    throw new RangeError(`${operands.join(` ${name} `)} = ${result} is subnormal`);
  }
};

/** Calls `run` while every kernel that is compiled is interpreted, and watched. */
function watched<T>(kernels: KernelName, run: () => T): T {
  const compile = KernelMemory.prototype.compile;
  KernelMemory.prototype.compile = function (definition: Definition) {
    return interpret(definition, this.memory, kernels === "fused", watch);
  };
  try {
    return run();
  } finally {
    KernelMemory.prototype.compile = compile;
  }
}

const normal = (std: number) => ({ scheme: "normal", mean: 0, std, scale: 1 }) as const;
const zeros = { scheme: "zeros", scale: 1 } as const;
const norm = { after: "hidden", ...BATCH_NORM } as const;

interface Way {
  options?: Partial<MlpOptions>;
  /** The standard deviations of embeddings and weights; those of hidden and output layers. */
  std?: number;
  output?: number;
  rate?: number;
  optimizer?: OptimizerOptions;
  clip?: ClipOptions;
  penalty?: PenaltyOptions;
  steps?: number;
}

const sgd = { name: "sgd", momentum: 0, weightDecay: 0 } as const;
const adam = {
  name: "adam",
  betas: [0.9, 0.999],
  epsilon: 1e-8,
  weightDecay: 0,
} as const satisfies OptimizerOptions;
const rmsprop = {
  name: "rmsprop",
  alpha: 0.99,
  epsilon: 1e-8,
  momentum: 0,
  weightDecay: 0,
} as const satisfies OptimizerOptions;
const adamw = { ...adam, name: "adamw", weightDecay: 0.1 } as const;
/** The least and the most that settings may be. */
const [SMALL, LARGE] = [1e-6, 0.9999999];

/** Trainings of which the numbers get as small and as large as they can. */
const WAYS: Record<string, Way> = {
  "ordinary": {},
  "a rate of 5": { rate: 5 },
  "a rate of 1000": { rate: 1000 },
  "a rate of 1e20": { rate: 1e20 },
  "a rate of 1e-12": { rate: 1e-12 },
  "tiny weights": { std: 1e-12 },
  "tinier weights": { std: 1e-18, rate: 1e-3 },
  "subnormal weights": { std: 1e-39, output: 1e-42 },
  "huge weights": { std: 1e9, rate: 1e-9 },
  "huge weights below tiny ones": { std: 1e8, output: 1e-18 },
  "tiny weights below huge ones": { std: 1e-9, output: 1e9 },
  "a deep net with vanishing gradients": {
    options: { hiddenSizes: [6, 5, 6, 5, 6, 5] },
    std: 0.003,
  },
  "a deep net that explodes, with momentum": {
    options: { hiddenSizes: [6, 5, 6] },
    rate: 30,
    optimizer: { ...sgd, momentum: 0.9 },
  },
  "relu that dies, with momentum": {
    options: { activation: "relu" },
    rate: 10,
    optimizer: { ...sgd, momentum: 0.5 },
    steps: 60,
  },
  "a decay that kills weights": {
    rate: 0.5,
    optimizer: { ...sgd, weightDecay: 1.9 },
    steps: 60,
  },
  "a decay of velocities and weights": {
    rate: 0.1,
    optimizer: { ...sgd, weightDecay: 1, momentum: 0.5 },
    steps: 60,
  },
  "Nesterov's momentum": { rate: 1, optimizer: { ...sgd, momentum: 0.9, nesterov: true } },
  "Nesterov's momentum that explodes": {
    rate: 30,
    optimizer: { ...sgd, momentum: 0.9, nesterov: true, weightDecay: 0.1 },
  },
  "Adam": { rate: 0.01, optimizer: adam },
  "Adam of tiny weights": { std: 1e-12, rate: 1e-15, optimizer: adam },
  "Adam of vanishing gradients": {
    options: { hiddenSizes: [6, 5, 6, 5, 6, 5] },
    std: 0.003,
    rate: 1e-9,
    optimizer: { ...adam, epsilon: 1e-12 },
  },
  "Adam that forgets": {
    rate: 0.1,
    optimizer: { ...adam, betas: [SMALL, SMALL], epsilon: 1e-12, weightDecay: 0.5 },
    steps: 60,
  },
  "Adam that keeps": { rate: 0.1, optimizer: { ...adam, betas: [LARGE, LARGE] }, steps: 60 },
  "Adam without averages": { rate: 0.1, optimizer: { ...adam, betas: [0, 0] } },
  "Adam of relu that dies": {
    options: { activation: "relu" },
    rate: 10,
    optimizer: { ...adam, betas: [0.1, 0.1] },
    steps: 60,
  },
  "Adam at a rate of 1e20": { rate: 1e20, optimizer: adam },
  "AdamW": { rate: 0.01, optimizer: adamw },
  "AdamW that turns weights round": { rate: 1, optimizer: { ...adamw, weightDecay: 1.9 } },
  "RMSprop": { rate: 0.01, optimizer: rmsprop },
  "RMSprop of tiny weights": { std: 1e-12, rate: 1e-15, optimizer: rmsprop },
  "RMSprop with momentum, that forgets": {
    options: { activation: "relu" },
    rate: 1,
    optimizer: { ...rmsprop, alpha: SMALL, epsilon: 1e-12, momentum: 0.9, weightDecay: 0.5 },
    steps: 60,
  },
  "RMSprop with momentum, of vanishing gradients": {
    options: { hiddenSizes: [6, 5, 6, 5, 6, 5] },
    std: 0.003,
    rate: 1e-9,
    optimizer: { ...rmsprop, alpha: LARGE, epsilon: 1e-12, momentum: 0.5 },
  },
  "gradients clipped, of tiny weights": { std: 1e-12, clip: { norm: 1e-9 } },
  "gradients clipped, of huge weights": {
    std: 1e6,
    rate: 10,
    clip: { norm: 1e-9 },
    optimizer: { ...sgd, weightDecay: 0.01 },
  },
  "gradients clipped to tiny values": { clip: { value: 1e-9 }, rate: 1e-6 },
  "a penalty of tiny weights": {
    std: 1e-12,
    clip: { norm: 1 },
    penalty: { l2: 1e-9, reduction: "mean" },
  },
  "batch norm": { options: { batchNorm: norm } },
  "batch norm that explodes": { options: { batchNorm: norm }, rate: 1000 },
  "batch norm of tiny numbers": { options: { batchNorm: { ...norm, epsilon: 0 } }, std: 1e-9 },
  "batch norm of tinier numbers": {
    options: { batchNorm: { ...norm, epsilon: 1e-40, running: "std", start: 0 } },
    std: 1e-13,
  },
  "batch norm after all, unbiased, that explodes": {
    options: {
      activation: "relu",
      hiddenSizes: [6, 7],
      batchNorm: { ...norm, after: "all", unbiased: true, momentum: 0.999 },
    },
    rate: 100,
    optimizer: { ...sgd, momentum: 0.9, weightDecay: 0.1 },
  },
  "batch norm of huge numbers": { options: { batchNorm: norm }, std: 1e8 },
};

class Trainee {
  readonly model: Model;
  readonly optimizer: Optimizer;
  readonly #penalty: Penalty | undefined;
  readonly numbers = new Numbers(3);
  readonly #way: Way;

  constructor(way: Way, arithmetic: (bytes: number) => Arithmetic) {
    const options: MlpOptions = {
      vocabularySize: 7,
      contextLength: 2,
      embeddingSize: 3,
      hiddenSizes: [9],
      activation: "tanh",
      batchNorm: false,
      bias: true,
      ...way.options,
    };
    const { std = 0.7, output = std } = way;
    const layer = {
      bias: normal(std / 10),
      bnGain: { scheme: "ones", scale: 1 },
      bnBias: zeros,
    } as const;
    this.#way = way;
    this.model = createMlp(options, arithmetic(memoryOf(mlpLayers(options), options, 6)));
    initializeMlp(this.model, {
      embedding: normal(std),
      hidden: { ...layer, weight: normal(std) },
      output: { ...layer, weight: normal(output) },
    }, new TorchGenerator(5));
    this.optimizer = createOptimizer(this.model, way.optimizer ?? sgd);
    this.#penalty = way.penalty && createPenalty(this.model, way.penalty);
  }

  /** Whether the k-th of what is kept are averages of squares, which have rules of their own. */
  keepsSquares(k: number): boolean {
    const { options } = this.optimizer;
    return /sq/i.test(kindOf(options).keeps(options)[k]);
  }

  /** Trains until a number is not finite, and evaluates a batch. @returns the losses */
  train(each: (trainee: Trainee) => void): number[] {
    const { model, optimizer, numbers } = this;
    const acts = activationsFor(model, 6);
    const gradients = model.parameters.map(({ grad }) => grad);
    const losses: number[] = [];
    for (let step = 0; step < (this.#way.steps ?? 25); step++) {
      const [X, Y] = [numbers.indices(12, 7), numbers.indices(6, 7)];
      losses.push(forward(acts, X, Y) + (this.#penalty?.forward() ?? 0));
      backward(acts);
      this.#penalty?.backward();
      if (this.#way.clip) prepareClip(model.arithmetic, gradients, this.#way.clip)();
      updateRunning(acts);
      optimizerStep(optimizer, this.#way.rate ?? 0.1);
      each(this);
      if (model.parameters.some(({ value }) => !value.data.every(Number.isFinite))) break;
      if (step % 10 === 0) predict(model, acts, X, runningStatistics(model));
    }
    return losses;
  }

  /** All that is stored to be multiplied. */
  stored(): Record<string, Tensor> {
    const named: Record<string, Tensor> = {};
    this.model.parameters.forEach(({ name, value }, i) => {
      named[name] = value;
      this.optimizer.kept[i].forEach((tensor, k) => {
        if (!this.keepsSquares(k)) named[`${k} of ${name}`] = tensor;
      });
    });
    const acts = activationsFor(this.model, 6);
    buffersOf(this.model, acts).forEach(({ cache, ...tensors }, l) => {
      for (const [name, tensor] of Object.entries({ ...tensors, ...cache })) {
        named[`${name} of layer ${l}`] = tensor as Tensor;
      }
    });
    groupsOf(this.model).forEach(({ batchNorm }, l) => {
      if (!batchNorm) return;
      named[`running mean of layer ${l}`] = batchNorm.running.mean;
      named[`running spread of layer ${l}`] = batchNorm.running.spread;
    });
    return { ...named, probs: acts.probs };
  }
}

function checkGrid(trainee: Trainee): void {
  for (const [name, { data }] of Object.entries(trainee.stored())) {
    const off = data.find((x) => !isOnGrid(x));
    assertEquals(off, undefined, `${name} is no multiple of 2⁻⁶²`);
  }
  trainee.optimizer.kept.forEach((tensors) =>
    tensors.forEach(({ data }, k) => {
      if (!trainee.keepsSquares(k)) return;
      const off = data.find((x) => x !== 0 && x < 2 ** -100);
      assertEquals(off, undefined, "an average of squares is below 2⁻¹⁰⁰");
    })
  );
}

for (const [name, way] of Object.entries(WAYS)) {
  testKernels(
    `${name}: nothing is subnormal, and interpreted kernels give the bits of compiled ones`,
    (kernels) => {
      const make = () => new Trainee(way, (bytes) => createArithmetic(kernels, bytes));
      const losses = watched(kernels, () => make().train(checkGrid));
      assertEquals(losses, make().train(() => {}));
    },
  );

  Deno.test(`plain: ${name}: all that is stored to be multiplied is a multiple of 2⁻⁶²`, () => {
    new Trainee(way, () => plainArithmetic()).train((trainee) => {
      checkGrid(trainee);
      for (const { name, grad } of trainee.model.parameters) {
        assertEquals(grad.data.find(isSubnormal), undefined, `the gradient of ${name}`);
      }
    });
  });
}

/** Layers that the MLP does not have. */
const NETWORKS: Record<string, { layers: LayerSpec[]; targets: "last" | "every" }> = {
  "gates and layer norm": {
    targets: "every",
    layers: [
      { type: "embedding", size: 5 },
      { type: "positionalEmbedding" },
      { type: "layerNorm" },
      ...["sigmoid", "silu", "gelu", "leakyRelu"].flatMap((type) => [
        { type: "linear", size: 6 },
        { type },
      ]),
      { type: "gelu", approximate: "tanh" },
      { type: "dropout", p: 0.3 },
      { type: "layerNorm", bias: false },
      { type: "linear" },
    ],
  },
  "attention": {
    targets: "every",
    layers: [
      { type: "embedding", size: 6 },
      { type: "positionalEmbedding" },
      ...[2, 3].map((heads) => ({
        type: "residual",
        layers: [{ type: "causalSelfAttention", heads }],
      })),
      { type: "linear" },
    ],
  },
  "convolution and means": {
    targets: "every",
    layers: [
      { type: "embedding", size: 5 },
      { type: "conv1d", size: 6, kernelSize: 3, dilation: 2 },
      { type: "causalMean" },
      { type: "linear" },
    ],
  },
  "recurrence": {
    targets: "every",
    layers: [
      { type: "embedding", size: 5 },
      { type: "rnn", size: 5, learnsStart: true },
      { type: "gru", size: 6 },
      { type: "gru", size: 5, reset: "state" },
      { type: "lstm", size: 5, learnsStart: true },
      { type: "linear" },
    ],
  },
};

/** Sizes of all parameters, and rates: where numbers get as small and as large as they can. */
const EXTREMES: Record<string, { scale: number; rate: number }> = {
  "ordinary": { scale: 1, rate: 0.1 },
  "of tiny parameters": { scale: 1e-12, rate: 1e-10 },
  "of tinier parameters": { scale: 1e-18, rate: 1e-3 },
  "of subnormal parameters": { scale: 1e-39, rate: 1e-3 },
  "of large parameters": { scale: 30, rate: 0.1 },
  "of huge parameters": { scale: 1e8, rate: 1e-9 },
  "exploding": { scale: 1, rate: 1000 },
};

/** The same arithmetic, which makes sure that all is rounded that a call says is. */
const checking = (arithmetic: Arithmetic): Arithmetic => ({
  ...arithmetic,
  prepare<Rest extends unknown[], R>(call: Call<Rest, R>) {
    const run = arithmetic.prepare(call);
    return (...rest: Rest) => {
      const result = run(...rest);
      for (const { data } of call.rounded) {
        const off = data.find((x) => !isOnGrid(x));
        assertEquals(off, undefined, `${call.operation.name}: no multiple of 2⁻⁶²`);
      }
      return result;
    };
  },
});

/** Trains until a number is not finite. @returns the losses */
function trainNetwork(
  { layers, targets }: typeof NETWORKS[string],
  { scale, rate }: typeof EXTREMES[string],
  make: (bytes: number) => Arithmetic,
): number[] {
  const [B, T, V] = [3, 6, 7];
  const setting: Setting = { vocabularySize: V, contextLength: T, targets };
  const model = createModel(layers, setting, checking(make(memoryOf(layers, setting, B))));
  initializeModel(model, new TorchGenerator(5));
  for (const { value } of model.parameters) {
    value.data.forEach((x, i) => value.data[i] = toFloat32(scale * x));
  }
  const optimizer = createOptimizer(model, sgd);
  const acts = activationsFor(model, B);
  const numbers = new Numbers(3);
  const generator = new TorchGenerator(4);
  const losses: number[] = [];
  for (let step = 0; step < 8; step++) {
    const Y = numbers.indices(acts.Y.length, targets === "every" ? V + 1 : V);
    drawMasks(acts, generator);
    losses.push(forward(acts, numbers.indices(B * T, V), Y));
    backward(acts);
    optimizerStep(optimizer, rate);
    if (!model.parameters.every(({ value }) => value.data.every(Number.isFinite))) break;
  }
  return losses;
}

for (const [network, kind] of Object.entries(NETWORKS)) {
  for (const [extreme, sizes] of Object.entries(EXTREMES)) {
    const name = `${network}, ${extreme}`;
    testKernels(
      `${name}: nothing is subnormal, and interpreted kernels give the bits of compiled ones`,
      (kernels) => {
        const train = () => trainNetwork(kind, sizes, (bytes) => createArithmetic(kernels, bytes));
        assertEquals(watched(kernels, train), train());
      },
    );

    Deno.test(`plain: ${name}: all that is multiplied is a multiple of 2⁻⁶²`, () => {
      trainNetwork(kind, sizes, () => plainArithmetic());
    });
  }
}

testKernels(
  "of numbers that are not rounded, a kernel is found to make subnormal ones",
  (kernels) => {
    const memory = new KernelMemory(2 ** 16, kernels === "fused");
    const [out, a, b] = [[4, 8], [4, 4], [4, 8]].map((shape) => memory.allocate(shape));
    a.data.fill(2 ** -80);
    b.data.fill(2 ** -60);
    const sizes = { M: 4, K: 4, N: 8, transposedA: false, bias: false, rounded: true };
    let found = "";
    try {
      watched(kernels, () => memory.compile(matmul(sizes))(...[out, a, b].map(address)));
    } catch (error) {
      found = (error as Error).message;
    }
    assert(found.includes("subnormal"), found);
  },
);

testKernels("a layer that does not round is found by its results", (kernels) => {
  const memory = new KernelMemory(2 ** 16, kernels === "fused");
  const results = [true, false].map((rounded) => {
    const [out, a, b] = [[4, 8], [4, 4], [4, 8]].map((shape) => memory.allocate(shape));
    a.data.fill(2 ** -40 + 2 ** -60);
    b.data.fill(2 ** -10 + 2 ** -30);
    memory.compile(matmul({ M: 4, K: 4, N: 8, transposedA: false, bias: false, rounded }))(
      ...[out, a, b].map(address),
    );
    return out.data.every(isOnGrid);
  });
  assertEquals(results, [true, false]);
});

Deno.test("numbers below 2⁻³⁹ become the nearest multiple of 2⁻⁶¹, others stay", () => {
  const exponents = fc.integer({ min: -149, max: 127 });
  const drawn = fc.tuple(exponents, fc.double({ min: -2, max: 2, noNaN: true }));
  forAll(drawn, ([exponent, x]) => {
    const before = Math.fround(x * 2 ** exponent);
    const after = toFloat32(before);
    if (Math.abs(before) >= 2 ** -39) return assertEquals(after, before);
    assert(Number.isInteger(after * 2 ** 61));
    assert(Math.abs(after - before) <= 2 ** -62);
  }, 2000);
  const special = [0, 2 ** -62, 2 ** -61, 3 * 2 ** -62, 2 ** -149, -Infinity, NaN];
  assertEquals(special.map(toFloat32), [0, 0, 2 ** -61, 2 ** -60, 0, -Infinity, NaN]);
});
