import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { InputError } from "../../../runner/errors.ts";
import { loadExperiment } from "../../../runner/config/config.ts";
import { needs } from "../../permissions.ts";
import { configOf, parse, parseText, refusal, refusals, textOf } from "./parsing.ts";

Deno.test("a key that stands too far out is told where it belongs", () => {
  const cases: [Record<string, unknown>, string][] = [
    // It is near "seeds" too, but in two letters.
    [{ steps: 5 }, 'steps is not a known key; did you mean "training.steps"? (allowed'],
    [
      { variants: { a: { batchSize: 5 } } },
      'variants.a.batchSize is not a known key; did you mean "training.batchSize"? (allowed',
    ],
    [
      { grid: { hiddenSizes: [[1], [2]] } },
      'grid.hiddenSizes is not a known key; did you mean "model.hiddenSizes"? (allowed',
    ],
  ];
  for (const [changes, message] of cases) assertStringIncludes(refusal(changes), message);
});

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
