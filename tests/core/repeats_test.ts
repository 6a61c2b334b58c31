import { assertEquals, assertLess } from "@std/assert";
import { activationsFor } from "../../core/activations.ts";
import { createArithmetic } from "../../core/arithmetic.ts";
import type { ModelSpec } from "../../core/architectures.ts";
import { layersOf } from "../../core/architectures.ts";
import { initializeModel } from "../../core/initialize.ts";
import { gradientsOnTheWay, inspectModel } from "../../core/inspect.ts";
import type { LayerSpec } from "../../core/layer.ts";
import { memoryOf } from "../../core/memory_of.ts";
import { createModel, type Model } from "../../core/model.ts";
import { backward, forward } from "../../core/passes.ts";
import { planShapes } from "../../core/plan.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { repeatsOf } from "../../core/repeats.ts";
import { BATCH_NORM } from "../batch_norm.ts";
import { testKernels } from "./kernels/twins.ts";

const SETTING = { vocabularySize: 5, contextLength: 8 };
const WAVENET: ModelSpec = {
  kind: "wavenet",
  embeddingSize: 6,
  hiddenSize: 20,
  batchNorm: BATCH_NORM,
};
const specs = layersOf(WAVENET, SETTING);

/** The names of the layers that multiply rows which repeat, with how many come in of each example. */
const repeats = (layers: readonly LayerSpec[]) =>
  Object.fromEntries([...repeatsOf(planShapes(layers, SETTING))].map(([{ name }, n]) => [name, n]));

const embedding = { type: "embedding", size: 6 };
const linear = { type: "linear", size: 10 };
const flatten = { type: "flatten" };
const pairs = { type: "flattenConsecutive", count: 2 };

Deno.test("rows repeat behind what works at each position for itself", () => {
  assertEquals(repeats(specs), { linear2: 4, linear3: 2 });
  assertEquals(repeats([embedding, linear, { type: "gelu" }, flatten, linear]), { linear2: 8 });
  assertEquals(
    repeats([
      embedding,
      pairs,
      linear,
      { type: "layerNorm" },
      linear,
      pairs,
      pairs,
      linear,
      linear,
    ]),
    { linear2: 4, linear3: 4 },
  );
});

Deno.test("they do not behind what mixes positions, tells them apart or draws, and where a row is all of the context", () => {
  for (
    const between of [
      { type: "dropout", share: 0.5 },
      { type: "positionalEmbedding" },
      { type: "conv1d", size: 6, kernelSize: 2 },
      { type: "gru", size: 6 },
      { type: "residual", layers: [{ type: "linear", size: 10 }] },
    ]
  ) {
    assertEquals(repeats([embedding, linear, between, pairs, linear]), {}, between.type);
  }
  assertEquals(repeats([embedding, flatten, linear, { type: "tanh" }, linear]), {});
  assertEquals(repeats([embedding, pairs, linear]), {});
  assertEquals(repeats([embedding, linear, { type: "last" }, linear]), {});
});

/** A model of the WaveNet, and a batch. */
function make(kernels: "exact" | "fused", isFused: boolean) {
  const B = 16;
  const arithmetic = createArithmetic(kernels, 2 * memoryOf(specs, SETTING, B));
  const model = createModel(specs, SETTING, arithmetic, { isFused });
  const generator = new TorchGenerator(3);
  initializeModel(model, generator);
  const draw = (count: number) => Int32Array.from({ length: count }, () => generator.randint(5));
  return { model, B, X: draw(B * 8), Y: draw(B) };
}

const gradients = ({ parameters }: Model) => parameters.flatMap(({ grad }) => [...grad.data]);

testKernels(
  "a WaveNet whose rows are shared has the gradients of one that does without",
  (kernels) => {
    const [shared, not] = [true, false].map((isFused) => {
      const { model, B, X, Y } = make(kernels, isFused);
      const acts = activationsFor(model, B);
      const losses = [forward(acts, X, Y), forward(acts, X, Y)];
      backward(acts);
      return { losses, all: gradients(model) };
    });
    assertEquals(shared.losses[0], shared.losses[1]);
    assertLess(Math.abs(shared.losses[0] - not.losses[0]), 1e-6);
    const largest = Math.max(...not.all.map(Math.abs));
    shared.all.forEach((x, i) => assertLess(Math.abs(x - not.all[i]), 1e-5 * largest));
  },
);

testKernels(
  "who looks inside sees each row's gradient, and leaves the parameters' as they are",
  (kernels) => {
    const [seen, wanted] = [true, false].map((isFused) => {
      const { model, B, X, Y } = make(kernels, isFused);
      const acts = activationsFor(model, B);
      forward(acts, X, Y);
      backward(acts);
      const before = gradients(model);
      const onTheWay = gradientsOnTheWay(model, acts);
      assertEquals(gradients(model), before);
      const { layers } = inspectModel(model, { X, Y, count: B, contextLength: 8 }, B);
      return [onTheWay, layers.map(({ gradients }) => gradients)];
    });
    assertEquals(JSON.stringify(seen[0]), JSON.stringify(wanted[0]));
    assertEquals(JSON.stringify(seen[1]), JSON.stringify(wanted[1]));
  },
);
