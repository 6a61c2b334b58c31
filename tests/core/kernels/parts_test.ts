import { assert, assertEquals } from "@std/assert";
import { createArithmetic } from "../../../core/arithmetic.ts";
import { layersOf, type ModelSpec } from "../../../core/architectures.ts";
import { activationsFor } from "../../../core/activations.ts";
import { call } from "../../../core/call.ts";
import { Crew } from "../../../core/kernels/crew.ts";
import { itemsOfPart, LEAST, MOST } from "../../../core/kernels/parts.ts";
import { largest } from "../../../core/largest.ts";
import type { LayerSpec } from "../../../core/layer.ts";
import { memoryOf } from "../../../core/memory_of.ts";
import { createModel } from "../../../core/model.ts";
import { createOptimizer, type OptimizerOptions, optimizerStep } from "../../../core/optimizers.ts";
import { backward, forward } from "../../../core/passes.ts";
import { initializeModel } from "../../../core/initialize.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import type { FloatArray } from "../../../core/tensor.ts";
import { BATCH_NORM } from "../../batch_norm.ts";
import { type KernelName, Numbers, testKernels } from "./twins.ts";

/** Does the parts of a kernel from the last to the first. */
class Backward extends Crew {
  shared = 0;

  override share(tasks: Parameters<Crew["share"]>[0]): () => void {
    this.shared++;
    for (const { at } of tasks) assert(at >= 0 && at < 1, `${at}`);
    return super.share(tasks.toReversed());
  }
}

const ADAMW: OptimizerOptions = {
  name: "adamw",
  betas: [0.9, 0.999],
  epsilon: 1e-8,
  weightDecay: 0.01,
};

type MlpSpec = Extract<ModelSpec, { kind: "mlp" }>;

interface Case {
  model: ModelSpec | LayerSpec[];
  V: number;
  T: number;
  B: number;
  every?: boolean;
}

const embedded = (size: number, ...layers: LayerSpec[]): LayerSpec[] => [
  { type: "embedding", size },
  ...layers,
];

const mlp = (
  embeddingSize: number,
  hiddenSizes: number[],
  batchNorm: MlpSpec["batchNorm"],
): ModelSpec => ({
  kind: "mlp",
  embeddingSize,
  hiddenSizes,
  activation: "tanh",
  batchNorm,
  bias: true,
});

/** Sizes that parts divide by nothing, and such that rows are a power of two apart. */
const CASES: Record<string, Case> = {
  "mlp": {
    model: mlp(23, [333, 129], false),
    V: 27,
    T: 5,
    B: 130,
  },
  "mlp, rows of a power of two": {
    model: mlp(24, [512, 256], false),
    V: 30,
    T: 4,
    B: 128,
  },
  "mlp, rows of 4 kB": {
    model: mlp(8, [96, 1024], false),
    V: 30,
    T: 2,
    B: 64,
  },
  "batch norm": {
    model: mlp(9, [301], { after: "all", ...BATCH_NORM }),
    V: 61,
    T: 3,
    B: 150,
  },
  "transformer": {
    model: { kind: "transformer", embeddingSize: 60, blocks: 1, heads: 3, dropout: 0.1 },
    V: 29,
    T: 17,
    B: 21,
    every: true,
  },
  "other layers": {
    model: embedded(
      37,
      { type: "positionalEmbedding" },
      { type: "conv1d", size: 70, kernelSize: 3 },
      { type: "silu" },
      { type: "gru", size: 65 },
      { type: "layerNorm" },
      { type: "linear", size: 90 },
      { type: "relu" },
      { type: "linear", size: 75 },
      { type: "leakyRelu" },
      { type: "linear", size: 75 },
      { type: "sigmoid" },
      { type: "causalMean" },
      { type: "rnn", size: 66 },
      { type: "flatten" },
      { type: "linear" },
    ),
    V: 31,
    T: 9,
    B: 40,
  },
};

/** A number that all bits count for: to tell of a whole tensor that differs would take minutes. */
function hashOf(data: FloatArray): number {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  return bits.reduce((hash, one) => Math.imul(hash ^ one, 0x01000193), 0x811c9dc5);
}

/** Every bit of some steps: losses, gradients, parameters. */
function bitsOf({ model: spec, V, T, B, every }: Case, kernels: KernelName, crew: Crew | null) {
  const setting = {
    vocabularySize: V,
    contextLength: T,
    ...every ? { targets: "every" as const } : {},
  };
  const layers = Array.isArray(spec) ? spec : layersOf(spec, setting);
  const arithmetic = createArithmetic(kernels, memoryOf(layers, setting, B), crew);
  const model = createModel(layers, setting, arithmetic);
  initializeModel(model, new TorchGenerator(5));
  const optimizer = createOptimizer(model, ADAMW);
  const acts = activationsFor(model, B);
  const numbers = new Numbers(3);
  const biggest = arithmetic.prepare(
    call([], largest, model.parameters.map(({ grad }) => grad)),
  );
  return Array.from({ length: 3 }, () => {
    const loss = forward(acts, numbers.indices(B * T, V), numbers.indices(acts.Y.length, V));
    backward(acts);
    optimizerStep(optimizer, 0.01);
    const tensors = model.parameters.map((
      { name, value, grad },
    ) => [name, hashOf(grad.data), hashOf(value.data)]);
    return { loss, biggest: biggest(), tensors };
  });
}

for (const [title, one] of Object.entries(CASES)) {
  testKernels(`${title}: parts in any order come to the bits of the whole`, (kernels) => {
    const whole = bitsOf(one, kernels, null);
    const crew = new Backward();
    assertEquals(bitsOf(one, kernels, crew), whole);
    assert(crew.shared > 5, `${crew.shared} kernels are divided`);
  });
}

Deno.test("parts are neither small nor many, and begin at multiples of the unit", () => {
  for (const size of [1, 15, 16, 17, 100, 1000, 12_345, 10 ** 6]) {
    for (const unit of [1, 4, 16]) {
      for (const work of [1, 10, 333, 10 ** 5]) {
        const part = itemsOfPart({ size, unit, work });
        const count = Math.ceil(size / part);
        assert(part === size || part % unit === 0 && part * work >= LEAST);
        assert(count >= 1 && count <= MOST);
      }
    }
  }
});
