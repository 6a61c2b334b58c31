import { assert, assertEquals } from "@std/assert";
import { activationsFor } from "../../core/activations.ts";
import { layersOf, type ModelSpec } from "../../core/architectures.ts";
import { createArithmetic } from "../../core/arithmetic.ts";
import { finish, meanLoss } from "../../core/evaluate.ts";
import type { Examples } from "../../core/examples.ts";
import { initializeModel } from "../../core/initialize.ts";
import type { LayerSpec, Setting } from "../../core/layer.ts";
import { memoryOf } from "../../core/memory_of.ts";
import { createModel, type Model } from "../../core/model.ts";
import { backward, forward } from "../../core/passes.ts";
import { planLayers } from "../../core/plan.ts";
import { TorchGenerator } from "../../core/random/torch.ts";
import { lastTarget, lengthsOf, trimmed } from "../../core/trim.ts";
import { availableArithmetics } from "../bench/arithmetics.ts";

const [V, T, B] = [5, 11, 6];
const SETTING: Setting = { vocabularySize: V, contextLength: T, targets: "every" };

const EMBEDDED: LayerSpec[] = [{ type: "embedding", size: 4 }];
const LOGITS: LayerSpec[] = [{ type: "linear" }];
const residual = (...layers: LayerSpec[]): LayerSpec => ({ type: "residual", layers });

/** All layers that let no position depend on a later one are in one of them. */
const STACKS: Record<string, LayerSpec[]> = {
  rnn: [...EMBEDDED, { type: "rnn", size: 3, learnsStart: true }, ...LOGITS],
  gru: [...EMBEDDED, { type: "gru", size: 3 }, ...LOGITS],
  "gru, reset before": [...EMBEDDED, { type: "gru", size: 5, reset: "state" }, ...LOGITS],
  lstm: [{ type: "oneHot" }, { type: "lstm", size: 4 }, { type: "sigmoid" }, ...LOGITS],
  transformer: layersOf(
    { kind: "transformer", embeddingSize: 8, blocks: 2, heads: 2, dropout: 0 } as ModelSpec,
    { contextLength: T, targets: "every" },
  ) as LayerSpec[],
  convolutions: [
    ...EMBEDDED,
    { type: "conv1d", size: 4, kernelSize: 3, dilation: 2 },
    { type: "relu" },
    residual({ type: "linear", size: 4 }, { type: "silu" }, { type: "leakyRelu" }),
    { type: "tanh" },
    ...LOGITS,
  ],
  means: [...EMBEDDED, residual({ type: "causalMean" }, { type: "gelu" }), ...LOGITS],
};

/** Sequences that end somewhere, some of them at once, and some not before the context does. */
function sequences(count: number, longest: number, generator: TorchGenerator): Examples {
  const X = new Int32Array(count * T), Y = new Int32Array(count * T).fill(V);
  for (let i = 0; i < count; i++) {
    const length = 1 + generator.randint(longest);
    for (let t = 0; t < length; t++) {
      if (t > 0) X[i * T + t] = Y[i * T + t - 1];
      Y[i * T + t] = t === length - 1 ? 0 : generator.randint(V);
    }
  }
  return { X, Y, count, contextLength: T };
}

function modelOf(layers: LayerSpec[], arithmetic: "plain" | "exact" | "fused"): Model {
  const memory = arithmetic === "plain" ? 0 : memoryOf(layers, SETTING, B);
  const model = createModel(layers, SETTING, createArithmetic(arithmetic, memory));
  initializeModel(model, new TorchGenerator(1), layers);
  return model;
}

const bits = ({ data }: { data: ArrayLike<number> }) =>
  Array.from(data, (x) => Object.is(x, -0) ? "-0" : x);

for (const arithmetic of availableArithmetics(console.warn)) {
  for (const [name, layers] of Object.entries(STACKS)) {
    Deno.test(`trimmed batches of ${name} have the loss and gradients of whole ones, ${arithmetic}`, () => {
      const model = modelOf(layers, arithmetic);
      const generator = new TorchGenerator(2);
      for (let batch = 0; batch < 12; batch++) {
        const { X, Y } = sequences(B, 1 + batch, generator);
        const short = trimmed(model, X, Y, B);
        if (batch < 5) assert(short.X.length < X.length);
        const [loss, gradients] = pass(short.acts, short.X, short.Y);
        const [wholeLoss, wholeGradients] = pass(activationsFor(model, B), X, Y);
        assertEquals([loss, gradients], [wholeLoss, wholeGradients]);
      }

      function pass(...[acts, X, Y]: Parameters<typeof forward>) {
        const loss = forward(acts, X, Y);
        backward(acts);
        return [loss, model.parameters.map(({ grad }) => bits(grad))];
      }
    });

    Deno.test(`evaluation leaves out what predicts nothing, ${name}, ${arithmetic}`, () => {
      const model = modelOf(layers, arithmetic);
      // Without a chance to drop anything dropout changes nothing, but such a model is not trimmed.
      const whole = modelOf([
        ...layers.slice(0, -1),
        { type: "dropout", p: 0 },
        ...layers.slice(-1),
      ], arithmetic);
      model.parameters.forEach(({ value }, i) => whole.parameters[i].value.data.set(value.data));
      assertEquals(lengthsOf(whole.layers, SETTING, B), []);
      for (const longest of [1, 2, 7, T]) {
        const examples = sequences(150, longest, new TorchGenerator(longest));
        assertEquals(finish(meanLoss(model, examples, [])), finish(meanLoss(whole, examples, [])));
      }
    });
  }
}

Deno.test("the last target of all examples ends a batch", () => {
  const Y = Int32Array.of(1, V, V, V, 2, 3, V, V);
  assertEquals(lastTarget(Y, 2, V), 2);
  assertEquals(lastTarget(Y.fill(V), 2, V), 0);
  assertEquals(lastTarget(Y.fill(1, 7), 2, V), 4);
});

Deno.test("nothing is trimmed where later positions, other examples or chance matter", () => {
  const lengths = (layers: LayerSpec[], setting: Setting = SETTING, batch = B) =>
    lengthsOf(planLayers(layers, setting), setting, batch);
  assertEquals(lengths(STACKS.rnn), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const long = { ...SETTING, contextLength: 50 };
  assertEquals(lengths(STACKS.rnn, long), [4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48]);
  for (const between of [{ type: "batchNorm" }, { type: "dropout" }]) {
    assertEquals(lengths([...EMBEDDED, between, ...LOGITS]), []);
  }
  assertEquals(
    lengths([...EMBEDDED, { type: "last" }, ...LOGITS], { ...SETTING, targets: "last" }),
    [],
  );
  // Too large for kernels with room of their own for each length.
  assertEquals(lengths(STACKS.rnn, SETTING, 10 ** 5), []);
});
