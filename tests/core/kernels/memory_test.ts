import { assertEquals, assertThrows } from "@std/assert";
import fc from "../../fast_check.ts";
import { type Arithmetic, createArithmetic } from "../../../core/arithmetic.ts";
import { calibrate, finish, meanLoss } from "../../../core/evaluate.ts";
import {
  createMlp,
  initializeMlp,
  mlpLayers,
  type MlpOptions,
} from "../../../core/architectures/mlp.ts";
import { memoryOf } from "../../../core/memory.ts";
import { activationsFor } from "../../../core/activations.ts";
import { backward, forward } from "../../../core/passes.ts";
import { runningStatistics } from "../../../core/predict.ts";
import { createOptimizer } from "../../../core/optimizers.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { sample } from "../../../core/sample.ts";
import { createGuard } from "../../../runner/training/divergence.ts";
import { learnt } from "../../../runner/training/weights.ts";
import { forAll, Numbers, size, testKernels } from "./twins.ts";
import { BATCH_NORM } from "../../batch_norm.ts";

const NORM = { after: "all", ...BATCH_NORM } as const;
const normal = { scheme: "normal", mean: 0, std: 0.3, scale: 1 } as const;
const layer = { weight: normal, bias: normal, bnGain: { ...normal, mean: 1 }, bnBias: normal };

/** A training that can be driven: all that a run computes, with everything in use that takes memory. */
function start(options: MlpOptions, B: number, arithmetic: Arithmetic) {
  const { vocabularySize: V, contextLength: T } = options;
  const model = createMlp(options, arithmetic);
  initializeMlp(model, { embedding: normal, hidden: layer, output: layer }, new TorchGenerator(1));
  const optimizer = createOptimizer(model, { name: "sgd", momentum: 0.9, weightDecay: 0.001 });
  const acts = activationsFor(model, B);
  const guard = createGuard(model, optimizer, learnt(model));
  const numbers = new Numbers(2);
  const [X, Y] = [numbers.indices(B * T, V), numbers.indices(B, V)];
  const splits = [150, 71, 67].map((count) => (
    { X: numbers.indices(count * T, V), Y: numbers.indices(count, V), count, contextLength: T }
  ));
  const generator = new TorchGenerator(3);
  return {
    step(): void {
      forward(acts, X, Y);
      backward(acts);
      assertEquals(guard.gradients(acts) ?? guard.update(0.001, acts), null);
    },
    evaluate(): void {
      const running = runningStatistics(model);
      for (const split of splits) {
        finish(meanLoss(model, split, running));
        finish(meanLoss(model, split, finish(calibrate(model, split))));
      }
      sample(model, activationsFor(model, 1), running, generator, { maxLength: 9 });
    },
  };
}

const OPTIONS: MlpOptions = {
  vocabularySize: 9,
  contextLength: 2,
  embeddingSize: 3,
  hiddenSizes: [13],
  activation: "tanh",
  batchNorm: NORM,
  bias: true,
};

testKernels("after the first evaluation nothing is allocated or compiled any more", (kernels) => {
  let modules = 0;
  const { Module } = WebAssembly;
  WebAssembly.Module = new Proxy(Module, {
    construct: (target, [bytes]) => (modules++, new target(bytes)),
  });
  try {
    const arithmetic = createArithmetic(kernels, memoryOf(mlpLayers(OPTIONS), OPTIONS, 5));
    // Where the next tensor lies, and how large the memory is that it lies in.
    const next = () => arithmetic.allocate([1]).data;
    const training = start(OPTIONS, 5, arithmetic);
    training.step();
    training.evaluate();
    const [before, compiled] = [next(), modules];
    for (let evaluation = 0; evaluation < 5; evaluation++) {
      for (let step = 0; step < 4000; step++) training.step();
      training.evaluate();
    }
    const after = next();
    assertEquals(modules, compiled);
    assertEquals(after.byteOffset - before.byteOffset, 32); // the tensor of 4 bytes itself, padded
    assertEquals(after.buffer, before.buffer);
    assertEquals(before.length, 1); // its memory has not been replaced
  } finally {
    WebAssembly.Module = Module;
  }
});

testKernels("the memory that a model is given is enough for training and evaluating", (kernels) => {
  const models = fc.record({
    B: fc.constantFrom(2, 3, 33, 1025),
    vocabularySize: size(100, 2),
    contextLength: size(9),
    embeddingSize: size(40),
    hiddenSizes: fc.oneof(
      fc.array(size(100), { maxLength: 4 }),
      fc.constantFrom(Array(64).fill(1), Array(64).fill(29)),
    ),
    activation: fc.constant<"tanh">("tanh"),
    batchNorm: fc.constantFrom<MlpOptions["batchNorm"]>(NORM, false),
    bias: fc.constant(true),
  });
  forAll(models, ({ B, ...options }) => {
    const training = start(
      options,
      B,
      createArithmetic(kernels, memoryOf(mlpLayers(options), options, B)),
    );
    training.step();
    training.evaluate();
  }, 20);
});

testKernels("a memory that is too small is reported", (kernels) => {
  const arithmetic = createArithmetic(kernels, 2 ** 16);
  assertThrows(
    () => arithmetic.allocate([200, 100]),
    RangeError,
    "The kernels' memory of 65536 bytes is full; a tensor of [200, 100] does not fit",
  );
});
