/**
 * Small runs of all kinds, of which every bit is pinned: weights, losses, evaluations and samples. This module,
 * bundled, runs in a page and in other engines too.
 *
 * @module
 */
import type { ArithmeticName } from "../../../core/arithmetic.ts";
import type { Examples } from "../../../core/examples.ts";
import { fuses, hasSimd } from "../../../core/kernels/availability.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import type { Dataset } from "../../../runner/data/dataset.ts";
import { paddedLines } from "../../../runner/data/sequences.ts";
import { type Job, runJob } from "../../../runner/training/job.ts";
import type { Outcome } from "../../../runner/training/recording.ts";
import type { MlpConfig, RunConfig } from "../../../runner/schema/schema.ts";
import { BATCH_NORM } from "../../batch_norm.ts";

const V = 27;
const T = 3;

const normal = { scheme: "normal", mean: 0, std: 1, scale: 1 } as const;
const zeros = { scheme: "zeros", scale: 1 } as const;
const layer = {
  weight: { scheme: "kaiming", distribution: "normal", scale: 1 },
  bias: { ...normal, std: 0.1 },
  bnGain: { scheme: "ones", scale: 1 },
  bnBias: zeros,
} as const;
const sgd = { name: "sgd", momentum: 0, weightDecay: 0 } as const;
const adamw = {
  name: "adamw",
  betas: [0.9, 0.99],
  epsilon: 1e-8,
  weightDecay: 0.01,
} as const;
const tinyLayer = { ...layer, bias: { ...normal, std: 1e-17 } } as const;
const rate = (initial: number) => ({ schedule: "constant", initial, warmup: 0 }) as const;
const norm = { after: "hidden", ...BATCH_NORM } as const;

/** The sizes divide by nothing. */
const config: RunConfig = {
  dataset: {
    source: "names",
    tokens: "characters",
    trim: false,
    normalize: false,
    lowercase: false,
    duplicates: "keep",
    contextLength: T,
    splits: [0.8, 0.1, 0.1],
    shuffleSeed: false,
  },
  model: {
    kind: "mlp",
    embeddingSize: 7,
    hiddenSizes: [61],
    activation: "tanh",
    batchNorm: false,
    bias: "auto",
    init: { embedding: normal, hidden: layer, output: layer },
  },
  training: {
    steps: 200,
    batchSize: 33,
    optimizer: sgd,
    learningRate: { schedule: "constant", initial: 0.1, warmup: 0 },
  },
  random: { parameters: {}, batches: { continues: "parameters", skip: 0 }, samples: {} },
  evaluation: { count: 2, at: [], statistics: ["running", "calibrated", "own"] },
  inspections: { count: 2, at: [], updates: 5 },
  samples: { count: 5, when: "after", maxLength: 20 },
};
const { training } = config;
const model = config.model as MlpConfig;

const settings: Record<string, RunConfig> = {
  "tanh": config,
  "relu, two layers, momentum, weight decay, cosine": {
    ...config,
    model: { ...model, activation: "relu", hiddenSizes: [45, 22] },
    training: {
      ...training,
      optimizer: { name: "sgd", momentum: 0.9, weightDecay: 0.001 },
      learningRate: { schedule: "cosine", initial: 0.03, final: 0, warmup: 20 },
    },
  },
  "tanh, batch norm as in PyTorch": { ...config, model: { ...model, batchNorm: norm } },
  "tanh, two layers, batch norm as in the notebooks after all, momentum, exponential": {
    ...config,
    model: {
      ...model,
      hiddenSizes: [30, 19],
      batchNorm: { ...norm, after: "all", epsilon: 0, running: "std", unbiased: true },
    },
    training: {
      ...training,
      optimizer: { ...sgd, momentum: 0.5 },
      learningRate: { schedule: "exponential", initial: 0.1, final: 0.01, warmup: 0 },
    },
  },
  "relu, batch norm": {
    ...config,
    model: { ...model, activation: "relu", batchNorm: norm },
  },
  "the notebooks' sizes": {
    ...config,
    model: { ...model, embeddingSize: 10, hiddenSizes: [200] },
    training: { ...training, batchSize: 32 },
  },
  "tanh, explodes": { ...config, training: { ...training, learningRate: rate(1000) } },
  "relu, tiny weights, batch norm, momentum": {
    ...config,
    model: {
      ...model,
      activation: "relu",
      batchNorm: norm,
      init: { embedding: { ...normal, std: 1e-15 }, hidden: tinyLayer, output: tinyLayer },
    },
    training: { ...training, optimizer: { ...sgd, momentum: 0.9 }, learningRate: rate(1e-6) },
  },
};

const optimized: Record<string, Partial<RunConfig["training"]>> = {
  "Nesterov's momentum, weight decay of matrices, gradients clipped by value": {
    optimizer: {
      name: "sgd",
      momentum: 0.9,
      nesterov: true,
      weightDecay: 0.01,
      weightDecayOf: "matrices",
    },
    clipGradients: { value: 0.01 },
    learningRate: { schedule: "inverseSqrt", initial: 0.1, warmup: 20 },
  },
  "Adam, the whole training set, a penalty by sum": {
    optimizer: { name: "adam", betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0 },
    batches: { kind: "whole" },
    penalty: { l2: 0.001, reduction: "sum" },
    learningRate: rate(0.003),
  },
  "AdamW, permutations, gradients clipped by norm": {
    optimizer: {
      name: "adamw",
      betas: [0.9, 0.99],
      epsilon: 1e-8,
      weightDecay: 0.01,
      weightDecayOf: "matrices",
    },
    batches: { kind: "permutation", dropLast: false },
    clipGradients: { norm: 0.5 },
    learningRate: { schedule: "polynomial", initial: 0.003, final: 0, power: 2, warmup: 0 },
  },
  "RMSprop, the last batch dropped, a penalty by mean, a rate that waits for plateaus": {
    optimizer: { name: "rmsprop", alpha: 0.99, epsilon: 1e-8, momentum: 0.9, weightDecay: 0 },
    batches: { kind: "permutation", dropLast: true },
    penalty: { l2: 0.1, reduction: "mean" },
    learningRate: {
      schedule: "reduceOnPlateau",
      initial: 0.01,
      factor: 0.5,
      patience: 0,
      threshold: 0,
      cooldown: 0,
      minimum: 0,
      warmup: 10,
    },
  },
};
for (const [name, changes] of Object.entries(optimized)) {
  settings[name] = {
    ...config,
    training: { ...training, steps: 100, ...changes },
    evaluation: { ...config.evaluation, count: 10 },
  };
}

/** The other architectures, and the layers that none of them has. */
const architectures: Record<string, Partial<RunConfig> & { model: RunConfig["model"] }> = {
  "WaveNet, SGD with momentum": {
    model: { kind: "wavenet", embeddingSize: 5, hiddenSize: 18, batchNorm: BATCH_NORM },
    dataset: { ...config.dataset, contextLength: 8 },
    training: { ...training, optimizer: { ...sgd, momentum: 0.9 } },
  },
  "WaveNet with more layers on rows that repeat, AdamW": {
    model: {
      kind: "sequential",
      layers: [
        { type: "embedding", size: 6 },
        { type: "linear", size: 9 },
        { type: "relu" },
        { type: "layerNorm" },
        { type: "flattenConsecutive", count: 2 },
        { type: "linear", size: 70 },
        { type: "gelu" },
        { type: "flatten" },
        { type: "linear" },
      ],
    },
    dataset: { ...config.dataset, contextLength: 4 },
    training: { ...training, optimizer: adamw, learningRate: rate(0.003) },
  },
  "bigram, SGD": { model: { kind: "bigram" }, dataset: { ...config.dataset, contextLength: 1 } },
  "bag of words, Adam": every({ kind: "bow", embeddingSize: 9, hiddenSize: 13 }, {
    ...adamw,
    name: "adam",
  }),
  "RNN, RMSprop": every({ kind: "rnn", embeddingSize: 7, hiddenSize: 13 }, {
    ...{ name: "rmsprop", alpha: 0.99, epsilon: 1e-8, momentum: 0, weightDecay: 0 },
  }),
  "GRU, AdamW": every({ kind: "gru", embeddingSize: 7, hiddenSize: 13 }, adamw),
  "LSTM, AdamW": every({ kind: "lstm", embeddingSize: 7, hiddenSize: 13 }, adamw),
  "Transformer, AdamW": every(
    { kind: "transformer", embeddingSize: 12, blocks: 2, heads: 3, dropout: 0.1 },
    adamw,
  ),
  "layers of all other kinds, Adam": every(
    {
      kind: "sequential",
      layers: [
        { type: "embedding", size: 6 },
        { type: "conv1d", size: 7, kernelSize: 3, dilation: 2 },
        { type: "silu" },
        { type: "gru", size: 7, reset: "state" },
        { type: "leakyRelu" },
        { type: "linear", size: 5 },
        { type: "sigmoid" },
        { type: "batchNorm" },
        { type: "linear" },
      ],
    },
    { ...adamw, name: "adam" },
  ),
};
for (const [name, changes] of Object.entries(architectures)) {
  settings[name] = {
    ...config,
    ...changes,
    training: { ...training, ...changes.training, steps: 40 },
  };
}

export const SETTINGS = Object.keys(settings);

/** Each letter predicted from those before it. */
function every(
  model: RunConfig["model"],
  optimizer: RunConfig["training"]["optimizer"],
): Partial<RunConfig> & { model: RunConfig["model"] } {
  return {
    model,
    dataset: { ...config.dataset, contextLength: 7, targets: "every" },
    training: { ...training, batchSize: 9, optimizer, learningRate: rate(0.01) },
  };
}

/** Characters that follow from their contexts, more or less. */
function makeDataset(T: number, targets: "last" | "every" = "last"): Dataset {
  const generator = new TorchGenerator(4);
  const examples = (count: number): Examples => {
    if (targets === "every") {
      const letter = () => 1 + generator.randint(V - 1);
      const lines = Array.from({ length: count }, () => (
        Array.from({ length: generator.randint(T) }, letter)
      ));
      return paddedLines(lines, T, V);
    }
    const letters = T < 4 ? V : 6; // so few that rows repeat
    const X = Int32Array.from({ length: count * T }, () => generator.randint(letters));
    const Y = Int32Array.from(
      { length: count },
      (_, i) => (X[i * T] + 2 * X[i * T + Math.min(2, T - 1)] + generator.randint(3)) % V,
    );
    return { X, Y, count, contextLength: T };
  };
  const [train, val, test] = [500, 77, 130].map(examples);
  const counts = { train: train.count, val: val.count, test: test.count };
  const vocabulary = [...".abcdefghijklmnopqrstuvwxyz"];
  const bigram = { train: null, val: null, test: null };
  const summary = { name: "made up", size: 0, sha256: "", vocabulary, examples: counts, bigram };
  return { summary, contextLength: T, train, val, test };
}

/** The runs, in the order of SETTINGS. */
export function pinnedJobs(arithmetic: ArithmeticName): Job[] {
  return SETTINGS.map((name) => {
    const { contextLength, targets } = settings[name].dataset;
    return {
      config: { ...settings[name], arithmetic },
      seed: 2147483647,
      dataset: makeDataset(contextLength, targets),
    };
  });
}

/** The SHA-256 of all that a run has made, lower-case hex. JSON's digits tell every number from every other. */
export async function hashOf({ weights, losses, evaluations, samples }: Outcome): Promise<string> {
  const numbers = weights.map(({ name, shape, data }) => ({ name, shape, data: Array.from(data) }));
  const text = JSON.stringify([numbers, Array.from(losses), evaluations, samples]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The hash of each setting; null where this machine does not have the arithmetic. */
export async function hashesOf(arithmetic: ArithmeticName): Promise<Record<string, string> | null> {
  const isThere = { plain: true, exact: hasSimd(), fused: fuses() };
  if (!isThere[arithmetic]) return null;
  const hashes: Record<string, string> = {};
  for (const [i, job] of pinnedJobs(arithmetic).entries()) {
    hashes[SETTINGS[i]] = await hashOf(await runJob(job, () => {}));
  }
  return hashes;
}
