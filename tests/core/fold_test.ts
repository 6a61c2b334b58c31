import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { layersOf, type ModelSpec } from "../../core/architectures.ts";
import { calibrate, finish, meanLoss } from "../../core/evaluate.ts";
import { foldNorms } from "../../core/fold.ts";
import type { LayerSpec } from "../../core/layer.ts";
import { countParameters, createModel, type Model } from "../../core/model.ts";
import { withStatistics } from "../../core/predict.ts";
import { TorchGenerator } from "../../core/random/torch.ts";

const SETTING = { vocabularySize: 11, contextLength: 4 };

/** A model with random numbers everywhere, and 300 random examples. */
function example(layers: readonly LayerSpec[]) {
  const model = createModel(layers, SETTING), random = new TorchGenerator(7);
  for (const { value } of model.parameters) {
    random.randn(value.data);
    for (let i = 0; i < value.data.length; i++) value.data[i] /= 2;
  }
  const count = 300, T = SETTING.contextLength;
  const X = Int32Array.from({ length: count * T }, () => random.randint(11));
  const Y = Int32Array.from({ length: count }, () => random.randint(11));
  return { model, examples: { X, Y, count, contextLength: T } };
}

/** By how much folding changes the loss over all examples. */
function change(layers: readonly LayerSpec[]) {
  const { model, examples } = example(layers);
  const statistics = finish(calibrate(model, examples));
  const loss = finish(meanLoss(model, examples, statistics));
  const folded = foldNorms(model, statistics);
  return {
    model,
    folded,
    change: finish(meanLoss(folded.model, examples, folded.statistics)) - loss,
  };
}

const layersFor = (model: ModelSpec) => layersOf(model, SETTING);
const norms = (model: Model) => withStatistics(model).length;

const mlp: ModelSpec = {
  kind: "mlp",
  embeddingSize: 5,
  hiddenSizes: [16, 8],
  activation: "tanh",
  bias: "auto",
  batchNorm: {
    after: "all",
    epsilon: 1e-5,
    momentum: 0.1,
    running: "var",
    start: 1,
    unbiased: true,
  },
};

const CASES: Record<string, readonly LayerSpec[]> = {
  "a perceptron": layersFor(mlp),
  "a perceptron whose linear layers have biases": layersFor({ ...mlp, bias: true }),
  "a WaveNet": layersFor({
    kind: "wavenet",
    embeddingSize: 4,
    hiddenSize: 8,
    batchNorm: { epsilon: 1e-5, momentum: 0.1, running: "var", start: 1, unbiased: false },
  }),
  "layers inside others, and a convolution": [
    { type: "embedding", size: 6 },
    { type: "conv1d", size: 6, kernelSize: 2 },
    { type: "batchNorm" },
    {
      type: "residual",
      layers: [{ type: "linear", size: 6 }, { type: "batchNorm" }, { type: "tanh" }],
      shortcut: [{ type: "linear", size: 6, bias: false }, { type: "batchNorm" }],
    },
    { type: "flatten" },
    { type: "linear" },
  ],
};

for (const [what, layers] of Object.entries(CASES)) {
  Deno.test(`batch norm folds into the weights of ${what}: the loss is the same to 1e-6`, () => {
    const { model, folded, change: by } = change(layers);
    assert(norms(model) > 0);
    assertEquals(norms(folded.model), 0);
    assertEquals(folded.gone.length, norms(model));
    assertAlmostEquals(by, 0, 1e-6);
    assert(countParameters(folded.model) < countParameters(model));
  });
}

Deno.test("a norm with nothing before it that could take it in stays, with its statistics", () => {
  const { folded, change: by } = change([
    { type: "embedding", size: 6 },
    { type: "flatten" },
    { type: "batchNorm" },
    { type: "linear", size: 8 },
    { type: "tanh" },
    { type: "batchNorm" },
    { type: "linear", size: 11, bias: false },
    { type: "batchNorm" },
  ]);
  assertEquals([folded.gone.length, folded.statistics.length, norms(folded.model)], [1, 2, 2]);
  assertAlmostEquals(by, 0, 1e-6);
});

Deno.test("folding leaves the model as it is", () => {
  const { model, examples } = example(CASES["a perceptron"]);
  const before = model.parameters.map(({ value }) => Array.from(value.data));
  foldNorms(model, finish(calibrate(model, examples)));
  assertEquals(model.parameters.map(({ value }) => Array.from(value.data)), before);
});
