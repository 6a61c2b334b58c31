import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { calibrate, finish, meanLoss } from "../../core/evaluate.ts";
import type { Examples } from "../../core/examples.ts";
import {
  allocateActivations,
  backward,
  countParameters,
  createMlp,
  forward,
  initializeMlp,
  type Mlp,
  type MlpInit,
  type MlpOptions,
  predict,
  runningStatistics,
  updateRunning,
} from "../../core/mlp.ts";
import { createSgd, sgdStep } from "../../core/optimizer.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { sample } from "../../core/sample.ts";
import { gradientError } from "./gradient.ts";

const V = 5;
const T = 2;
const norm = {
  after: "all",
  epsilon: 1e-5,
  momentum: 0.1,
  running: "var",
  start: 1,
  unbiased: true,
} as const;
const OPTIONS: MlpOptions = {
  vocabularySize: V,
  contextLength: T,
  embeddingSize: 3,
  hiddenSizes: [6, 4],
  activation: "tanh",
  batchNorm: false,
  bias: true,
};
const normal = { scheme: "normal", mean: 0, std: 0.7, scale: 1 } as const;
const layer = { weight: normal, bias: normal, bnGain: { ...normal, mean: 1 }, bnBias: normal };
const INIT: MlpInit = { embedding: normal, hidden: layer, output: layer };

function make(options: Partial<MlpOptions> = {}, seed = 7): Mlp {
  const model = createMlp({ ...OPTIONS, ...options }, "float64");
  initializeMlp(model, INIT, new TorchGenerator(seed));
  return model;
}

function examples(count: number): Examples {
  const generator = new TorchGenerator(8);
  const draw = (n: number) => Int32Array.from({ length: n }, () => generator.randint(V));
  return { X: draw(count * T), Y: draw(count), count, contextLength: T };
}

const variants: Record<string, Partial<MlpOptions>> = {
  "two hidden layers": {},
  "no hidden layer": { hiddenSizes: [] },
  "no biases": { bias: false },
  "relu": { activation: "relu" },
  "batch norm after every layer": { batchNorm: norm },
  "batch norm after the hidden layers": { batchNorm: { ...norm, after: "hidden" }, bias: "auto" },
};

for (const [name, options] of Object.entries(variants)) {
  Deno.test(`the whole model's gradients agree with central differences: ${name}`, () => {
    const model = make(options);
    const { X, Y, count } = examples(6);
    const acts = allocateActivations(model, count);
    const loss = () => forward(model, acts, X, Y);
    loss();
    backward(model, acts, X, Y);
    for (const { value, grad } of model.parameters) {
      // A bias before batch norm has no gradient at all: only rounding is left of it.
      const flat = grad.data.every((g) => Math.abs(g) < 1e-12);
      if (!flat) assertLess(gradientError(value, grad, loss), 1e-6);
    }
  });
}

Deno.test("parameters are drawn and named: embedding, then weight and bias layer by layer, then batch norm", () => {
  const names = (options: Partial<MlpOptions>) => make(options).parameters.map((p) => p.name);
  assertEquals(names({ hiddenSizes: [6], batchNorm: norm }), [
    ...["C", "W1", "b1", "W2", "b2", "bngain1", "bnbias1", "bngain2", "bnbias2"],
  ]);
  const hidden = { ...norm, after: "hidden" } as const;
  assertEquals(names({ hiddenSizes: [6], batchNorm: hidden, bias: "auto" }), [
    ...["C", "W1", "W2", "b2", "bngain1", "bnbias1"],
  ]);
});

Deno.test("parameters are counted as the notebooks count them", () => {
  const notebook = { ...OPTIONS, vocabularySize: 27, contextLength: 3 };
  const small = createMlp({ ...notebook, embeddingSize: 2, hiddenSizes: [100] });
  assertEquals(countParameters(small), 3481);
  const large = { ...notebook, embeddingSize: 10, hiddenSizes: [200] };
  assertEquals(countParameters(createMlp(large)), 11897);
  const normalized = { ...large, batchNorm: { ...norm, after: "hidden" as const } };
  assertEquals(countParameters(createMlp(normalized)), 12297);
});

Deno.test("the loss over many examples does not depend on how they are cut into chunks", () => {
  const model = make();
  const all = examples(201);
  const acts = allocateActivations(model, all.count);
  const whole = forward(model, acts, all.X, all.Y);
  assertAlmostEquals(finish(meanLoss(model, all, runningStatistics(model))), whole, 1e-12);
});

Deno.test("statistics calibrated over a set give the loss of the set as one batch, layer after layer", () => {
  const model = make({ batchNorm: norm });
  const all = examples(201);
  const acts = allocateActivations(model, all.count);
  const whole = forward(model, acts, all.X, all.Y);
  const calibrated = finish(calibrate(model, all));
  assertAlmostEquals(finish(meanLoss(model, all, calibrated)), whole, 1e-12);
});

Deno.test("running statistics come to be those of the batch that is seen again and again", () => {
  const model = make({ batchNorm: norm });
  const { X, Y, count } = examples(30);
  const acts = allocateActivations(model, count);
  const loss = forward(model, acts, X, Y);
  for (let i = 0; i < 400; i++) updateRunning(model, acts);
  const evaluated = allocateActivations(model, count);
  predict(model, evaluated, X, runningStatistics(model));
  evaluated.logits.data.forEach((z, i) => assertAlmostEquals(z, acts.logits.data[i], 1e-9));
  assertEquals(Number.isFinite(loss), true);
});

Deno.test("SGD with momentum and weight decay follows PyTorch's formula over two steps", () => {
  const value = { shape: [1], data: Float64Array.of(2) };
  const grad = { shape: [1], data: Float64Array.of(0.5) };
  const sgd = createSgd(
    [{ name: "p", value, grad }],
    { momentum: 0.9, weightDecay: 0.1 },
    "float64",
  );
  sgdStep(sgd, 0.1); // d = 0.5 + 0.2, v = 0.7, p = 2 − 0.07
  assertAlmostEquals(value.data[0], 1.93, 1e-15);
  sgdStep(sgd, 0.1); // d = 0.5 + 0.193, v = 0.63 + 0.693, p = 1.93 − 0.1323
  assertAlmostEquals(value.data[0], 1.7977, 1e-15);
});

Deno.test("a sample starts with its prefix, ends at the end token or is cut off at its longest", () => {
  const model = make();
  const acts = allocateActivations(model, 1);
  const draw = (seed: number, maxLength: number) =>
    sample(model, acts, runningStatistics(model), new TorchGenerator(seed), {
      prefix: [3, 1],
      maxLength,
    });
  for (let seed = 0; seed < 20; seed++) {
    const { characters, ended } = draw(seed, 6);
    assertEquals(characters.slice(0, 2), [3, 1]);
    assertEquals(characters.includes(0), false);
    assertEquals(ended || characters.length === 6, true);
    assertEquals(draw(seed, 6).characters, characters);
  }
  assertEquals(draw(1, 2), { characters: [3, 1], ended: false });
});
