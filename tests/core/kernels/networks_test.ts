import { assert } from "@std/assert";
import { type Arithmetic, createArithmetic, plainArithmetic } from "../../../core/arithmetic.ts";
import type { LayerSpec, Setting } from "../../../core/layer.ts";
import { memoryOf } from "../../../core/memory_of.ts";
import { activationsFor } from "../../../core/activations.ts";
import { backward, forward } from "../../../core/passes.ts";
import { createModel } from "../../../core/model.ts";
import { initializeModel } from "../../../core/initialize.ts";
import { createOptimizer, optimizerStep } from "../../../core/optimizers.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { relativeError } from "../gradient.ts";
import { Numbers, testKernels } from "./twins.ts";

const symbols = { type: "embedding", size: 6 };
const network = (...layers: LayerSpec[]) => [symbols, ...layers, { type: "linear" }];

const NETWORKS: Record<string, LayerSpec[]> = {
  "rnn and gru": network({ type: "rnn", size: 9, learnsStart: true }, { type: "gru", size: 7 }),
  "gru that resets its state, and lstm": network(
    { type: "gru", size: 7, reset: "state" },
    { type: "lstm", size: 5 },
  ),
  "attention, layer norm and gates": network(
    { type: "positionalEmbedding" },
    {
      type: "residual",
      layers: [{ type: "layerNorm" }, { type: "causalSelfAttention", heads: 3 }],
    },
    { type: "linear", size: 11 },
    { type: "gelu" },
    { type: "linear", size: 5 },
    { type: "gelu", approximate: "tanh" },
    { type: "leakyRelu" },
  ),
  "convolution and means": network(
    { type: "conv1d", size: 7, kernelSize: 3, dilation: 2 },
    { type: "silu" },
    { type: "causalMean" },
    { type: "sigmoid" },
  ),
};

/** Trains on random symbols. @returns each step's loss and gradients */
function train(specs: LayerSpec[], setting: Setting, make: (bytes: number) => Arithmetic) {
  const B = 5;
  const model = createModel(specs, setting, make(memoryOf(specs, setting, B)));
  initializeModel(model, new TorchGenerator(5));
  const optimizer = createOptimizer(model, { name: "sgd", momentum: 0, weightDecay: 0 });
  const acts = activationsFor(model, B);
  const numbers = new Numbers(3);
  const { vocabularySize: V, contextLength: T } = setting;
  return Array.from({ length: 10 }, () => {
    const [X, Y] = [numbers.indices(B * T, V), numbers.indices(B * T, V + 1)];
    const loss = forward(acts, X, Y);
    backward(acts);
    const gradients = model.parameters.map(({ name, grad }) => (
      { name, grad: { ...grad, data: grad.data.slice() } }
    ));
    optimizerStep(optimizer, 0.1);
    return { loss, gradients };
  });
}

for (const [name, specs] of Object.entries(NETWORKS)) {
  testKernels(`${name}: losses and gradients are those of plain code`, (kernels) => {
    const setting: Setting = { vocabularySize: 8, contextLength: 7, targets: "every" };
    const wanted = train(specs, setting, () => plainArithmetic());
    const found = train(specs, setting, (bytes) => createArithmetic(kernels, bytes));
    found.forEach(({ loss, gradients }, step) => {
      assert(Math.abs(loss - wanted[step].loss) < 1e-5, `step ${step}: ${loss}`);
      gradients.forEach(({ name, grad }, i) => {
        const difference = relativeError(grad, wanted[step].gradients[i].grad, 0.01);
        assert(difference < 1e-5, `step ${step}: ${name} differs by ${difference}`);
      });
    });
  });
}
