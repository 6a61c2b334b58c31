import { mlpOf } from "../../mlp.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { basename } from "node:path";
import bn from "../../../experiments/bn.json" with { type: "json" };
import { type Experiment, loadExperiment, parseExperiment } from "../../../runner/config/config.ts";
import { InputError } from "../../../runner/errors.ts";
import { batchNormDefaults } from "../../../runner/schema/schema.ts";
import { needs } from "../../permissions.ts";
import { SHIPPED } from "../../shipped.ts";

const parseText = (text: string, set: string[] = [], name = "x"): Experiment =>
  parseExperiment(text, { file: "x.json", name, set });

const textOf = (content: object) => JSON.stringify({ title: "t", question: "q", ...content });

/** An experiment that says `content`, on one line. */
const parse = (content: object, ...set: string[]): Experiment => parseText(textOf(content), set);

/** The settings of its first variant. */
const configOf = (content: object, ...set: string[]) => parse(content, ...set).variants[0].config;

/** The lines with which it is refused, without file, line and column. */
function refusals(content: object, ...set: string[]): string[] {
  const { message } = assertThrows(() => parse(content, ...set), InputError);
  return message.split("\n").map((line) => line.replace(/^x\.json:\d+:\d+: /, ""));
}

/** … of which there is only one. */
function refusal(content: object, ...set: string[]): string {
  const lines = refusals(content, ...set);
  assertEquals(lines.length, 1, lines.join("\n"));
  return lines[0];
}

// ---- what is read ----

Deno.test("an experiment of only a title and a question is one variant with every default", () => {
  const { variants, warnings, ...rest } = parse({});
  assertEquals(rest, { name: "x", title: "t", question: "q", comment: "", seeds: [42] });
  assertEquals(warnings, []);
  assertEquals(variants.map(({ name }) => name), ["baseline"]);
  const { dataset, training, random } = variants[0].config;
  assertEquals(dataset.splits, [0.8, 0.1, 0.1]);
  assertEquals(training.steps, 20_000);
  assertEquals(random, {
    parameters: {},
    batches: { continues: "parameters", skip: 0 },
    samples: {},
  });
});

Deno.test("bn.json is a plain variant and one with PyTorch's batch norm", () => {
  const { variants } = parseText(JSON.stringify(bn));
  assertEquals(variants.map(({ name, config }) => [name, mlpOf(config).batchNorm]), [
    ["plain", false],
    ["batch norm", { ...batchNormDefaults }],
  ]);
});

Deno.test("an experiment is frozen through and through", () => {
  const experiment = parse({ variants: { a: { model: { batchNorm: true } } } });
  const { config } = experiment.variants[0];
  for (
    const part of [
      experiment,
      experiment.seeds,
      experiment.variants,
      config.dataset.splits,
      mlpOf(config).batchNorm,
    ]
  ) assert(Object.isFrozen(part));
});

Deno.test("variants keep the order of the file, even those called by numbers", () => {
  const text = '{"title": "t", "question": "q", "variants": {"b": {}, "10": {}, "2": {}}}';
  assertEquals(parseText(text).variants.map(({ name }) => name), ["b", "10", "2"]);
});

Deno.test("a patch merges objects and replaces lists", () => {
  const { model, training } = configOf({
    model: { hiddenSizes: [1, 2, 3], embeddingSize: 4 },
    training: { learningRate: { schedule: "step", milestones: [5, 6], factor: 0.5 } },
    variants: {
      a: { model: { hiddenSizes: [7] }, training: { learningRate: { milestones: [8] } } },
    },
  });
  const { hiddenSizes, embeddingSize } = mlpOf({ model });
  assertEquals([hiddenSizes, embeddingSize], [[7], 4]);
  assertEquals(training.learningRate, {
    schedule: "step",
    initial: 0.1,
    milestones: [8],
    factor: 0.5,
    warmup: 0,
  });
});

Deno.test("a patch that changes the kind of an object replaces it whole", () => {
  const learningRate = { schedule: "step", initial: 0.5, milestones: [5], factor: 0.5 };
  const { training, model, random, dataset } = configOf({
    dataset: { source: { file: "a.txt" } },
    model: { init: { hidden: { weight: { scheme: "uniform", low: -3, scale: 2 } } } },
    training: { learningRate },
    random: { batches: { continues: "parameters", skip: 2 } },
    variants: {
      a: {
        dataset: { source: { csv: "a.csv", column: "name" } },
        model: { init: { hidden: { weight: { scheme: "kaiming" } } } },
        training: { learningRate: { schedule: "cosine", final: 0 } },
        random: { batches: { seed: 7 } },
      },
    },
  });
  assertEquals(training.learningRate, { schedule: "cosine", initial: 0.1, final: 0, warmup: 0 });
  assertEquals(mlpOf({ model }).init.hidden.weight, {
    scheme: "kaiming",
    distribution: "normal",
    scale: 1,
  });
  assertEquals(random.batches, { seed: 7, skip: 0 });
  assertEquals(dataset.source, { csv: "a.csv", column: "name" });
});

Deno.test("a patch need not repeat the kind that the defaults give an object", () => {
  const { model, training, random } = configOf({
    variants: {
      a: {
        model: { init: { output: { weight: { std: 1 } } } },
        training: { learningRate: { initial: 1 }, optimizer: { momentum: 0.9 } },
        random: { batches: { skip: 2 } },
      },
    },
  });
  assertEquals(mlpOf({ model }).init.output.weight, {
    scheme: "normal",
    mean: 0,
    std: 1,
    scale: 1,
  });
  assertEquals(training.learningRate, { schedule: "constant", initial: 1, warmup: 0 });
  assertEquals(training.optimizer, { name: "sgd", momentum: 0.9, weightDecay: 0 });
  assertEquals(random.batches, { continues: "parameters", skip: 2 });
});

Deno.test("each optimizer has PyTorch's defaults, and its own default rate", () => {
  const of = (optimizer: object): unknown => {
    const { training } = configOf({ variants: { a: { training: { optimizer } } } });
    return [training.optimizer, training.learningRate.initial];
  };
  const adam = { betas: [0.9, 0.999], epsilon: 1e-8 };
  assertEquals(of({}), [{ name: "sgd", momentum: 0, weightDecay: 0 }, 0.1]);
  assertEquals(of({ name: "adam" }), [{ name: "adam", ...adam, weightDecay: 0 }, 0.001]);
  assertEquals(of({ name: "adamw" }), [{ name: "adamw", ...adam, weightDecay: 0.01 }, 0.001]);
  assertEquals(of({ name: "rmsprop" }), [
    { name: "rmsprop", alpha: 0.99, epsilon: 1e-8, momentum: 0, weightDecay: 0 },
    0.01,
  ]);
});

Deno.test("what is spelled out and changes nothing leaves the optimizer as it was", () => {
  const of = (optimizer: object): object =>
    // As it is stored and hashed.
    JSON.parse(JSON.stringify(
      configOf({ training: { optimizer: { name: "sgd", ...optimizer } } }).training.optimizer,
    ));
  const plain = of({ momentum: 0.9 });
  assertEquals(of({ momentum: 0.9, nesterov: false, weightDecayOf: "all" }), plain);
  assertEquals(of({ momentum: 0.9, nesterov: true }), { ...plain, nesterov: true });
});

Deno.test("steps and epochs take each other's place, and what else the training says stays", () => {
  const of = (base: object, patch: object, ...set: string[]) => {
    const training = { batchSize: 7, ...base };
    const { training: found } = configOf(
      { training, variants: { a: { training: patch } } },
      ...set,
    );
    return [found.steps, found.epochs, found.batchSize];
  };
  assertEquals(of({}, {}), [20_000, undefined, 7]);
  assertEquals(of({ steps: 5 }, { epochs: 3 }), [0, 3, 7]);
  assertEquals(of({ epochs: 3 }, { steps: 5 }), [5, undefined, 7]);
  assertEquals(of({ epochs: 3 }, {}, "training.steps=9"), [9, undefined, 7]);
});

Deno.test("batches drawn with replacement are the same as saying nothing", () => {
  const of = (batches?: object) => configOf({ training: { batches } }).training;
  assertEquals(of({ kind: "replacement" }), of());
  assertEquals(of({ kind: "permutation" }).batches, { kind: "permutation", dropLast: false });
  assertEquals(of({ kind: "whole" }).batches, { kind: "whole" });
});

Deno.test("clipping and the penalty are absent where they are false, and a variant exchanges norm and value", () => {
  const of = (base: object, patch: object) => {
    const { training } = configOf({ training: base, variants: { a: { training: patch } } });
    return [training.clipGradients, training.penalty];
  };
  assertEquals(of({}, { clipGradients: false, penalty: false }), [undefined, undefined]);
  const both = { clipGradients: { norm: 1 }, penalty: { l2: 0.01 } };
  assertEquals(of(both, {}), [{ norm: 1 }, { l2: 0.01, reduction: "mean" }]);
  assertEquals(of(both, { clipGradients: { value: 2 }, penalty: false }), [
    { value: 2 },
    undefined,
  ]);
});

Deno.test("batch norm is false or complete, however it is patched", () => {
  const batchNorm = (base: unknown, patch: unknown) =>
    mlpOf(
      configOf({ model: { batchNorm: base }, variants: { a: { model: { batchNorm: patch } } } }),
    )
      .batchNorm;
  const changed = { ...batchNormDefaults, epsilon: 0.5 };
  assertEquals(batchNorm(false, { epsilon: 0.5 }), changed);
  assertEquals(batchNorm(true, { epsilon: 0.5 }), changed);
  assertEquals(batchNorm({ epsilon: 0.5 }, {}), changed);
  assertEquals(batchNorm({ epsilon: 0.5 }, true), { ...batchNormDefaults });
  assertEquals(batchNorm(true, false), false);
});

// ---- --set ----

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

// ---- what is refused, and how ----

Deno.test("a mistake is shown with file, line, column and key path", () => {
  const text = `{
  "title": "t", "question": "q",
  "variants": {
    "batch norm": {
      "model": { "hiddenSizes": [100, "many"] }
    }
  }
}`;
  assertThrows(
    () => parseText(text),
    InputError,
    'x.json:5:39: variants."batch norm".model.hiddenSizes[1] must be a whole number, found the text "many"',
  );
});

Deno.test("each kind of mistake is put in plain words", () => {
  const cases: [content: object, message: string][] = [
    [{ title: undefined }, "title is missing; it must be a text"],
    [{ title: "" }, "title must not be empty"],
    [
      { $schema: "https://example.org/docs/schema/v2.json" },
      "$schema names another version of the schema; this handgrad reads version 1",
    ],
    [{ title: ["t"] }, "title must be a text, found a list of 1"],
    [{ title: [] }, "title must be a text, found a list of 0"],
    [{ title: "\x1b[2J" }, "title must not contain control characters"],
    [{ question: "one\ntwo" }, "question must not contain control characters"],
    [{ title: "t".repeat(201) }, "title must have at most 200 characters; it has 201"],
    [
      { modle: {} },
      'modle is not a known key; did you mean "model"? (allowed here: title, question, comment, findings, ' +
      "dataset, model, training, random, evaluation, inspections, samples, arithmetic, seeds, repeats, variants, grid, search, expect, whenUndecided, halving, pruning, lrFinder)",
    ],
    [
      { model: { kind: "gpt" } },
      'model.kind must be one of "mlp", "sequential", "wavenet", "bigram", "rnn", "gru", "lstm", "bow", "transformer", found the text "gpt"; did you mean "gru"?',
    ],
    [
      { model: { activation: "tahn" } },
      'model.activation must be one of "tanh", "relu", found the text "tahn"; did you mean "tanh"?',
    ],
    [{ model: { embeddingSize: 0 } }, "model.embeddingSize must be at least 1, found 0"],
    [
      { model: { embeddingSize: 1e9 } },
      "model.embeddingSize must be at most 65536, found 1000000000",
    ],
    [{ model: { batchNorm: 1 } }, "model.batchNorm must be true, false or an object, found 1"],
    [
      { model: { batchNorm: { epsilonn: 1 } } },
      'model.batchNorm.epsilonn is not a known key; did you mean "epsilon"? ' +
      "(allowed here: after, epsilon, momentum, running, start, unbiased)",
    ],
    [
      { model: { batchNorm: { epsilon: -1 } } },
      "model.batchNorm.epsilon must be at least 0, found -1",
    ],
    [{ model: { bias: "yes" } }, 'model.bias must be true, false or "auto", found the text "yes"'],
    [
      { model: { init: { hidden: { weight: { scheme: "kaimin" } } } } },
      'model.init.hidden.weight.scheme must be one of "normal", "uniform", "zeros", "ones", "truncatedNormal", ' +
      '"kaiming", "xavier", "orthogonal", "pytorch", found the text "kaimin"; did you mean "kaiming"?',
    ],
    [
      { model: { init: { embedding: { std: 1 } } } },
      'model.init.embedding.scheme is missing; it must be one of "normal", "uniform", "zeros", "ones", "truncatedNormal"',
    ],
    [
      { model: { init: { hidden: { weight: { scheme: "kaiming", gain: 0 } } } } },
      "model.init.hidden.weight.gain must be greater than 0, found 0",
    ],
    [
      { training: [] },
      'training must be an object { "steps": …, "epochs": …, … }, found a list of 0',
    ],
    [{ training: { steps: 0.5 } }, "training.steps must be a whole number, found 0.5"],
    [
      { training: { optimizer: { name: "sgd", momentum: 1 } } },
      "training.optimizer.momentum must be less than 1, found 1",
    ],
    [
      { training: { optimizer: { name: "sgd", nesterov: true } } },
      'training.optimizer.nesterov looks ahead by a share of the velocity, and "momentum" is 0: there is none',
    ],
    [
      { training: { optimizer: { name: "adam", betas: [0.9, 1e-7] } } },
      "training.optimizer.betas[1] must be 0, or at least 0.000001, found 1e-7",
    ],
    [
      { training: { optimizer: { name: "adam", betas: [0.9] } } },
      "training.optimizer.betas must have at least 2 items; it has 1",
    ],
    [
      { training: { clipGradients: { norm: 1, value: 1 } } },
      "training.clipGradients.value is not a known key (allowed here: norm)",
    ],
    [
      {
        dataset: { splits: [1, 0, 0] },
        training: { learningRate: { schedule: "reduceOnPlateau" } },
      },
      'training.learningRate.schedule "reduceOnPlateau" looks at the val loss, and there is no val split',
    ],
    [
      { training: { steps: 5, epochs: 5 } },
      'training has "steps" and "epochs"; it can only have one of them',
    ],
    [
      { training: { batches: { kind: "shuffle" } } },
      'training.batches.kind must be one of "replacement", "permutation", "whole", found the text "shuffle"',
    ],
    [
      { training: { clipGradients: { norm: 0 } } },
      "training.clipGradients.norm must be at least 1e-9, found 0",
    ],
    [
      { training: { penalty: { l2: 1, reduction: "max" } } },
      'training.penalty.reduction must be one of "mean", "sum", found the text "max"; did you mean "mean"?',
    ],
    [
      { training: { optimizer: { name: "rmsprop", epsilon: 0 } } },
      "training.optimizer.epsilon must be at least 1e-12, found 0",
    ],
    [
      { training: { optimizer: { name: "adam", momentum: 0.9 } } },
      "training.optimizer.momentum is not a known key " +
      "(allowed here: name, betas, epsilon, weightDecay, weightDecayOf)",
    ],
    [
      { training: { learningRate: { schedule: "cosine", milestones: [1] } } },
      "training.learningRate.milestones is not a known key " +
      "(allowed here: schedule, initial, final, warmup)",
    ],
    [
      { dataset: { source: "nams" } },
      'dataset.source must be "names", "first-names", {"file": …}, {"text": …} or {"csv": …, "column": …}, ' +
      'found the text "nams"; did you mean "names"?',
    ],
    [
      { dataset: { source: { csv: "a.csv" } } },
      "dataset.source.column is missing; it must be a text",
    ],
    [{ dataset: { source: { file: 3 } } }, "dataset.source.file must be a text, found 3"],
    [{ dataset: { splits: [1] } }, "dataset.splits must have exactly 3 items; it has 1"],
    [
      { dataset: { shuffleSeed: true } },
      "dataset.shuffleSeed must be false or a whole number, found true",
    ],
    [{ dataset: { shuffleSeed: -1 } }, "dataset.shuffleSeed must be at least 0, found -1"],
    [
      { random: { samples: { seed: 1, continues: "batches" } } },
      'random.samples has a "seed" and "continues" another stream; it can only do one of them',
    ],
    [
      { random: { batches: { skip: 2 } } },
      'random.batches needs a "seed" or "continues", e.g. "continues": "parameters"',
    ],
    [
      { random: { samples: { continues: "samples" } } },
      'random.samples.continues must be one of "parameters", "batches", found the text "samples"',
    ],
    [{ seeds: [] }, "seeds must have at least 1 item; it has 0"],
    [{ seeds: [1, 2, 1] }, "seeds[2] is 1 a second time"],
    [
      {
        seeds: Array.from({ length: 101 }, (_, i) => i),
        variants: Object.fromEntries(Array.from("abcdefghij", (name) => [name, {}])),
      },
      "variants and seeds give 1,010 runs; at most 1,000 are allowed",
    ],
    [{ seeds: [2 ** 32] }, "seeds[0] must be at most 4294967295, found 4294967296"],
    [{ variants: [] }, "variants must be an object { … }, found a list of 0"],
    [{ variants: {} }, "variants is empty; name at least one variant, or leave variants out"],
    [{ variants: { "": {} } }, 'variants."" is misnamed: a name must not be empty'],
    [
      { variants: { "a ": {} } },
      'variants."a " is misnamed: a name must not begin or end with white space',
    ],
    [
      { variants: { "a\nb": {} } },
      'variants."a\\nb" is misnamed: a name must not contain control characters',
    ],
    [
      { variants: { a: true } },
      'variants.a must be an object { "dataset": …, "model": …, … }, found true',
    ],
    [
      { variants: { a: { training: { stepz: 1 } } } },
      'variants.a.training.stepz is not a known key; did you mean "steps"? ' +
      "(allowed here: steps, epochs, batchSize, batches, optimizer, learningRate, clipGradients, penalty, stopWhen)",
    ],
    [
      { variants: { a: { model: { hiddenSize: "200" } } } },
      'variants.a.model.hiddenSize is not a known key; did you mean "hiddenSizes"? ' +
      "(allowed here: kind, embeddingSize, hiddenSizes, activation, batchNorm, bias, init)",
    ],
    [
      { model: { kind: "gru" }, variants: { a: { model: { hiddenSize: "200" } } } },
      'variants.a.model.hiddenSize must be a whole number, found the text "200"',
    ],
    [
      { training: { optimizer: { name: "adam", betas: "x" } } },
      'training.optimizer.betas must be a list [ … ], found the text "x"',
    ],
    [
      { variants: { a: { seeds: [1] } } },
      "variants.a.seeds is not a known key " +
      "(allowed here: dataset, model, training, random, evaluation, inspections, samples, arithmetic)",
    ],
    [{ grid: {} }, "grid is empty; name a key to vary, or leave grid out"],
    [
      { constructor: 1 },
      "constructor is not a known key (allowed here: title, question, comment, findings, dataset, model, " +
      "training, random, evaluation, inspections, samples, arithmetic, seeds, repeats, variants, grid, search, expect, whenUndecided, halving, pruning, lrFinder)",
    ],
  ];
  for (const [content, message] of cases) assertEquals(refusal(content), message);
});

Deno.test("what only goes wrong once a variant is merged is shown inside the variant", () => {
  const cases: [content: object, message: string][] = [
    [
      { variants: { a: { training: { learningRate: { schedule: "step" } } } } },
      "variants.a.training.learningRate.milestones is missing; it must be a list [ … ]",
    ],
    [
      { variants: { a: { training: { learningRate: { factor: 1 } } } } },
      "variants.a.training.learningRate.factor is not a known key " +
      "(allowed here: schedule, initial, warmup)",
    ],
    [
      { variants: { a: { dataset: { source: { csv: "a.csv" } } } } },
      "variants.a.dataset.source.column is missing; it must be a text",
    ],
    [
      { variants: { a: { random: { samples: { seed: 1, continues: "batches" } } } } },
      'variants.a.random.samples has a "seed" and "continues" another stream; ' +
      "it can only do one of them",
    ],
  ];
  for (const [content, message] of cases) assertEquals(refusal(content), message);
});

Deno.test("settings that do not go together are refused", () => {
  const step = (milestones: number[]) => ({
    training: { learningRate: { schedule: "step", milestones } },
  });
  const cases: [content: object, message: string][] = [
    [
      { dataset: { splits: [0.5, 0.1, 0.1] } },
      "dataset.splits must add up to 1, but 0.5 + 0.1 + 0.1 = 0.7",
    ],
    [
      { dataset: { splits: [0, 0.5, 0.5] } },
      "dataset.splits[0] must be greater than 0: without it nothing is trained",
    ],
    [
      { model: { batchNorm: true }, training: { batchSize: 1 } },
      "training.batchSize must be at least 2 with batch norm, found 1: one example has no variance",
    ],
    [
      { model: { hiddenSizes: [10_000, 10_000] } },
      "model has about 101 million parameters; at most 50 million are allowed",
    ],
    [
      { model: { hiddenSizes: [50_000] }, training: { batchSize: 10_000 } },
      "training.batchSize gives about 501 million activations; at most 100 million are allowed",
    ],
    [
      { model: { init: { output: { bias: { scheme: "uniform", low: 2 } } } } },
      'model.init.output.bias.low must be at most "high" (1), found 2',
    ],
    [
      step([5, 5]),
      "training.learningRate.milestones[1] must be greater than the milestone before it (5), found 5",
    ],
    [
      { training: { steps: 5, learningRate: { schedule: "linear", warmup: 6 } } },
      "training.learningRate.warmup must be at most training.steps (5), found 6",
    ],
    [
      { training: { steps: 5 }, evaluation: { at: [5, 6] } },
      "evaluation.at[1] must be at most training.steps (5), found 6",
    ],
    [
      { random: { batches: { continues: "samples" } } },
      'random.batches.continues is "samples", which then need "when": "before", found "after"',
    ],
    [
      { random: { samples: { continues: "batches" } }, samples: { when: "before" } },
      'random.samples.continues is "batches", so the samples need "when": "after", found "before"',
    ],
    [
      { random: { samples: { continues: "batches" }, batches: { continues: "samples" } } },
      'random.batches.continues is "samples", and random.samples.continues is "batches": ' +
      "neither can be first",
    ],
  ];
  for (const [content, message] of cases) {
    assertEquals(refusal(content), message);
    assertEquals(refusal({ variants: { a: content } }), `variants.a.${message}`);
  }
  assertEquals(configOf(step([5, 6])).training.steps, 20_000);
});

Deno.test("a mistake that all variants share is told once", () => {
  assertEquals(
    refusal({ dataset: { splits: [1, 1, 1] }, variants: { a: {}, b: {} } }),
    "dataset.splits must add up to 1, but 1 + 1 + 1 = 3",
  );
});

Deno.test("of many mistakes ten are shown, in the order of the file", () => {
  const lines = refusals({
    seeds: "x",
    samples: Object.fromEntries([..."abcdefghijkl"].entries()),
  });
  assertEquals(lines.length, 11);
  assertStringIncludes(lines[0], "seeds must be a list");
  assertEquals(lines[10], "… and 3 more");
  const text = '{"title": "t",\n"modle": 1,\n"training": {"steps": "x"},\n"question": 5}';
  const { message } = assertThrows(() => parseText(text), InputError);
  assertEquals(message.split("\n").map((line) => line.slice(0, 9)), [
    "x.json:2:",
    "x.json:3:",
    "x.json:4:",
  ]);
});

Deno.test("what is no JSON object is refused", () => {
  const message = (text: string) => assertThrows(() => parseText(text), InputError).message;
  assertEquals(
    message("[]"),
    "x.json:1:1: the experiment must be a JSON object { … }, found a list of 0",
  );
  assertEquals(message("{"), 'x.json:1:1: ends too early: a closing }, ] or " is missing');
  assertEquals(
    message('{"title": "t",\n "variants": {"a": {},\n "a": {}}}'),
    'x.json:3:2: the key "a" is here a second time; first on line 2',
  );
  assertEquals(
    message('{"variants": {"__proto__": {"model": {}}}}'),
    'x.json:1:15: the key "__proto__" is not allowed',
  );
});

Deno.test("a bias that batch norm cancels gives a warning", () => {
  const why =
    '"bias": true is of no use before batch norm, which subtracts the mean and the bias ' +
    'with it; "auto" leaves it out';
  assertEquals(parse({ model: { bias: true, batchNorm: true } }).warnings, [why]);
  assertEquals(
    parse({ model: { bias: true }, variants: { a: {}, b: { model: { batchNorm: true } } } })
      .warnings,
    [`variant "b": ${why}`],
  );
  assertEquals(parse({ model: { bias: true, batchNorm: true, hiddenSizes: [] } }).warnings, []);
});

Deno.test("what a schedule or a rule promises for steps that there are none of gives a warning", () => {
  const warnings = (training: object) => parse({ training }).warnings;
  const step = (steps: number, ...milestones: number[]) =>
    warnings({ steps, learningRate: { schedule: "step", milestones } });
  assertEquals(step(1000, 500, 999), []);
  assertEquals(step(1000), []);
  assertEquals(step(0, 5), []);
  assertEquals(step(1000, 1000), [
    "the step decay never happens: its milestone 1,000 lies beyond the end (the last step is 999)",
  ]);
  assertEquals(step(1000, 2000, 3000), [
    "the step decay never happens: its milestones 2,000, 3,000 lie beyond the end (the last step is 999)",
  ]);
  assertEquals(step(1000, 500, 2000), [
    "the step decay's milestone 2,000 lies beyond the end and never happens (the last step is 999)",
  ]);
  const cosine = (warmup: number) =>
    warnings({ steps: 50, learningRate: { schedule: "cosine", warmup } });
  assertEquals(cosine(49), []);
  assertEquals(cosine(50), [
    "the cosine decay never happens, and its final rate is not reached: the warm-up takes all 50 steps",
  ]);
  const constant = { schedule: "constant", warmup: 50 };
  assertEquals(warnings({ steps: 50, learningRate: constant }), []);
  assertEquals(warnings({ steps: 1001, stopWhen: {} }), []);
  assertEquals(warnings({ steps: 1000, stopWhen: {} }), [
    "training.stopWhen never ends a run of 1,000 steps: it waits for 1,000 (after 1,000, averaged over 100)",
  ]);
});

Deno.test("a warning about several variants is said once", () => {
  const beyond = { training: { steps: 9, learningRate: { schedule: "step", milestones: [9] } } };
  const why =
    "the step decay never happens: its milestone 9 lies beyond the end (the last step is 8)";
  const of = (variants: Record<string, object>) => parse({ variants }).warnings;
  assertEquals(of({ a: beyond, b: beyond }), [`both variants: ${why}`]);
  assertEquals(of({ a: beyond, b: {}, c: beyond }), [`variants "a", "c": ${why}`]);
  const many = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`v${i}`, beyond]));
  assertEquals(of(many), [`all 6 variants: ${why}`]);
  assertEquals(of({ ...many, plain: {} }), [`variants "v0", "v1", "v2" and 3 more: ${why}`]);
});

Deno.test("a variant whose name has dots is shown in the quotes that --set wants", () => {
  const variants = { "lr 0.1": {}, "lr.dot": {}, lr: {}, "a.b": {}, "a.b.c": {} };
  const set = (setting: string) => refusal({ variants }, setting);
  assertEquals(
    set("variants.lr.dot.training.steps=5"),
    '--set variants.lr.dot.training.steps=5: variants.lr has no key "dot"; ' +
      'a name with dots goes in double quotes: variants."lr.dot".training.steps',
  );
  assertEquals(
    set("variants.lr 0.1.training.steps=5"),
    '--set variants.lr 0.1.training.steps=5: variants."lr 0" is no variant of x.json; ' +
      'a name with dots goes in double quotes: variants."lr 0.1".training.steps',
  );
  assertStringIncludes(set("variants.a.b.c.training.steps=5"), 'variants."a.b.c".training.steps');
  assertStringIncludes(set("variants.a.b.training.steps=5"), 'variants."a.b".training.steps');
  const quoted = parse({ variants }, 'variants."lr.dot".training.steps=5').variants;
  assertEquals(quoted.map(({ config }) => config.training.steps === 5), [
    ...[false, true, false, false, false],
  ]);
  assertStringIncludes(set("variants.lr.trainig.steps=5"), 'did you mean "training"?');
});

Deno.test("stopWhen is absent, or an object with defaults; false takes it out again", () => {
  const stopWhen = (content: object, ...set: string[]) =>
    configOf(content, ...set).training.stopWhen;
  assertEquals("stopWhen" in configOf({}).training, false);
  const whole = { lossAbove: 1.5, averagedOver: 100, after: 1000 };
  assertEquals(stopWhen({ training: { stopWhen: {} } }), whole);
  assertEquals(stopWhen({}, "training.stopWhen.after=5"), { ...whole, after: 5 });
  assertEquals(stopWhen({ training: { stopWhen: {} } }, "training.stopWhen=false"), undefined);
  const without = { training: { stopWhen: false } };
  assertEquals(stopWhen({ training: { stopWhen: {} }, variants: { a: without } }), undefined);
  const again = { a: { training: { stopWhen: { lossAbove: 2 } } } };
  assertEquals(stopWhen({ ...without, variants: again }), { ...whole, lossAbove: 2 });
  const refused = (value: unknown) => refusal({ training: { stopWhen: value } });
  assertEquals(
    refused({ lossAbov: 2 }),
    'training.stopWhen.lossAbov is not a known key; did you mean "lossAbove"? (allowed here: lossAbove, averagedOver, after)',
  );
  assertEquals(refused(true), "training.stopWhen must be false or an object, found true");
  assertEquals(
    refused({ lossAbove: 0.5 }),
    "training.stopWhen.lossAbove must be at least 1, found 0.5",
  );
  assertEquals(
    refused({ averagedOver: 0 }),
    "training.stopWhen.averagedOver must be at least 1, found 0",
  );
});

Deno.test("a name that cannot be a folder's is refused", () => {
  const why: Record<string, string> = {
    "": "it is empty",
    "..": "it begins with a dot",
    ".hidden": "it begins with a dot",
    "a.": "it begins with a space or ends with a dot or a space",
    " a": "it begins with a space or ends with a dot or a space",
    "a/b": "it has a control character or one of",
    "a\0b": "it has a control character or one of",
    "a:b": "it has a control character or one of",
    "con": "Windows reserves it",
    "Aux.x": "Windows reserves it",
    "com¹": "Windows reserves it",
    "\u202ea": "it has an invisible character",
    "a\u2028b": "it has an invisible character",
    ["x".repeat(101)]: "it has more than 100 characters",
  };
  for (const [name, reason] of Object.entries(why)) {
    assertThrows(
      () => parseText(textOf({}), [], name),
      InputError,
      `x.json: the file's name names the folder of the results, and ${reason}`,
    );
  }
  for (const name of ["bn", "console", "a.b", "größe 2", "漢字"]) {
    assertStrictEquals(parseText(textOf({}), [], name).name, name);
  }
});

// ---- files ----

Deno.test(needs("every experiment that comes with handgrad is read", { read: true }), async () => {
  for (const path of SHIPPED) {
    const experiment = await loadExperiment(path);
    assertEquals(`${experiment.name}.json`, basename(path));
  }
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

Deno.test(
  needs("a file that is not there is refused, and a near one named", {
    read: true,
    write: ".cache",
  }),
  async () => {
    await Deno.mkdir(".cache", { recursive: true });
    const folder = await Deno.makeTempDir({ dir: ".cache" });
    const message = async (path: string) =>
      (await assertRejects(
        () => loadExperiment(`${folder}/${path}`, { display: path }),
        InputError,
      )).message;
    try {
      await Deno.mkdir(`${folder}/asked`);
      await Deno.mkdir(`${folder}/other`);
      for (const name of ["bn", "depth", "x.schema"]) {
        await Deno.writeTextFile(`${folder}/asked/${name}.json`, "{}");
      }
      const missing = async (path: string, near: string) =>
        assertEquals(
          await message(path),
          `${path} does not exist: there is no ${folder}/${path}${
            near && `; did you mean ${near}?`
          }`,
        );
      await missing("asked/bm.json", "asked/bn.json");
      await missing("asked/bn", "asked/bn.json");
      await missing("asked/bn.jsn", "asked/bn.json");
      await missing("bn.json", "asked/bn.json");
      await missing("aske/bn.json", "asked/bn.json");
      await missing("other/bn.json", "asked/bn.json");
      await missing("other/bm.json", "");
      await missing("a/b/bn.json", "");
      assertEquals(
        await message("asked"),
        "asked is a folder; name a JSON file in it: bn.json, depth.json",
      );
      assertEquals(await message("other"), "other is a folder; name a JSON file");
      assertEquals(
        await message(""),
        "The name of the experiment's file is empty; name a JSON file, such as experiments/bn.json",
      );
      await Deno.mkdir(`${folder}/depth`);
      assertEquals(
        await message("depth"),
        "depth is a folder; name a JSON file; did you mean asked/depth.json?",
      );
      await Deno.writeTextFile(`${folder}/asked/bn.md`, "\n# Notes\n{}");
      assertEquals(
        await message("asked/bn.md"),
        'asked/bn.md is no JSON file: an experiment is an object { … }, and it begins with the text "# Notes"; did you mean asked/bn.json?',
      );
      assertStringIncludes(await message("asked/bn.json/x"), "x cannot be read: ");
      assertStringIncludes(await message("a\0b.json"), "b.json cannot be read: ");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

Deno.test(
  needs("a file that is too large or not UTF-8 is refused", { read: true, write: ".cache" }),
  async () => {
    await Deno.mkdir(".cache", { recursive: true });
    const folder = await Deno.makeTempDir({ dir: ".cache" });
    try {
      await Deno.writeFile(`${folder}/latin.json`, new Uint8Array([0x22, 0xe4, 0x22]));
      await assertRejects(
        () => loadExperiment(`${folder}/latin.json`, { display: "latin.json" }),
        InputError,
        "latin.json is not UTF-8 text",
      );
      await Deno.writeFile(`${folder}/large.json`, new Uint8Array(250_001));
      await assertRejects(
        () => loadExperiment(`${folder}/large.json`, { display: "large.json" }),
        InputError,
        "large.json is larger than 250 kB, which no experiment needs to be",
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

Deno.test("of a source with a mistyped key the form is meant that has the others", () => {
  assertEquals(refusals({ dataset: { source: { csv: "a.csv", colum: "name" } } }), [
    "dataset.source.column is missing; it must be a text",
    'dataset.source.colum is not a known key; did you mean "column"? (allowed here: csv, column, encoding, delimiter)',
  ]);
});

Deno.test("what stands in the place of an object or a list is told with their form", () => {
  const cases: [content: object, message: string][] = [
    [
      { training: { optimizer: "adam" } },
      'training.optimizer must be an object { "name": …, "momentum": …, … }, found the text "adam"',
    ],
    [
      { variants: { a: { training: { learningRate: 0.1 } } } },
      'variants.a.training.learningRate must be an object { "schedule": …, "initial": …, … }, found 0.1',
    ],
    [{ halving: 9 }, 'halving must be an object { "minSteps": …, "factor": … }, found 9'],
    [{ seeds: 5 }, "seeds must be a list [ … ], found 5; did you mean [5]?"],
    [{ seeds: "no" }, 'seeds must be a list [ … ], found the text "no"'],
  ];
  for (const [content, message] of cases) assertEquals(refusal(content), message);
  assertEquals(
    refusal({}, "seeds=1,2"),
    '--set seeds=1,2: seeds must be a list [ … ], found the text "1,2"; did you mean [1,2]?',
  );
});

Deno.test("of what a search draws for a key one wrong value is told, not each", () => {
  const sizes = { min: 10, max: 200, distribution: "intUniform" };
  const message = refusal({ search: { trials: 6, parameters: { "model.hiddenSizes": sizes } } });
  assertMatch(
    message,
    /^search\.parameters\."model\.hiddenSizes" must be a list \[ … \], found \d+; /,
  );
});
