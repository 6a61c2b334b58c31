/**
 * The mathematics of handgrad: layers with their forward and backward passes, models made of them, optimizers,
 * schedules, samples, and checks of gradients. It needs no files, no network and nothing of Deno, and runs in a browser
 * too.
 *
 * @module
 */

// Random streams of PyTorch and Python.
export { MersenneTwister } from "./random/mersenne_twister.ts";
export { PythonRandom } from "./random/python.ts";
export { type GeneratorState, TorchGenerator } from "./random/torch.ts";

// Tensors, and what computes on them.
export * from "./tensor.ts";
export * from "./call.ts";
export { bestArithmetic, createArithmetic, plainArithmetic, whyNot } from "./arithmetic.ts";
export type { Crew } from "./kernels/crew.ts";
export type { Examples, Indices } from "./examples.ts";

// Layers: forward and backward.
export * from "./layer.ts";
export type { Exercise, Lesson, TinyKind } from "./lesson.ts";
export { LAYERS } from "./layers.ts";
export * from "./layers/batch_norm.ts";
export * from "./layers/causal_mean.ts";
export * from "./layers/causal_self_attention.ts";
export * from "./layers/conv1d.ts";
export * from "./layers/dropout.ts";
export * from "./layers/embedding.ts";
export * from "./layers/embedding_linear.ts";
export * from "./layers/flatten.ts";
export * from "./layers/flatten_consecutive.ts";
export * from "./layers/gelu.ts";
export * from "./layers/gru.ts";
export * from "./layers/gru_before.ts";
export * from "./layers/last.ts";
export * from "./layers/layer_norm.ts";
export * from "./layers/leaky_relu.ts";
export * from "./layers/linear.ts";
export * from "./layers/lstm.ts";
export * from "./layers/one_hot.ts";
export * from "./layers/positional_embedding.ts";
export * from "./layers/recurrence.ts";
export * from "./layers/relu.ts";
export * from "./layers/residual.ts";
export * from "./layers/rnn.ts";
export * from "./layers/sigmoid.ts";
export * from "./layers/silu.ts";
export * from "./layers/tanh.ts";
export * from "./cross_entropy.ts";

// The model and its training.
export * from "./init.ts";
export * from "./plan.ts";
export * from "./model.ts";
export * from "./activations.ts";
export * from "./initialize.ts";
export * from "./passes.ts";
export * from "./predict.ts";
export * from "./architectures.ts";
export type { BowKnobs } from "./architectures/bow.ts";
export * from "./architectures/mlp.ts";
export type { RecurrentKnobs } from "./architectures/recurrent.ts";
export type { TransformerKnobs } from "./architectures/transformer.ts";
export type { WavenetKnobs } from "./architectures/wavenet.ts";
export * from "./optimizers.ts";
export * from "./optimizers/kind.ts";
export type { AdamOptions } from "./optimizers/adam.ts";
export type { RmspropOptions } from "./optimizers/rmsprop.ts";
export type { SgdOptions } from "./optimizers/sgd.ts";
export * from "./clip.ts";
export * from "./penalty.ts";
export * from "./schedule.ts";
export type { PlateauOptions } from "./plateau.ts";
export * from "./sample.ts";
export * from "./evaluate.ts";
export * from "./update_sizes.ts";

// Checks of gradients.
export * from "./gradcheck/central_differences.ts";
export type { ChainOptions, ChainParameters } from "./chain.ts";
export * from "./gradcheck/checks.ts";
export * from "./gradcheck/compare.ts";
