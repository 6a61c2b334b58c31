import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { variantsOf } from "../../../reports/rows.ts";
import { bestOf, experimentOf } from "../../../reports/sweep/best.ts";
import { groupingBy, groupsBy } from "../../../reports/sweep/groups.ts";
import { importances } from "../../../reports/sweep/importance.ts";
import { type SweepData, sweepData, valueText } from "../../../reports/sweep/sweep_data.ts";
import type { StoredExperiment } from "../../../runner/results.ts";
import { parseExperiment } from "../../../runner/config/config.ts";
import { RunConfigSchema } from "../../../runner/schema/schema.ts";
import { evaluation, fakeExperiment, fakeRun } from "../fake.ts";
import { HOSTILE } from "../examples.ts";
import { sweepReport } from "./examples.ts";

const dataOf = (experiment: StoredExperiment): SweepData =>
  sweepData(experiment, variantsOf(experiment.runs))!;

/** An experiment of one key with these values, whose losses are given too; null: it diverged. */
function oneKey(
  values: unknown[],
  losses: (number | null)[],
  path = "training.x",
): StoredExperiment {
  const names = values.map((_, i) => `v${i}`);
  return fakeExperiment(
    names.map((variant, i) =>
      fakeRun({
        variant,
        summary: losses[i] === null
          ? { status: "diverged", final: [] }
          : { final: evaluation(3, { train: losses[i], val: losses[i] }) },
      })
    ),
    {
      swept: names.map((name, i) => ({
        name,
        variant: "baseline",
        parameters: { [path]: values[i] },
      })),
    },
  );
}

Deno.test("a sweep's keys are numbers in order, or words", () => {
  const experiment = sweepReport({ trials: 12 });
  const { keys, configs, constant } = dataOf(experiment);
  assertEquals(keys.map(({ name }) => name), [
    "learning rate",
    "hidden sizes",
    "batch size",
    "batch norm",
  ]);
  assertEquals(keys[1].values, ["[50]", "[100]", "[200]"]);
  assertEquals(constant, []);
  experiment.swept!.forEach(({ parameters }, i) => {
    const rate = parameters["training.learningRate.initial"];
    assertEquals(keys[0].values[configs[i].at[0]], rate as number);
    assertEquals(keys[3].values[configs[i].at[3]], String(parameters["model.batchNorm"]));
  });
});

Deno.test("null, booleans, lists, objects and hostile texts are values like others, and none are mixed up", () => {
  const long = "x".repeat(100);
  const values = [null, true, "true", [1], { name: "adam" }, `${long}a`, `${long}b`, ...HOSTILE];
  const { keys: [key], configs } = dataOf(oneKey(values, values.map((_, i) => 2 + i / 10)));
  assertEquals(key.values.length, values.length);
  assertEquals(new Set(configs.map(({ at: [at] }) => at)).size, values.length);
  assert(key.values.every((text) => String(text).length <= 64));
});

Deno.test("who diverged comes last, equal ones share a place, and nobody is left out", () => {
  const { configs } = dataOf(oneKey([1, 2, 3, 4], [2.5, null, 2.1, 2.5]));
  assertEquals(configs.map(({ place }) => place), [2.5, 4, 1, 2.5]);
  assertEquals(configs[1].state, "diverged at step 3");
  assertEquals(configs[1].loss, null);
});

Deno.test("a configuration with a hopeless seed has no mean", () => {
  const run = (variant: string, seed: number, val: number) =>
    fakeRun({ variant, seed, summary: { final: evaluation(3, { train: val, val }) } });
  const swept = ["a", "b"].map((name, i) => ({ name, variant: "x", parameters: { k: i } }));
  const { configs } = dataOf(
    fakeExperiment([run("a", 1, 2), run("a", 2, 9), run("b", 1, 2.5), run("b", 2, 2.7)], { swept }),
  );
  assertEquals(configs[0].loss, null);
  assertEquals(configs[0].losses, [2]);
  assertEquals(configs[0].state, "1 of 2 seeds worse than guessing");
  assertEquals(configs[1].place, 1);
});

Deno.test("a pruned configuration has the mean of the seeds that it had; one with a failed seed has none", () => {
  const runs = ["a", "b", "c"].map((variant, i) =>
    fakeRun({ variant, summary: { final: evaluation(3, { train: 2, val: 2 + i / 10 }) } })
  );
  const swept = ["a", "b", "c"].map((name, i) => ({ name, variant: "x", parameters: { k: i } }));
  const missing = [
    { folder: "b", variant: "b", seed: 2, reason: "pruned after 1 seed", stopped: true as const },
    { folder: "c", variant: "c", seed: 2, reason: "it failed" },
  ];
  const { configs } = dataOf(fakeExperiment(runs, { swept, missing }));
  assertEquals(configs.map(({ state }) => state), [
    "finished",
    "pruned after 1 of 2 seeds",
    "1 of 2 seeds missing",
  ]);
  assertEquals(configs.map(({ loss }) => loss), [2, 2.1, null]);
});

Deno.test("halving's places: by the final loss, then by how far they came, then by the loss there", () => {
  const experiment = sweepReport({ trials: 27, halving: { minSteps: 60, factor: 3 }, steps: 1000 });
  const { configs, rungs } = dataOf(experiment);
  assertEquals(rungs, [60, 180, 540]);
  const byPlace = configs.toSorted((a, b) => a.place! - b.place!);
  assertEquals(byPlace.slice(0, 2).map(({ ended }) => ended?.step), [undefined, 540]);
  const steps = byPlace.map(({ ended }) =>
    ended === undefined ? 1000 : ended.loss === null ? 0 : ended.step
  );
  assertEquals(steps, steps.toSorted((a, b) => b - a));
  for (const [i, { ended }] of byPlace.entries()) {
    const before = byPlace[i - 1]?.ended;
    if (ended && before?.step === ended.step) {
      assert((before.loss ?? Infinity) <= (ended.loss ?? Infinity));
    }
  }
  assertEquals(byPlace[0].state, "finished");
  assertEquals(byPlace.at(-1)!.state, "ended by halving at step 60");
});

Deno.test("without a sweep, and of one configuration, there are no data", () => {
  const { swept: _, ...plain } = sweepReport({ trials: 4 });
  assertEquals(sweepData(plain, variantsOf(plain.runs)), undefined);
  const one = oneKey([1], [2]);
  assertEquals(sweepData(one, variantsOf(one.runs)), undefined);
});

Deno.test("keys with one value are told apart from those that vary; the file's variants are a key", () => {
  const swept = ["a", "b"].flatMap((variant) =>
    [1, 2].map((x) => ({ name: `${variant}, ${x}`, variant, parameters: { x, y: 7 } }))
  );
  const runs = swept.map(({ name }) => fakeRun({ variant: name }));
  const { keys, constant } = dataOf(fakeExperiment(runs, { swept }));
  assertEquals(keys.map(({ path }) => path), ["variant", "x"]);
  assertEquals(constant, ["y 7"]);
});

Deno.test("many numbers are grouped into classes that hold all, equal ones together", () => {
  const values = Array.from({ length: 40 }, (_, i) => i < 12 ? 1 : i);
  const data = dataOf(oneKey(values, values.map((x) => 2 + x / 100)));
  const { labels, of } = groupingBy(data, 0);
  assertEquals(new Set(of.slice(0, 12)), new Set([0]));
  assertEquals(labels[0], "1 to 15");
  assertEquals(labels.at(-1), "32 to 39");
  assertEquals(of.length, 40);
  const groups = groupsBy(data, 0);
  assertEquals(groups.reduce((sum, { configs }) => sum + configs.length, 0), 40);
  assertEquals(groups[0].improvement, 1);
  assertEquals(groups.at(-1)!.improvement, 0);
});

Deno.test("a group counts whom it has no loss of", () => {
  const data = dataOf(oneKey([1, 1, 2, 2].map(String), [2, null, 3, 3.1]));
  const [one, two] = groupsBy(data, 0);
  assertEquals([one.without, one.losses, one.halfWidth], [1, [2], NaN]);
  assertEquals([two.without, two.losses.length], [0, 2]);
  // (2 before both) and (diverged after both).
  assertEquals(one.improvement, 0.5);
});

Deno.test("the key that matters is found, the one that does not matter is not, and few runs say nothing", () => {
  const { keys, count, together } = importances(dataOf(sweepReport({ trials: 60 })))!;
  assertEquals(count, 60);
  assertEquals(keys[0].key.name, "learning rate");
  assert(keys[0].explained!.p < 0.001);
  const batch = keys.find(({ key }) => key.name === "batch size")!;
  assert(batch.explained!.p > 0.05, `${batch.explained!.p}`);
  assertEquals(together, []);
  assertEquals(importances(dataOf(sweepReport({ trials: 7 }))), undefined);
  assertEquals(
    importances(dataOf(oneKey(Array(9).fill(1).map((_, i) => i), Array(9).fill(2)))),
    undefined,
  );
});

Deno.test("keys that were varied together are named", () => {
  const swept = Array.from({ length: 12 }, (_, i) => (
    { name: `${i}`, variant: "x", parameters: { a: i % 3, b: `b${i % 3}`, c: i % 2 } }
  ));
  const runs = swept.map(({ name }, i) =>
    fakeRun({ variant: name, summary: { final: evaluation(3, { train: 2, val: 2 + i / 10 }) } })
  );
  const { together } = importances(dataOf(fakeExperiment(runs, { swept })))!;
  assertEquals(together.map((pair) => pair.map(({ path }) => path)), [["a", "b"]]);
});

Deno.test("keys are not called varied together where each value of one occurs once", () => {
  const swept = Array.from({ length: 8 }, (_, i) => (
    { name: `${i}`, variant: "x", parameters: { rate: 0.1 + i / 100, size: i % 3 } }
  ));
  const runs = swept.map(({ name }, i) =>
    fakeRun({ variant: name, summary: { final: evaluation(3, { train: 2, val: 2 + i / 10 }) } })
  );
  const { keys, together } = importances(dataOf(fakeExperiment(runs, { swept })))!;
  assertEquals(keys.find(({ key }) => key.path === "rate")!.explained, undefined);
  assertEquals(together, []);
});

Deno.test("the best is told with those that are as good, by the verdict's rule", () => {
  const experiment = sweepReport({ trials: 12, seeds: [1, 2, 3, 4, 5] });
  const variants = variantsOf(experiment.runs);
  const { best, equal, isSure, rivals } = bestOf(variants)!;
  const data = dataOf(experiment);
  assertEquals(data.configs.find(({ place }) => place === 1)!.name, best.name);
  assert(isSure);
  assert(equal.length < rivals);
  assert(equal.every(({ difference, halfWidth }) => Math.abs(difference) <= halfWidth));
  assertEquals(bestOf(variantsOf(sweepReport({ trials: 5 }).runs))!.isSure, false);
});

Deno.test("the best's file runs the very configuration, and says no more than it must", () => {
  const patches = [
    {},
    { training: { steps: 7, learningRate: { schedule: "cosine", initial: 0.3 } } },
    { model: { kind: "gru" as const }, dataset: { source: "names" as const } },
    { model: { batchNorm: true, init: { hidden: { weight: { scheme: "normal", std: 0.3 } } } } },
    { training: { optimizer: { name: "adam" } } },
  ];
  for (const patch of patches) {
    const config = RunConfigSchema.parse(patch);
    const text = experimentOf({ config, title: "A <b> title", name: "rate=0.1", seeds: [1, 2] });
    const { variants, seeds } = parseExperiment(text, { file: "best.json", name: "best" });
    assertEquals(variants[0].config, config);
    assertEquals(seeds, [1, 2]);
    assertStringIncludes(text, "How does rate=0.1 train");
    assert(text.length < 700, text);
  }
});

Deno.test("numbers of keys are told as they are", () => {
  const key = { path: "x", name: "x", values: [-0.5, 1e-7, 2000] };
  assertEquals([0, 1, 2].map((at) => valueText(key, at)), ["−0.5", "1e−7", "2,000"]);
});
