import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { batchNormDefaults } from "../../../runner/schema/schema.ts";
import { InputError } from "../../../runner/errors.ts";
import { loadExperiment } from "../../../runner/config/config.ts";
import { mlpOf } from "../../mlp.ts";
import { needs } from "../../permissions.ts";
import { parse, refusal } from "./parsing.ts";

Deno.test("--set changes every variant, after the variants' own patches, in order", () => {
  const { variants } = parse(
    { training: { steps: 1 }, variants: { a: { training: { steps: 2 } }, b: {} } },
    "training.steps=3",
    "training.learningRate.schedule=cosine",
    "training.learningRate.final=0.01",
    "training.steps=4",
    'dataset.source={"file": "a=b.txt"}',
  );
  for (const { config } of variants) {
    assertEquals(config.training.steps, 4);
    assertEquals(config.training.learningRate, {
      schedule: "cosine",
      initial: 0.1,
      final: 0.01,
      warmup: 0,
    });
    assertEquals(config.dataset.source, { file: "a=b.txt" });
  }
});

Deno.test("--set changes title, question, comment, seeds and single variants", () => {
  const { title, comment, seeds, variants } = parse(
    { variants: { a: {}, "b c": { training: { steps: 1 } } } },
    "title=A new = title",
    'comment="quoted"',
    "seeds=[1, 2]",
    'variants."b c".training.steps=2',
    "variants.a.model.batchNorm=true",
  );
  assertEquals([title, comment, seeds], ["A new = title", "quoted", [1, 2]]);
  assertEquals(mlpOf(variants[0].config).batchNorm, { ...batchNormDefaults });
  assertEquals(variants[1].config.training.steps, 2);
});

Deno.test("--set is refused in words that show it", () => {
  const keys =
    "steps, epochs, batchSize, batches, optimizer, learningRate, clipGradients, penalty, stopWhen";
  const top =
    "title, question, comment, findings, dataset, model, training, random, evaluation, inspections, samples, arithmetic, " +
    "seeds, repeats, variants, grid, search, expect, whenUndecided, halving, pruning, lrFinder";
  const cases: [set: string, message: string][] = [
    [
      "training.stepz=5",
      "--set training.stepz=5: training.stepz is not a known key; " +
      `did you mean "steps"? (allowed here: ${keys})`,
    ],
    [
      "trainin.steps=5",
      "--set trainin.steps=5: trainin is not a known key; " +
      `did you mean "training"? (allowed: ${top})`,
    ],
    [
      "batchSize=5",
      "--set batchSize=5: batchSize is not a known key; " +
      `did you mean "training.batchSize"? (allowed: ${top})`,
    ],
    [
      "training.steps=many",
      '--set training.steps=many: training.steps must be a whole number, found the text "many"',
    ],
    [
      "training.steps=1.5",
      "--set training.steps=1.5: training.steps must be a whole number, found 1.5",
    ],
    [
      "dataset.splits.0=1",
      "--set dataset.splits.0=1: dataset.splits must be a list [ … ], " +
      'found the object { "0": … }',
    ],
    ["seeds=7", "--set seeds=7: seeds must be a list [ … ], found 7; did you mean [7]?"],
    [
      "variants.plane.training.steps=5",
      "--set variants.plane.training.steps=5: variants.plane is no variant of x.json; " +
      'did you mean "plain"?',
    ],
    [
      "variants.plain.training.steps=-1",
      "--set variants.plain.training.steps=-1: variants.plain.training.steps " +
      "must be at least 0, found -1",
    ],
    [
      "training.steps",
      "--set training.steps: wants a key path and a value, e.g. --set training.steps=100",
    ],
    [
      "training..steps=1",
      '--set training..steps=1: "training..steps" is no key path like training.steps',
    ],
    [
      'training"x".steps=1',
      '--set training"x".steps=1: "training\\"x\\".steps" is no key path like training.steps',
    ],
    ["__proto__.x=1", '--set __proto__.x=1: "__proto__.x" is no key path like training.steps'],
    [
      "constructor.name=1",
      `--set constructor.name=1: constructor is not a known key (allowed: ${top})`,
    ],
    ["training.steps=1e999", "--set training.steps=…:1:1: 1e999 is too large"],
    [
      "training.steps=null",
      "--set training.steps=…:1:1: null is never a value here; leave the key out for its default",
    ],
    [
      "training.learningRate.schedule=step",
      "--set training.learningRate.schedule=step: training.learningRate.milestones is missing; " +
      "it must be a list [ … ]",
    ],
    [
      "training.learningRate.warmup=30000",
      "--set training.learningRate.warmup=30000: training.learningRate.warmup " +
      "must be at most training.steps (20000), found 30000",
    ],
  ];
  for (const [set, message] of cases) {
    assertEquals(refusal({ variants: { plain: {}, other: {} } }, set), message);
  }
});

Deno.test("--set is blamed for what it makes wrong in a file that was right", () => {
  const content = { training: { learningRate: { schedule: "cosine", warmup: 100 } } };
  assertEquals(
    refusal(content, "training.steps=10"),
    "--set training.steps=10: training.learningRate.warmup " +
      "must be at most training.steps (10), found 100",
  );
});

Deno.test(needs("--set and the shown path reach the parser", { read: true }), async () => {
  const { variants } = await loadExperiment("experiments/bn.json", { set: ["training.steps=7"] });
  assertEquals(variants[1].config.training.steps, 7);
  await assertRejects(
    () =>
      loadExperiment("experiments/../experiments/bn.json", {
        set: ["variants.x=1"],
        display: "bn",
      }),
    InputError,
    "variants.x is no variant of bn",
  );
});

Deno.test("a --set of a key that the model does not have is told by its key before its value", () => {
  const text = 'model.hiddenSize="200"';
  assertStringIncludes(refusal({}, text), "model.hiddenSize is not a known key; did you mean");
  assertStringIncludes(
    refusal({ variants: { a: { model: { kind: "gru" } } } }, text),
    "model.hiddenSize must be a whole number",
  );
});
