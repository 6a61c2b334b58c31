import fc from "../fast_check.ts";
import { mlpLayers, type MlpOptions } from "../../core/architectures/mlp.ts";
import { createArithmetic } from "../../core/arithmetic.ts";
import { memoryOf } from "../../core/memory_of.ts";
import { NORM, start } from "../core/kernels/driven.ts";
import { forAll, size, testKernels } from "../core/kernels/twins.ts";

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
