import { mlpOf } from "../../mlp.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "../../fast_check.ts";
import { parseExperiment } from "../../../runner/config/config.ts";
import { InputError } from "../../../runner/errors.ts";
import { planRuns } from "../../../runner/sweep/plan.ts";
import { drawTrials, valueAt } from "../../../runner/sweep/search.ts";

const parse = (content: object, ...set: string[]) =>
  parseExperiment(JSON.stringify({ title: "t", question: "q", ...content }), {
    file: "x.json",
    name: "x",
    set,
  });

/** What it is refused with, without file, line and column. */
const refusal = (content: object, ...set: string[]) =>
  assertThrows(() => parse(content, ...set), InputError).message.replace(/^x\.json:\d+:\d+: /, "");

const hashesOf = async (content: object) =>
  (await planRuns(parse(content), () => ({ sha256: "0" }))).map(({ hash }) => hash);

const RATE = "training.learningRate.initial";
const SIZES = "model.hiddenSizes";

// ---- grid ----

Deno.test("a grid is every combination of its values, named by what differs", () => {
  const { variants } = parse({ grid: { [RATE]: [0.1, 0.3], [SIZES]: [[100], [200, 100]] } });
  assertEquals(variants.map(({ name }) => name), [
    "learningRate=0.1, hiddenSizes=[100]",
    "learningRate=0.1, hiddenSizes=[200,100]",
    "learningRate=0.3, hiddenSizes=[100]",
    "learningRate=0.3, hiddenSizes=[200,100]",
  ]);
  const { config, swept } = variants[3];
  assertEquals(config.training.learningRate.initial, 0.3);
  assertEquals(mlpOf(config).hiddenSizes, [200, 100]);
  assertEquals(swept, { variant: "baseline", parameters: { [RATE]: 0.3, [SIZES]: [200, 100] } });
});

Deno.test("what a learning rate begins with is called the rate, where no other key is", () => {
  const names = (grid: object) => parse({ grid }).variants.map(({ name }) => name);
  assertEquals(names({ [RATE]: [0.1], "training.learningRate.warmup": [5] }), [
    "learningRate=0.1, warmup=5",
  ]);
  const rate = { schedule: "constant", initial: 0.1 };
  assertEquals(names({ "training.learningRate": [rate], [RATE]: [0.2] }), [
    'learningRate={"schedule":"constant","initial":0.1}, initial=0.2',
  ]);
});

Deno.test("a grid multiplies with variants, and repeats count seeds up", () => {
  const { variants, seeds } = parse({
    variants: { plain: {}, bn: { model: { batchNorm: true } } },
    grid: { [RATE]: [0.1, 0.3] },
    seeds: [7],
    repeats: 3,
  });
  assertEquals(seeds, [7, 8, 9]);
  assertEquals(variants.map(({ name }) => name), [
    "plain, learningRate=0.1",
    "plain, learningRate=0.3",
    "bn, learningRate=0.1",
    "bn, learningRate=0.3",
  ]);
  assert(mlpOf(variants[3].config).batchNorm);
  assertEquals(parse({ repeats: 2 }).seeds, [42, 43]);
});

Deno.test("a configuration of a grid is the run that it would be as a variant", async () => {
  const swept = await hashesOf({ grid: { [RATE]: [0.1, 0.3], "model.batchNorm": [true] } });
  const rate = (initial: number) => ({
    model: { batchNorm: true },
    training: { learningRate: { initial } },
  });
  assertEquals(swept, await hashesOf({ variants: { a: rate(0.1), b: rate(0.3) } }));
});

Deno.test("keys that end alike are told apart, and an object is called by its kind", () => {
  const names = parse({
    grid: {
      "training.learningRate": [{ schedule: "cosine" }, { schedule: "constant" }],
      "model.init.hidden.weight.scale": [1],
      "model.init.output.weight.scale": [2],
    },
  }).variants.map(({ name }) => name);
  assertEquals(names[0], "learningRate=cosine, hidden.weight.scale=1, output.weight.scale=2");
});

Deno.test("a key is set in the object that another key of the grid gives", () => {
  const { variants } = parse({
    grid: { [RATE]: [0.2], "training.learningRate": [{ schedule: "cosine", initial: 1 }] },
  });
  assertEquals(variants[0].config.training.learningRate, {
    schedule: "cosine",
    initial: 0.2,
    final: 0,
    warmup: 0,
  });
});

Deno.test("a grid that is too large is refused with its size before it is built", () => {
  const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const layers = ["hidden", "output"];
  const tensors = ["weight", "bias", "bnGain", "bnBias"];
  const keys = layers.flatMap((l) => tensors.map((t) => `model.init.${l}.${t}.scale`));
  const grid = Object.fromEntries([...keys, "model.embeddingSize"].map((key) => [key, ten]));
  assertEquals(refusal({ grid }), "grid gives 1,000,000,000 runs; at most 1,000 are allowed");
  assertEquals(
    refusal({ grid, seeds: [1, 2] }),
    "grid and seeds give 2,000,000,000 runs; at most 1,000 are allowed",
  );
});

Deno.test("what is wrong in a grid is shown where it stands", () => {
  const cases: [grid: object, message: string][] = [
    [{}, "grid is empty; name a key to vary, or leave grid out"],
    [
      { "model.hiddenSizes": [100] },
      `grid."model.hiddenSizes"[0] must be a list [ … ], found 100; did you mean [100]?`,
    ],
    [{ [RATE]: [] }, `grid."${RATE}" must have at least 1 item; it has 0`],
    [{ [RATE]: [0.1, 0.1] }, `grid."${RATE}"[1] is 0.1 a second time`],
    [
      { "training.learningRate.warmup": [0, 99_999] },
      `grid."training.learningRate.warmup"[1] must be at most training.steps (20000), found 99999`,
    ],
  ];
  for (const [grid, message] of cases) assertEquals(refusal({ grid }), message);
  const unknown = refusal({ grid: { "training.learningRate.initail": [1] } });
  assert(unknown.includes(`did you mean "${RATE}"?`), unknown);
  assertEquals(
    refusal({ grid: { [RATE]: [0.1] } }, `${RATE}=0.2`),
    `--set ${RATE}=0.2: ${RATE} is what the experiment varies ("${RATE}"); set its values instead`,
  );
  assertEquals(
    refusal({ seeds: [1, 2], repeats: 3 }),
    "repeats counts up from one seed, and seeds has 2",
  );
});

Deno.test("--set changes the values of a grid", () => {
  const { variants } = parse({ grid: { [RATE]: [0.1] } }, `grid."${RATE}"=[0.2,0.4]`);
  assertEquals(variants.map(({ name }) => name), ["learningRate=0.2", "learningRate=0.4"]);
});

// ---- search ----

const parameters = {
  [RATE]: { min: 0.001, max: 1, distribution: "logUniform" },
  "model.embeddingSize": { min: 2, max: 20, distribution: "intUniform" },
  "model.batchNorm": { values: [true, false] },
} as const;

for (const method of ["random", "halton"] as const) {
  Deno.test(`more trials of a ${method} search begin with the same ones`, async () => {
    const hashes = (trials: number) => hashesOf({ search: { parameters, method, trials } });
    const [few, many] = [await hashes(10), await hashes(50)];
    assertEquals(many.slice(0, 10), few);
    assertEquals(new Set(many).size, 50);
    const other = await hashesOf({ search: { parameters, method, trials: 10, seed: 1 } });
    assert(!other.includes(few[0]));
  });
}

Deno.test("a trial's parameters are what its name and its settings say", () => {
  const { variants } = parse({ search: { parameters, trials: 20 } });
  for (const { name, config, swept } of variants) {
    const initial = swept!.parameters[RATE];
    assertEquals(config.training.learningRate.initial, initial);
    assert(
      name.startsWith(`learningRate=${initial}, embeddingSize=${mlpOf(config).embeddingSize}, `),
    );
    assertEquals(Object.keys(swept!.parameters), Object.keys(parameters));
  }
});

Deno.test("values are drawn from their distributions, between plain min and max", () => {
  const range = (min: number, max: number, distribution: string) =>
    [0, 0.5, 1 - 2 ** -53].map((u) =>
      valueAt({ min, max, distribution } as Parameters<typeof valueAt>[0], u)
    );
  assertEquals(range(1, 3, "uniform"), [1, 2, 3]);
  assertEquals(range(0.001, 10, "logUniform"), [0.001, 0.1, 10]);
  assertEquals(range(2, 4, "intUniform"), [2, 3, 4]);
  assertEquals(range(0.123456, 0.1234567, "uniform"), [0.1234567, 0.1234567, 0.1234567]);
});

Deno.test("what is wrong in a search is shown where it stands", () => {
  const search = (parameter: object, key: string = RATE, trials = 3) =>
    refusal({ search: { parameters: { [key]: parameter }, trials } });
  const here = `search.parameters."${RATE}"`;
  assertEquals(search({ min: 2, max: 1 }), `${here}.min must be less than "max" (1), found 2`);
  assertEquals(
    search({ min: 0, max: 1, distribution: "logUniform" }),
    `${here}.min must be greater than 0 for "logUniform", found 0`,
  );
  assertEquals(
    search({ min: 0, max: 1.5, distribution: "intUniform" }),
    `${here}.max must be a whole number for "intUniform", found 1.5`,
  );
  assertEquals(
    search({ values: [true, false] }, "model.batchNorm"),
    "search.trials must be at most 2, found 3: no more combinations of the parameters could be drawn",
  );
  assertEquals(
    refusal({ search: { parameters: {}, trials: 3 } }),
    "search.parameters is empty; name a key to vary",
  );
  const both = { grid: { [RATE]: [1] }, search: { parameters: { [RATE]: { min: 0, max: 1 } } } };
  assert(
    refusal({ ...both, search: { ...both.search, trials: 2 } })
      .endsWith(`${here} is in grid too; only one of them can vary it`),
  );
});

Deno.test("of any ranges as many different trials are drawn as asked, each in its range", () => {
  const range = fc.tuple(
    fc.double({ noNaN: true, min: 1e-9, max: 1e9 }),
    fc.double({ min: 1.1, max: 1e6, noNaN: true }),
  )
    .chain(([min, ratio]) =>
      fc.constantFrom("uniform", "logUniform", "intUniform").map((distribution) =>
        distribution === "intUniform"
          ? { min: Math.floor(min), max: Math.floor(min) + Math.ceil(ratio) + 10, distribution }
          : { min, max: min * ratio, distribution }
      )
    );
  const method = fc.constantFrom("random", "halton");
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 20 }), method, (ranges, method) => {
      const parameters = Object.fromEntries(ranges.map((range, i) => [`k${i}`, range]));
      const search = { parameters, method, trials: 10, seed: 1 };
      const drawn = drawTrials(search as Parameters<typeof drawTrials>[0]);
      assertEquals(new Set(drawn.map((one) => JSON.stringify(one))).size, 10);
      for (const [i, { min, max }] of ranges.entries()) {
        for (const one of drawn) {
          const value = one[`k${i}`] as number;
          assert(min <= value && value <= max, `${value} is not in ${min} … ${max}`);
        }
      }
    }),
    { numRuns: 300, seed: 42 },
  );
});
