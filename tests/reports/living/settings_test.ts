import { assertEquals } from "@std/assert";
import {
  arithmeticHere,
  describeChanges,
  firstDifference,
  storedSettings,
  withSettings,
} from "../../../reports/script/living/settings.ts";
import { batchNormDefaults, type Patch, RunConfigSchema } from "../../../runner/schema.ts";

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
  const settings = { rate: 1, batchNorm: true, scale: 5, seed: 7 };
  const changed = withSettings(config, settings, batchNormDefaults);
  assertEquals(
    changed,
    configOf({
      training: { learningRate: { ...warm, initial: 1 } },
      model: { batchNorm: true, init: { hidden: { weight: { scheme: "kaiming", scale: 5 } } } },
    }),
  );
  assertEquals(
    describeChanges(settings, stored),
    "learning rate 1, batch norm on, init × 5, seed 7",
  );
  const on = configOf({ model: { batchNorm: true } });
  const off = { ...storedSettings(on, 42), batchNorm: false };
  assertEquals(withSettings(on, off, batchNormDefaults), configOf({}));
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
