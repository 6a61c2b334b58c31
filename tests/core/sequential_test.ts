import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { createArithmetic, plainArithmetic } from "../../core/arithmetic.ts";
import { layersOf } from "../../core/architectures.ts";
import type { Arithmetic } from "../../core/call.ts";
import { calibrate, finish, meanLoss } from "../../core/evaluate.ts";
import type { LayerSpec } from "../../core/layer.ts";
import { batchNorm } from "../../core/layers/batch_norm.ts";
import { memoryOf } from "../../core/memory_of.ts";
import { activationsFor, allocateActivations } from "../../core/activations.ts";
import { backward, forward } from "../../core/passes.ts";
import { countParameters, createModel, type Model } from "../../core/model.ts";
import { initializeModel } from "../../core/initialize.ts";
import { LayerError, planLayers } from "../../core/plan.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { extrapolatedDifferences, relativeError } from "./gradient.ts";
import { testKernels } from "./kernels/twins.ts";
import { BATCH_NORM } from "../batch_norm.ts";

const SETTING = { vocabularySize: 7, contextLength: 4 };
const bias = { bias: { scheme: "normal", mean: 0, std: 0.3, scale: 1 } } as const;

/** A residual path in another, and one with a shortcut. */
const LAYERS: LayerSpec[] = [
  { type: "embedding", size: 3 },
  { type: "flattenConsecutive", count: 2 },
  { type: "linear", size: 5, init: bias },
  { type: "batchNorm", epsilon: 0.01 },
  { type: "tanh" },
  {
    type: "residual",
    layers: [
      { type: "linear", size: 6, init: bias },
      {
        type: "residual",
        layers: [{ type: "relu" }, { type: "linear", size: 6, init: bias }],
      },
      { type: "batchNorm", epsilon: 0.01, unbiased: true },
      { type: "linear", size: 5 },
    ],
  },
  {
    type: "residual",
    layers: [{ type: "linear", size: 4, init: bias }, { type: "tanh" }],
    shortcut: [{ type: "linear", size: 4 }, { type: "batchNorm", epsilon: 0.01 }],
  },
  { type: "flatten" },
  { type: "linear", init: bias },
];

function make(layers: readonly LayerSpec[], arithmetic: Arithmetic, isFused = true): Model {
  const model = createModel(layers, SETTING, arithmetic, { isFused });
  initializeModel(model, new TorchGenerator(3));
  return model;
}

function draw(B: number) {
  const generator = new TorchGenerator(5);
  const indices = (count: number) => Int32Array.from({ length: count }, () => generator.randint(7));
  return { X: indices(4 * B), Y: indices(B), count: B, contextLength: 4 };
}

/** All gradients of a batch, one behind the other, and the loss. */
function gradientsOf(model: Model, B: number): number[] {
  const { X, Y } = draw(B);
  const acts = activationsFor(model, B);
  const loss = forward(acts, X, Y);
  backward(acts);
  return [loss, ...model.parameters.flatMap(({ grad }) => [...grad.data])];
}

Deno.test("the gradients of a list of layers agree with central differences, through residual paths too", () => {
  const model = make(LAYERS, plainArithmetic("float64"));
  const { X, Y } = draw(9);
  const acts = allocateActivations(model, 9);
  forward(acts, X, Y);
  backward(acts);
  for (const { name, value, grad } of model.parameters) {
    const numerical = extrapolatedDifferences(value, () => forward(acts, X, Y));
    assertLess(relativeError(grad, numerical, 1e-4), 1e-6, name);
  }
});

Deno.test("where a parameter has changed, the layers before its own are left as they are", () => {
  const model = make(LAYERS, plainArithmetic("float64"));
  const { X, Y } = draw(9);
  const acts = allocateActivations(model, 9);
  const loss = forward(acts, X, Y);
  const { data: embedded } = acts.layers[0].out;
  embedded.fill(NaN);
  assertEquals(acts.forwardFrom(model.parameters.at(-1)!.value)(), loss);
  assert(embedded.every(Number.isNaN));
  assertEquals(acts.forwardFrom(model.parameters[0].value)(), loss);
  assert(embedded.every(Number.isFinite));
});

testKernels("a list of layers comes to the same by kernels", (kernels) => {
  const wanted = gradientsOf(make(LAYERS, plainArithmetic("float64")), 33);
  const arithmetic = createArithmetic(kernels, memoryOf(LAYERS, SETTING, 33));
  const found = gradientsOf(make(LAYERS, arithmetic), 33);
  const largest = Math.max(...wanted.map(Math.abs));
  found.forEach((x, i) => assertLess(Math.abs(x - wanted[i]), 2e-6 * largest));
});

Deno.test("fused, the bits in float64 are the same", () => {
  for (const layers of [LAYERS, [LAYERS[0], ...LAYERS.slice(-2)]]) {
    const [fused, not] = [true, false].map((isFused) =>
      gradientsOf(make(layers, plainArithmetic("float64"), isFused), 9)
    );
    assertEquals(fused, not);
  }
});

testKernels("unfused, kernels differ by rounding only", (kernels) => {
  const [fused, not] = [true, false].map((isFused) =>
    gradientsOf(make(LAYERS, createArithmetic(kernels, 2 ** 21), isFused), 33)
  );
  assert(fused.some((x, i) => x !== not[i]));
  const largest = Math.max(...not.map(Math.abs));
  fused.forEach((x, i) => assertLess(Math.abs(x - not[i]), 2e-6 * largest));
});

Deno.test("an embedding that is looked at twice is not fused away", () => {
  const twice: LayerSpec[] = [
    LAYERS[0],
    { type: "flatten" },
    { type: "residual", layers: [{ type: "linear", size: 12 }] },
    { type: "linear" },
  ];
  const model = make(twice, createArithmetic("plain", 0));
  const found = gradientsOf(model, 9);
  const wanted = gradientsOf(make(twice, plainArithmetic("float64"), false), 9);
  found.forEach((x, i) => assertLess(Math.abs(x - wanted[i]), 1e-6));
});

Deno.test("statistics calibrated over a set give the loss of the set as one batch, inside a residual path and at each position too", () => {
  const model = make(LAYERS, plainArithmetic("float64"));
  const all = draw(150);
  const loss = forward(allocateActivations(model, all.count), all.X, all.Y);
  const calibrated = finish(calibrate(model, all));
  assertEquals(calibrated.length, 3);
  assertLess(Math.abs(finish(meanLoss(model, all, calibrated)) - loss), 1e-12);
});

Deno.test("the WaveNet of the notebook has 76,579 parameters", () => {
  const spec = {
    kind: "wavenet",
    embeddingSize: 24,
    hiddenSize: 128,
    batchNorm: BATCH_NORM,
  } as const;
  const model = createModel(layersOf(spec, { contextLength: 8 }), {
    vocabularySize: 27,
    contextLength: 8,
  });
  assertEquals(countParameters(model), 76_579);
  assertEquals(model.layers.map(({ output }) => output.join("·")), [
    ...["8·24", "4·48", "4·128", "4·128", "4·128", "2·256", "2·128", "2·128", "2·128"],
    ...["256", "128", "128", "128", "27"],
  ]);
});

Deno.test("names and numbers go through the whole model, and a name of one's own stands", () => {
  const plan = planLayers(
    LAYERS.map((spec) => spec.type === "tanh" ? { ...spec, name: "squash" } : spec),
    SETTING,
  );
  assertEquals(plan.map(({ name }) => name), [
    ...["embedding", "flatten1", "linear1", "norm1", "squash"],
    ...["residual1", "residual3", "flatten", "linear7"],
  ]);
  assertEquals(plan[5].layers.map(({ name }) => name), [
    ...["residual1.linear2", "residual1.residual2", "residual1.norm2", "residual1.linear4"],
  ]);
  assertEquals(plan[6].layers.map(({ name }) => name), [
    ...["residual3.linear5", "residual3.activation3"],
    ...["residual3.shortcut.linear6", "residual3.shortcut.norm3"],
  ]);
});

Deno.test("of layers whose name has no number, the second one has one", () => {
  const flatten: LayerSpec = { type: "flatten" };
  const plan = planLayers(
    [LAYERS[0], LAYERS[1], flatten, flatten, flatten, { type: "linear" }],
    SETTING,
  );
  assertEquals(plan.map(({ name }) => name), [
    ...["embedding", "flatten1", "flatten", "flatten3", "flatten4", "linear1"],
  ]);
});

/** Lists that do not fit, and what is said of them. */
const WRONG: [LayerSpec[], string][] = [
  [[], "layers is empty: a model has at least one layer"],
  [[{ type: "linear" }], "layers[0] linear of V: it is the first, and symbols come in"],
  [
    [LAYERS[0], LAYERS[0]],
    "layers[1] embedding of 3: it takes symbols, and so can only be the first",
  ],
  [[LAYERS[0], { type: "tanhh" }], 'layers[1] has the type "tanhh"; there are embedding, '],
  [
    [LAYERS[0], { type: "flattenConsecutive", count: 3 }],
    "layers[1] flattenConsecutive of 3: 4 positions come in, which is no multiple of 3",
  ],
  [
    [LAYERS[0], { type: "linear" }],
    "layers[1] linear of V: it is the last and gives [4, 7], wanted [7], a logit for each symbol",
  ],
  [
    [LAYERS[0], { type: "residual", layers: [{ type: "linear", size: 4 }] }],
    "layers[1] residual: [4, 3] comes in, and the layers inside make [4, 4] of it",
  ],
  [
    [LAYERS[0], { type: "residual", layers: [{ type: "linear" }], shortcut: [LAYERS[2]] }],
    "layers[1] residual: [4, 5] comes out of the shortcut, and the layers inside make [4, 7] of it",
  ],
  [
    [{ type: "oneHot", count: 3 }],
    "layers[0] oneHot of 3: 4 symbols come in, which is no multiple of 3",
  ],
  [
    [LAYERS[0], { type: "residual", layers: [{ type: "flatten" }, LAYERS[1]] }],
    "layers[1].layers[1] flattenConsecutive of 2: no positions come in, but [12]",
  ],
  [
    [LAYERS[0], { type: "flatten", name: "x" }, { type: "linear", name: "x" }],
    'layers[2] is called "x", as layers[1]',
  ],
];

for (const [layers, message] of WRONG) {
  Deno.test(`refused: ${message}`, () => {
    assertThrows(() => planLayers(layers, SETTING), LayerError, message);
  });
}

Deno.test("all that batch norm says of its options is used", () => {
  assertEquals(Object.keys(batchNorm.options), [
    "epsilon",
    "momentum",
    "running",
    "start",
    "unbiased",
  ]);
});
