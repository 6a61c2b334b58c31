import { assertEquals, assertThrows } from "@std/assert";
import { createArithmetic, plainArithmetic } from "../../../core/arithmetic.ts";
import { type Arithmetic, call, type Operation } from "../../../core/call.ts";
import { crossEntropyBackward, crossEntropyForward } from "../../../core/cross_entropy.ts";
import { KERNELS } from "../../../core/kernels/kernel_arithmetic.ts";
import { deviations } from "../../../core/deviations.ts";
import { largest } from "../../../core/largest.ts";
import { logTotals } from "../../../core/log_totals.ts";
import {
  allocateBatchNormCache,
  batchNormBackward,
  batchNormForward,
  batchNormInference,
} from "../../../core/layers/batch_norm.ts";
import {
  embeddingLinearBackward,
  embeddingLinearForward,
} from "../../../core/layers/embedding_linear.ts";
import { dropoutBackward, dropoutForward } from "../../../core/layers/dropout.ts";
import { identity } from "../../../core/layers/identity.ts";
import { embeddingBackward, embeddingForward } from "../../../core/layers/embedding.ts";
import { geluBackward, geluForward } from "../../../core/layers/gelu.ts";
import { layerNormBackward, layerNormForward } from "../../../core/layers/layer_norm.ts";
import { leakyReluBackward, leakyReluForward } from "../../../core/layers/leaky_relu.ts";
import {
  positionalEmbeddingBackward,
  positionalEmbeddingForward,
} from "../../../core/layers/positional_embedding.ts";
import {
  repeatedLinearBackward,
  repeatedLinearForward,
} from "../../../core/layers/repeated_linear.ts";
import { sigmoidBackward, sigmoidForward } from "../../../core/layers/sigmoid.ts";
import { siluBackward, siluForward } from "../../../core/layers/silu.ts";
import {
  sequenceCrossEntropyBackward,
  sequenceCrossEntropyForward,
} from "../../../core/losses/sequence_cross_entropy.ts";
import { linearBackward, linearForward } from "../../../core/layers/linear.ts";
import { reluBackward, reluForward } from "../../../core/layers/relu.ts";
import { residualBackward, residualForward } from "../../../core/layers/residual.ts";
import { tanhBackward, tanhForward } from "../../../core/layers/tanh.ts";
import type { LayerSpec } from "../../../core/layer.ts";
import { LAYERS } from "../../../core/layers.ts";
import { allocateActivations } from "../../../core/activations.ts";
import { backward, drawMasks, forward } from "../../../core/passes.ts";
import { createModel } from "../../../core/model.ts";
import { initializeModel } from "../../../core/initialize.ts";
import { planLayers } from "../../../core/plan.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { numbersOf, update } from "../../../core/optimizers.ts";
import { sizeOf, type Tensor } from "../../../core/tensor.ts";
import { addMultiples, clampAll, multiplyAll, sumsOfSquares } from "../../../core/whole.ts";
import { relativeError } from "../gradient.ts";
import { Numbers, testKernels } from "./twins.ts";
import { BATCH_NORM } from "../../batch_norm.ts";

/** Sizes of an operation's tensors. */
interface Sizes {
  B: number;
  K: number;
  N: number;
}
type Make = (...shape: number[]) => Tensor;

const indices = (count: number, end: number) =>
  Int32Array.from({ length: count }, (_, i) => i % end);

/** Everything that has a kernel: its arguments, those that come with the call, and what it writes. */
interface Case {
  operation: Operation;
  prepare(make: Make, sizes: Sizes): { args: unknown[]; rest?: unknown[]; outputs: Tensor[] };
}

const cases: Case[] = [];
const add = (operation: Operation, prepare: Case["prepare"]) => cases.push({ operation, prepare });

add(linearForward, (make, { B, K, N }) => {
  const out = make(B, N);
  return { args: [out, make(B, K), make(K, N), make(N)], outputs: [out] };
});
add(linearBackward, (make, { B, K, N }) => {
  const outputs = [make(B, K), make(K, N), make(N)];
  return { args: [...outputs, make(B, N), make(B, K), make(K, N)], outputs };
});
add(embeddingLinearForward, (make, { B, K, N }) => {
  const z = make(B, N);
  const args = [z, make(B, 2 * K), make(5, K), indices(2 * B, 5), make(2 * K, N), make(N)];
  return { args, outputs: [z] };
});
add(repeatedLinearForward, (make, { B, K, N }) => {
  const out = make(B, N);
  return {
    args: [out, make(2 * B, K), indices(6 * B, 6 * B), make(2 * K, N), make(N)],
    outputs: [out],
  };
});
add(batchNormForward, (make, { B, N }) => {
  const out = make(B, N);
  const cache = allocateBatchNormCache(B, N, (shape) => make(...shape));
  const outputs = [out, ...Object.values(cache)];
  return { args: [out, cache, make(B, N), make(N), make(N), BATCH_NORM], outputs };
});
add(batchNormBackward, (make, { B, N }) => {
  const outputs = [make(B, N), make(N), make(N)];
  const cache = allocateBatchNormCache(B, N, (shape) => make(...shape));
  return { args: [...outputs, make(B, N), cache, make(N), BATCH_NORM], outputs };
});
add(batchNormInference, (make, { B, N }) => {
  const out = make(B, N);
  const fixed = { mean: make(N), invStd: make(N) };
  return { args: [out, make(B, N), fixed, make(N), make(N)], outputs: [out] };
});
for (
  const [operation, inputs] of [[tanhForward, 1], [reluForward, 1], [residualForward, 2]] as const
) {
  add(operation, (make, { B, N }) => {
    const out = make(B, N);
    return { args: [out, ...Array.from({ length: inputs }, () => make(B, N))], outputs: [out] };
  });
}
for (
  const [operation, option] of [
    [sigmoidForward],
    [siluForward],
    [identity],
    [geluForward, "none"],
    [geluForward, "tanh"],
    [leakyReluForward, 0.1],
  ] as const
) {
  add(operation, (make, { B, N }) => {
    const out = make(B, N);
    return { args: [out, make(B, N), ...option === undefined ? [] : [option]], outputs: [out] };
  });
}
for (
  const [operation, option] of [
    [siluBackward],
    [sigmoidBackward],
    [dropoutForward],
    [dropoutBackward],
    [leakyReluBackward, 0.1],
  ] as const
) {
  add(operation, (make, { B, N }) => {
    const out = make(B, N);
    const rest = option === undefined ? [] : [option];
    return { args: [out, make(B, N), make(B, N), ...rest], outputs: [out] };
  });
}
add(embeddingForward, (make, { B, N }) => {
  const emb = make(B, 2, N);
  return { args: [emb, make(5, N), indices(2 * B, 5)], outputs: [emb] };
});
add(embeddingBackward, (make, { B, N }) => {
  const dC = make(5, N);
  return { args: [dC, make(B, 2, N), indices(2 * B, 5)], outputs: [dC] };
});
add(positionalEmbeddingForward, (make, { B, K, N }) => {
  const out = make(B, K, N);
  return { args: [out, make(B, K, N), make(K, N)], outputs: [out] };
});
add(positionalEmbeddingBackward, (make, { B, K, N }) => {
  const outputs = [make(B, K, N), make(K, N)];
  return { args: [...outputs, make(B, K, N)], outputs };
});
add(layerNormForward, (make, { B, N }) => {
  const out = make(B, N);
  const cache = { xhat: make(B, N), invStd: make(B) };
  const outputs = [out, ...Object.values(cache)];
  return { args: [out, cache, make(B, N), make(N), make(N), 1e-5], outputs };
});
add(layerNormBackward, (make, { B, N }) => {
  const outputs = [make(B, N), make(N), make(N)];
  const cache = { xhat: make(B, N), invStd: make(B) };
  return { args: [...outputs, make(B, N), cache, make(N)], outputs };
});
add(sequenceCrossEntropyForward, (make, { B, N }) => {
  const probs = make(B, N);
  return { args: [probs, make(B, N), indices(B, N + 1), N], outputs: [probs] };
});
add(sequenceCrossEntropyBackward, (make, { B, N }) => {
  const dlogits = make(B, N);
  return { args: [dlogits, make(B, N), indices(B, N + 1), N], outputs: [dlogits] };
});
for (const operation of [tanhBackward, reluBackward, residualBackward]) {
  add(operation, (make, { B, N }) => {
    const dx = make(B, N);
    return { args: [dx, make(B, N), make(B, N)], outputs: [dx] };
  });
}
add(crossEntropyForward, (make, { B, N }) => {
  const probs = make(B, N);
  return { args: [probs, make(B, N), indices(B, N)], outputs: [probs] };
});
add(crossEntropyBackward, (make, { B, N }) => {
  const dlogits = make(B, N);
  return { args: [dlogits, make(B, N), indices(B, N)], outputs: [dlogits] };
});
add(update, (make, { K, N }) => {
  const value = make(K, N);
  const parameter = { name: "p", role: "matrix", value, grad: make(K, N) } as const;
  const state = {
    options: { name: "sgd", momentum: 0, weightDecay: 0.1 } as const,
    parameters: [parameter],
    kept: [[]],
    weightDecays: [0.1],
  };
  return { args: [state], rest: [numbersOf(state, 0.1, 1)], outputs: [value] };
});
add(largest, (make, { B, N }) => ({ args: [[make(B, N), make(N)]], outputs: [] }));
add(logTotals, (make, { B, N }) => {
  const out = make(B);
  return { args: [out, make(B, N)], outputs: [out] };
});
add(deviations, (make, { B, N }) => {
  const out = make(3);
  const updated = { before: make(B, N), grad: make(B, N), after: make(B, N) };
  return { args: [out, [updated]], outputs: [out] };
});
add(sumsOfSquares, (make, { B, N }) => ({ args: [[make(B, N), make(N)]], outputs: [] }));
add(multiplyAll, (make, { B, N }) => {
  const outputs = [make(B, N), make(N)];
  return { args: [outputs], rest: [0.5], outputs };
});
add(clampAll, (make, { B, N }) => {
  const outputs = [make(B, N), make(N)];
  return { args: [outputs, 0.5], outputs };
});
add(addMultiples, (make, { B, N }) => {
  const y = make(B, N);
  return { args: [[{ y, x: make(B, N), factor: 0.3 }]], outputs: [y] };
});

/** What an operation returns and writes. */
function results(arithmetic: Arithmetic, { operation, prepare }: Case, sizes: Sizes) {
  const numbers = new Numbers(3);
  const make: Make = (...shape) => {
    const tensor = arithmetic.allocate(shape);
    tensor.data.set(numbers.normal(...shape).data);
    return tensor;
  };
  const { args, rest = [], outputs } = prepare(make, sizes);
  const returned = arithmetic.prepare(call<unknown[], unknown[], unknown>([], operation, ...args))(
    ...rest,
  );
  const written = outputs.map(({ data, shape }) => ({ data: data.slice(), shape }));
  const numbersOnly = [returned].flat().filter((x) => typeof x === "number");
  return [...written, { data: Float32Array.from(numbersOnly), shape: [numbersOnly.length] }];
}

const SIZES: Sizes[] = [{ B: 6, K: 3, N: 5 }, { B: 3, K: 7, N: 9 }];

testKernels("every operation gives the right numbers on tensors of other shapes too", (kernels) => {
  const arithmetic = createArithmetic(kernels, 2 ** 20);
  for (const one of cases) {
    for (const sizes of [...SIZES, SIZES[0]]) {
      const wanted = results(plainArithmetic(), one, sizes);
      results(arithmetic, one, sizes).forEach((found, i) => {
        const error = relativeError(found, wanted[i], 1);
        assertEquals(error <= 1e-5, true, `${one.operation.name} is off by ${error}`);
      });
    }
  }
});

/** A model of each layer that keeps positions, and of each choice that it leaves, which predicts after every one. */
const MODELS = LAYERS.flatMap(({ type, takes, options }) => {
  if (takes === "symbols") return [];
  const choices = Object.entries(options).flatMap(([name, option]): object[] => {
    if (option.kind === "choice") return option.of.map((value) => ({ [name]: value }));
    return option.kind === "flag" ? [{ [name]: !option.default }] : [];
  });
  const models = [{}, ...choices].map((choice): LayerSpec[] => [
    { type: "embedding", size: 8 },
    { type, size: 4, layers: [], ...choice },
    { type: "linear" },
  ]);
  try {
    planLayers(models[0], { vocabularySize: 5, contextLength: 3, targets: "every" });
    return models;
  } catch {
    return [];
  }
});

/** The loss of a batch, and all gradients. */
function gradientsOf(arithmetic: Arithmetic, layers: LayerSpec[], B: number, T: number) {
  const setting = { vocabularySize: 5, contextLength: T, targets: "every" } as const;
  const model = createModel(layers, setting, arithmetic);
  initializeModel(model, new TorchGenerator(1));
  const acts = allocateActivations(model, B);
  const generator = new TorchGenerator(2);
  const draw = (end: number) => Int32Array.from({ length: B * T }, () => generator.randint(end));
  drawMasks(acts, generator);
  const loss = forward(acts, draw(5), draw(6));
  backward(acts);
  return [loss, ...model.parameters.flatMap(({ grad }) => [...grad.data])];
}

const done = new Set<Operation>();
const note = (arithmetic: Arithmetic): Arithmetic => ({
  ...arithmetic,
  prepare: (call) => (done.add(call.operation), arithmetic.prepare(call)),
});

testKernels("every layer comes to the same on batches of several sizes", (kernels) => {
  const arithmetic = note(createArithmetic(kernels, 2 ** 22));
  for (const layers of MODELS) {
    for (const [B, T] of [[6, 3], [3, 7], [6, 3]]) {
      const wanted = gradientsOf(plainArithmetic("float64"), layers, B, T);
      const found = gradientsOf(arithmetic, layers, B, T);
      const largest = Math.max(...wanted.map(Math.abs));
      const error = Math.max(...found.map((x, i) => Math.abs(x - wanted[i]) / largest));
      assertEquals(error <= 1e-5, true, `${JSON.stringify(layers[1])} is off by ${error}`);
    }
  }
});

testKernels("every operation that has a kernel is among them", () => {
  // They go with the forward passes, whose tests have both.
  const backwards = [embeddingLinearBackward, repeatedLinearBackward, geluBackward];
  const tested = [...cases.map(({ operation }) => operation), ...done, ...backwards];
  const missing = [...KERNELS.keys()].filter((operation) => !tested.includes(operation));
  assertEquals(missing.map(({ name }) => name), []);
});

/** Operations of which a tensor is too small, in plain code and by kernels. */
const matrices = (make: Make, ...shapes: number[][]) => shapes.map((shape) => make(...shape));
const WRONG: Record<string, (make: Make) => [Operation, unknown[]]> = {
  "linearForward": (make) => [
    linearForward,
    [...matrices(make, [2, 4], [2, 3], [3, 4]), make(3)],
  ],
  "linearBackward": (make) => [
    linearBackward,
    matrices(make, [2, 3], [3, 4], [4], [2, 4], [3, 3], [3, 4]),
  ],
  "batchNormForward": (make) => {
    const cache = allocateBatchNormCache(3, 2, (shape) => make(...shape));
    return [batchNormForward, [make(4, 2), cache, make(3, 2), make(2), make(2), BATCH_NORM]];
  },
  "batchNormBackward": (make) => {
    const cache = allocateBatchNormCache(3, 2, (shape) => make(...shape));
    return [batchNormBackward, [
      make(3, 3),
      make(2),
      make(2),
      make(3, 2),
      cache,
      make(2),
      BATCH_NORM,
    ]];
  },
  "batchNormInference": (make) => {
    const fixed = { mean: make(2), invStd: make(1) };
    return [batchNormInference, [make(3, 2), make(3, 2), fixed, make(2), make(2)]];
  },
  "tanhForward": (make) => [tanhForward, matrices(make, [3, 2], [2, 2])],
  "reluForward": (make) => [reluForward, matrices(make, [3, 2], [2, 3])],
  "residualForward": (make) => [residualForward, matrices(make, [3, 2], [3, 2], [3, 1])],
  "residualBackward": (make) => [residualBackward, matrices(make, [3, 2], [1, 2], [3, 2])],
  "crossEntropyForward": (make) => [
    crossEntropyForward,
    [...matrices(make, [3, 2], [3, 4]), indices(3, 2)],
  ],
  "embeddingLinearForward": (make) => [
    embeddingLinearForward,
    [make(2, 4), make(2, 5), make(7, 3), indices(4, 7), make(6, 4), null],
  ],
  "repeatedLinearForward": (make) => [
    repeatedLinearForward,
    [make(2, 4), make(4, 3), indices(8, 7), make(5, 4), null],
  ],
};

for (const [name, prepare] of Object.entries(WRONG)) {
  const check = (arithmetic: Arithmetic) => {
    const [operation, args] = prepare((...shape) => arithmetic.allocate(shape));
    const prepared = call<unknown[], [], unknown>([], operation, ...args);
    assertThrows(() => arithmetic.prepare(prepared)(), TypeError, "shape");
  };
  Deno.test(`plain: ${name} refuses shapes that do not fit`, () => check(plainArithmetic()));
  testKernels(`${name} refuses shapes that do not fit`, (kernels) => {
    check(createArithmetic(kernels, 2 ** 16));
  });
}

testKernels("a backward pass alone says what it lacks", (kernels) => {
  const arithmetic = createArithmetic(kernels, 2 ** 16);
  const make: Make = (...shape) => arithmetic.allocate(shape);
  const [dC, demb, dW, dz, emb, W] = matrices(make, [7, 3], [2, 6], [6, 4], [2, 4], [2, 6], [6, 4]);
  const args = [dC, demb, dW, null, dz, emb, indices(4, 7), W] as const;
  assertThrows(
    () => arithmetic.prepare(call([], embeddingLinearBackward, ...args))(),
    TypeError,
    "The backward pass comes after the forward pass on the same tensors",
  );
});

testKernels("a tensor of elsewhere is refused, not looked for at its address", (kernels) => {
  const arithmetic = createArithmetic(kernels, 2 ** 16);
  const [x, out] = [plainArithmetic().allocate([3]), arithmetic.allocate([3])];
  assertEquals(sizeOf(x.shape), 3);
  assertThrows(
    () => arithmetic.prepare(call([], tanhForward, out, x)),
    TypeError,
    "A tensor of [3] does not lie in the kernels' memory",
  );
});
