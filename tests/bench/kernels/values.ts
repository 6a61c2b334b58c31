/**
 * Whether a kernel's time depends on its values: every operation of a training step, on what it works on in an ordinary
 * training, with tiny and with huge parameters, and in trainings that explode.
 *
 * @module
 */
import {
  type Arithmetic,
  type ArithmeticName,
  createArithmetic,
} from "../../../core/arithmetic.ts";
import { type MlpKnobs, mlpLayers } from "../../../core/architectures/mlp.ts";
import type { LayerSpec } from "../../../core/layer.ts";
import { memoryOf } from "../../../core/memory_of.ts";
import { activationsFor } from "../../../core/activations.ts";
import { backward, drawMasks, forward } from "../../../core/passes.ts";
import { createModel } from "../../../core/model.ts";
import { initializeModel } from "../../../core/initialize.ts";
import { predict, runningStatistics } from "../../../core/predict.ts";
import { createPenalty, type PenaltyOptions } from "../../../core/penalty.ts";
import { updateSizes } from "../../../core/update_sizes.ts";
import { type Call, call } from "../../../core/call.ts";
import { type ClipOptions, prepareClip } from "../../../core/clip.ts";
import { largest } from "../../../core/largest.ts";
import { createOptimizer, type OptimizerOptions, optimizerStep } from "../../../core/optimizers.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { multiplyAll } from "../../../core/whole.ts";
import { toFloat32 } from "../../../core/underflow.ts";
import { ADAMW, BATCH_NORM, SIZES } from "../setting.ts";
import { formatTable } from "../../../cli/table.ts";
import { short } from "../statistics.ts";

const STEPS = 500;
const MILLISECONDS = 0.5; // a measurement: short, so that some are not interrupted
const MEASUREMENTS = 12; // a round
const FAR = 1e12;

/** Where the values come from: parameters of such a size, trained at such a rate. The first one is compared with. */
const KINDS: Record<string, { scale: number; rate: number; steps: number }> = {
  "ordinary": { scale: 1, rate: 0.1, steps: STEPS },
  "tiny": { scale: 1e-14, rate: 1e-12, steps: 3 },
  "huge": { scale: 1e9, rate: 0.1, steps: 3 },
  "exploded, rate 5": { scale: 1, rate: 5, steps: STEPS },
  "exploded, rate 1000": { scale: 1, rate: 1000, steps: STEPS },
};

const symbols = { type: "embedding", size: 24 };
const DECAYING: OptimizerOptions = { name: "sgd", momentum: 0, weightDecay: 0.0001 };
const norm = { ...BATCH_NORM, epsilon: 1e-5 };

interface Network {
  layers: readonly LayerSpec[];
  /** Default: SGD without momentum. */
  optimizer?: OptimizerOptions;
  targets?: "every";
  /** How gradients are kept from growing; default: not at all. */
  clip?: ClipOptions;
  penalty?: PenaltyOptions;
  /** How large its parameters may get, so that all stays finite; default: FAR. */
  far?: number;
}

export const MODELS: Record<string, Network> = {
  "tanh": { layers: mlp({}) },
  "relu, batch norm, momentum": {
    layers: mlp({ activation: "relu", batchNorm: norm, hiddenSizes: [200, 100] }),
    optimizer: { ...DECAYING, momentum: 0.9 },
  },
  "rows that repeat, Adam": {
    layers: [
      symbols,
      { type: "linear", size: 32 },
      { type: "batchNorm", epsilon: 1e-5 },
      { type: "tanh" },
      { type: "flatten" },
      { type: "linear" },
    ],
    optimizer: { name: "adam", betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.01 },
    penalty: { l2: 0.0001, reduction: "mean" },
  },
  "gates": {
    layers: [
      symbols,
      { type: "conv1d", size: 32 },
      ...["sigmoid", "silu", "gelu", "leakyRelu"].map((type) => ({ type })),
      { type: "causalMean" },
      { type: "flatten" },
      { type: "linear" },
    ],
  },
  "attention": {
    layers: [
      symbols,
      { type: "positionalEmbedding" },
      { type: "layerNorm" },
      { type: "causalSelfAttention", heads: 4 },
      { type: "gelu", approximate: "tanh" },
      { type: "flatten" },
      { type: "linear" },
    ],
    far: 1e4,
  },
  "recurrence": {
    layers: [
      symbols,
      { type: "rnn", size: 32 },
      { type: "gru", size: 32 },
      { type: "gru", size: 32, reset: "state" },
      { type: "lstm", size: 32 },
      { type: "last" },
      { type: "linear" },
    ],
  },
  "every position, AdamW, clipped norm": {
    layers: [
      symbols,
      { type: "dropout", p: 0.3 },
      { type: "residual", layers: [{ type: "linear", size: 24 }, { type: "tanh" }] },
      { type: "linear" },
    ],
    targets: "every",
    optimizer: ADAMW,
    clip: { norm: 1e30 }, // so that nothing is multiplied: see below
  },
  "every position, RMSprop, clipped values": {
    layers: [symbols, { type: "tanh" }, { type: "linear" }],
    targets: "every",
    optimizer: { name: "rmsprop", alpha: 0.99, epsilon: 1e-8, momentum: 0.9, weightDecay: 0 },
    clip: { value: 0.01 },
  },
};

/** An operation of a step, or of what is done beside it, repeated on the same values. */
interface Operation {
  operation: Call["operation"];
  run: () => void;
}

/**
 * Trains on random letters, and keeps the calls of one step on the same batch for all, of measuring its update, and of
 * an evaluation.
 */
export function operations(name: ArithmeticName, model: string, kind: string): Operation[] {
  const { V, T, B } = SIZES;
  const { layers, optimizer: options = DECAYING, targets, clip, penalty, far = FAR } =
    MODELS[model];
  const setting = { vocabularySize: V, contextLength: T, targets };
  const { rate, steps, scale: wanted } = KINDS[kind];
  const scale = Math.min(wanted, far / 1e3);
  const calls: Operation[] = [];
  const arithmetic = recording(createArithmetic(name, memoryOf(layers, setting, B)), calls);
  const made = createModel(layers, setting, arithmetic);
  const generator = new TorchGenerator(42);
  initializeModel(made, generator);
  for (const { role, value: { data } } of made.parameters) {
    if (role !== "vector") data.forEach((x, i) => data[i] = toFloat32(scale * x));
  }
  const optimizer = createOptimizer(made, options);
  const gradients = made.parameters.map(({ grad }) => grad);
  const clipGradients = clip && prepareClip(arithmetic, gradients, clip);
  const multiply = arithmetic.prepare(call([], multiplyAll, gradients));
  const decay = penalty && createPenalty(made, penalty);
  const acts = activationsFor(made, B);
  const letters = (count: number, from: TorchGenerator) =>
    Int32Array.from({ length: count }, () => from.randint(V));
  const step = (from: TorchGenerator) => {
    const [X, Y] = [letters(B * T, from), letters(acts.Y.length, from)];
    drawMasks(acts, from);
    forward(acts, X, Y);
    decay?.forward();
    backward(acts);
    decay?.backward();
    clipGradients?.();
  };
  const values = made.parameters.map(({ value }) => value);
  // A training that would end for numbers that are not finite stays before that.
  const largestValue = arithmetic.prepare(call([], largest, values));
  for (let i = 0; i < steps && largestValue() < far; i++) {
    step(generator);
    optimizerStep(optimizer, rate);
  }
  calls.length = 0;
  step(new TorchGenerator(7));
  updateSizes(made, steps, () => optimizerStep(optimizer, rate));
  predict(made, acts, acts.X, runningStatistics(made));
  acts.logTotals()();
  largestValue();
  multiply(1); // by another factor, again and again, the values would change
  if (!made.parameters.every(({ value }) => value.data.every(Number.isFinite))) {
    throw new RangeError(`${name}, ${model}, ${kind}: not all is finite`);
  }
  return calls;
}

/** An MLP whose weights are those of the notebooks. */
function mlp(options: Partial<MlpKnobs>): readonly LayerSpec[] {
  const { E, H } = SIZES;
  const weights = (std: number) => ({ scheme: "normal", mean: 0, std, scale: 1 }) as const;
  const unit = {
    bnGain: { scheme: "ones", scale: 1 },
    bnBias: { scheme: "zeros", scale: 1 },
  } as const;
  return mlpLayers({
    embeddingSize: E,
    hiddenSizes: [H],
    activation: "tanh",
    batchNorm: false,
    bias: true,
    ...options,
  }, {
    embedding: weights(1),
    hidden: { weight: weights(0.3), bias: weights(0.01), ...unit },
    output: { weight: weights(0.07), bias: weights(0.01), ...unit },
  });
}

/** The same arithmetic, which writes down its calls. */
const recording = (arithmetic: Arithmetic, calls: Operation[]): Arithmetic => ({
  ...arithmetic,
  prepare(call) {
    const run = arithmetic.prepare(call);
    return (...rest) => {
      calls.push({ operation: call.operation, run: () => run(...rest) });
      return run(...rest);
    };
  },
});

/**
 * The times of each operation on each kind of values, as shares of that on ordinary ones: of the shortest ones, since
 * what else the machine does only makes times longer.
 */
export function describeValues(names: readonly ArithmeticName[], rounds: number): string {
  const kinds = Object.keys(KINDS);
  const rows = names.flatMap((name) =>
    Object.keys(MODELS).flatMap((model) => {
      const all = kinds.map((kind) => operations(name, model, kind));
      return all[0].map((operation, i) => {
        const times = kinds.map((): number[] => []);
        for (const operations of all) measure(operations[i].run);
        for (let round = 0; round < rounds * MEASUREMENTS; round++) {
          all.forEach((operations, kind) => times[kind].push(measure(operations[i].run)));
        }
        const [ordinary, ...others] = times.map((of) => Math.min(...of));
        return [
          `${name}, ${model}: ${operation.operation.name}`,
          short(ordinary),
          ...others.map((time) => (time / ordinary).toFixed(2)),
        ];
      });
    })
  );
  return formatTable(["", `${kinds[0]}, µs`, ...kinds.slice(1)], rows);
}

/** Microseconds a call. */
function measure(run: () => void): number {
  const start = performance.now();
  let [now, calls] = [start, 0];
  for (; now - start < MILLISECONDS; now = performance.now()) {
    for (let i = 0; i < 5; i++) run();
    calls += 5;
  }
  return (now - start) / calls * 1000;
}
