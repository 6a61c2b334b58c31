import { assert, assertEquals } from "@std/assert";
import { basename } from "node:path";
import bn from "../../../experiments/bn.json" with { type: "json" };
import { loadExperiment } from "../../../runner/config/config.ts";
import { SHIPPED } from "../../shipped.ts";
import { batchNormDefaults } from "../../../runner/schema/schema.ts";
import { mlpOf } from "../../mlp.ts";
import { needs } from "../../permissions.ts";
import { configOf, parse, parseText, refusal } from "./parsing.ts";

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

Deno.test(needs("every experiment that comes with handgrad is read", { read: true }), async () => {
  for (const path of SHIPPED) {
    const experiment = await loadExperiment(path);
    assertEquals(`${experiment.name}.json`, basename(path));
  }
});
