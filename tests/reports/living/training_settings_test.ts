import { assertEquals } from "@std/assert";
import { initializeModel } from "../../../core/initialize.ts";
import type { Model } from "../../../core/model.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import {
  arithmeticHere,
  describeChanges,
  firstDifference,
  type Settings,
  storedSettings,
  withSettings,
} from "../../../reports/script/living/training_settings.ts";
import { batchNormDefaults, type Patch, RunConfigSchema } from "../../../runner/schema/schema.ts";
import { modelFor } from "../../../runner/training/train.ts";

const configOf = (patch: Patch) => RunConfigSchema.parse(patch);
const warm = { schedule: "cosine", initial: 0.2, warmup: 5 } as const;

Deno.test("settings left alone leave the config as it was, whatever it says", () => {
  for (
    const patch of [
      {},
      { model: { batchNorm: { momentum: 0.001, running: "std" } } },
      { training: { learningRate: warm } },
      { model: { init: { hidden: { weight: { scheme: "normal", std: 0.3, scale: 2 } } } } },
    ] satisfies Patch[]
  ) {
    const config = configOf(patch);
    const stored = storedSettings(config, 42);
    assertEquals(withSettings(config, stored, batchNormDefaults), config);
    assertEquals(describeChanges(stored, stored), "");
  }
});

Deno.test("each setting changes its own key, and is named", () => {
  const config = configOf({ training: { learningRate: warm } });
  const stored = storedSettings(config, 42);
  assertEquals(
    { ...stored },
    {
      seed: 42,
      rate: 0.2,
      batchSize: 32,
      momentum: 0,
      weightDecay: 0,
      batchNorm: 0,
      dropout: undefined,
      scale: 1,
    },
  );
  const settings = {
    ...stored,
    rate: 1,
    batchSize: 8,
    momentum: 0.9,
    weightDecay: 0.01,
    batchNorm: 1,
    seed: 7,
  };
  assertEquals(
    withSettings(config, settings, batchNormDefaults),
    configOf({
      training: {
        batchSize: 8,
        optimizer: { name: "sgd", momentum: 0.9, weightDecay: 0.01 },
        learningRate: { ...warm, initial: 1 },
      },
      model: { batchNorm: true },
    }),
  );
  assertEquals(
    describeChanges({ ...settings, scale: 5 }, stored),
    "learning rate 1, batch size 8, momentum 0.9, weight decay 0.01, batch norm on, init × 5, seed 7",
  );
  const on = configOf({ model: { batchNorm: true } });
  const off = { ...storedSettings(on, 42), batchNorm: 0 };
  assertEquals(withSettings(on, off, batchNormDefaults), configOf({}));
});

Deno.test("a run is offered what it has", () => {
  const offered = (patch: Patch) =>
    Object.entries(storedSettings(configOf(patch), 1)).flatMap(([name, value]) =>
      value === undefined ? [] : name
    ).join(" ");
  const usual = "seed rate batchSize momentum weightDecay";
  assertEquals(offered({}), `${usual} batchNorm scale`);
  assertEquals(offered({ model: { hiddenSizes: [] } }), usual);
  assertEquals(offered({ model: { kind: "bigram" }, dataset: { contextLength: 1 } }), usual);
  assertEquals(offered({ model: { kind: "gru" } }), `${usual} scale`);
  assertEquals(
    offered({ model: { kind: "transformer" }, training: { optimizer: { name: "adamw" } } }),
    "seed rate batchSize weightDecay dropout scale",
  );
  assertEquals(
    offered({
      training: {
        optimizer: { name: "sgd", momentum: 0.9, nesterov: true },
        batches: { kind: "whole" },
      },
    }),
    "seed rate weightDecay batchNorm scale",
  );
  const dropped = (ps: number[]) => ({
    kind: "sequential" as const,
    layers: [
      { type: "embedding" },
      { type: "flatten" },
      ...ps.map((p) => ({ type: "dropout", p })),
      { type: "linear" },
    ],
  });
  assertEquals(offered({ model: dropped([0.1, 0.1]) }), `${usual} dropout`);
  assertEquals(offered({ model: dropped([0.1, 0.2]) }), usual);
});

Deno.test("a scale multiplies the first values of every matrix but the last, inside other layers too", () => {
  const inside = {
    type: "residual",
    layers: [{ type: "linear", size: 6 }, { type: "dropout", p: 0.2 }],
  };
  const models: Patch[] = [
    {},
    { kind: "lstm", hiddenSize: 4 },
    { kind: "transformer", blocks: 1, embeddingSize: 8, dropout: 0.2 },
    {
      kind: "sequential",
      layers: [
        { type: "embedding", size: 2 },
        { type: "flatten" },
        { type: "linear", size: 6, init: { weight: { scheme: "normal", std: 0.5, scale: 0.2 } } },
        inside,
        { type: "linear" },
      ],
    },
  ];
  for (const model of models) {
    const config = configOf({ model });
    const weights = (settings: Partial<Settings>) => {
      const set = { ...storedSettings(config, 1), ...settings };
      const made = modelFor(withSettings(config, set, batchNormDefaults), 27);
      initializeModel(made, new TorchGenerator(1));
      return made;
    };
    const [stored, scaled] = [weights({}), weights({ scale: 2 })];
    const last = stored.parameters.findLastIndex(({ role }) => role === "matrix");
    stored.parameters.forEach(({ role, value }, i) => {
      const factor = role === "matrix" && i < last ? 2 : 1;
      assertEquals(scaled.parameters[i].value.data, value.data.map((x) => factor * x));
    });
    const hasDropout = storedSettings(config, 1).dropout !== undefined;
    const shares = (made: Model) => made.allLayers.flatMap(({ options }) => options.p ?? []);
    if (hasDropout) assertEquals(new Set(shares(weights({ dropout: 0.5 }))), new Set([0.5]));
  }
});

Deno.test("the first difference is found, and float32 numbers in nine digits are no difference", () => {
  const losses = Float32Array.from([3.3, 2.7182817, NaN]);
  assertEquals(firstDifference(losses, [3.29999995, 2.71828175, null]), null);
  assertEquals(firstDifference(losses, [3.29999995, 2.718282, null]), 1);
  assertEquals(firstDifference(losses, [3.29999995, 2.71828175, 1]), 2);
  assertEquals(firstDifference([3.3], [null]), 0);
  assertEquals(firstDifference(losses, [3.29999995]), null);
});

Deno.test("an arithmetic that is here is taken", () => {
  assertEquals(arithmeticHere("plain"), "plain");
  assertEquals(arithmeticHere("exact"), "exact");
});
