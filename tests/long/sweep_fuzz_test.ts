import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "../fast_check.ts";
import { judgeExpectations } from "../../reports/expectations.ts";
import { parseExperiment } from "../../runner/config/config.ts";
import { InputError } from "../../runner/errors.ts";
import { withRungs } from "../../runner/sweep/halving.ts";
import { uselessPruning } from "../../runner/sweep/pruning.ts";
import { evaluation, fakeRun } from "../reports/fake.ts";
import { ODD_VALUES } from "../runner/config/fuzz/damage.ts";

const SWEEPS = 10_000;
/** None needs a hundredth of it; a machine may have much else to do. */
const LIMIT = 10_000; // ms

/** Keys that may be varied, wrong ones among them, each with values that may be among them. */
const KEYS: Record<string, readonly unknown[]> = {
  "training.learningRate.initial": [0.01, 0.1, 1, 0, -1, 1e300],
  "training.learningRate": [{ schedule: "cosine" }, { schedule: "linear", final: 0 }, {}],
  "training.batchSize": [8, 32, 0, 0.5],
  "training.steps": [10, 20],
  "training": [{ epochs: 1 }, { steps: 5 }],
  "model.hiddenSizes": [[], [10], [10, 20], [[]]],
  "model.batchNorm": [true, false, { momentum: 0.5 }],
  "model": [{ kind: "wavenet" }, { hiddenSizes: [5] }, { kind: "bigram" }],
  "model.activation": ["tanh", "relu", "\u202e", "x".repeat(200)],
  "dataset.contextLength": [2, 3],
  "training.optimizer": [{ name: "adam" }, { name: "sgd" }],
  "model.init.hidden.weight.scale": [0.1, 1],
  "training.learning": [1],
  "seeds": [[1]],
  "__proto__": [1],
  "": [1],
};

/** Most of the time one that fits. */
const valueOf = (key: string) =>
  fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...KEYS[key]) },
    { weight: 1, arbitrary: fc.constantFrom(null, 1e9, "x", [], {}, "") },
  );
const someKeys = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.subarray(Object.keys(KEYS).slice(0, 12), { minLength: 1, maxLength: 3 }),
  },
  { weight: 1, arbitrary: fc.subarray(Object.keys(KEYS), { minLength: 0, maxLength: 4 }) },
);
/** An object with a value of these for each key; one that is called __proto__ too. */
const perKey = (of: (key: string) => fc.Arbitrary<unknown>) =>
  someKeys.chain((keys) => fc.tuple(...keys.map(of)).map((values) => entriesOf(keys, values)));
const entriesOf = (keys: readonly string[], values: readonly unknown[]) =>
  `{${keys.map((key, i) => `${JSON.stringify(key)}: ${JSON.stringify(values[i])}`).join()}}`;
const grids = perKey((key) => fc.uniqueArray(valueOf(key), { minLength: 1, maxLength: 4 }));

const numbers = fc.constantFrom(0, -1, 1e-9, 0.01, 0.1, 1, 2, 10, 1e9, 1e308, 0.5);
const ranges = fc.record({
  min: numbers,
  max: numbers,
  distribution: fc.constantFrom("uniform", "logUniform", "intUniform", "normal"),
}, { requiredKeys: ["min", "max"] });
const searches = fc.record({
  parameters: perKey((key) =>
    fc.oneof(
      ranges,
      fc.array(valueOf(key), { minLength: 1, maxLength: 4 }).map((values) => ({ values })),
    )
  ),
  trials: fc.constantFrom(1, 2, 5, 12, 1000, 1001, 0, -1, 0.5),
  method: fc.constantFrom("random", "halton", "bayes"),
  seed: fc.constantFrom(0, 1, 4294967295, -1),
}, { requiredKeys: ["parameters", "trials"] }).map(({ parameters, ...rest }) =>
  `${JSON.stringify(rest).slice(0, -1)}, "parameters": ${parameters}}`
);

const WORDS =
  "final.val final.train final.test best.val parameters steps loss[0] loss[-1] rate[3] " +
  'saturation[0] saturation[99999999999999] loss[1e9] a b "b c" plain V ln exp abs sqrt with 95 % ' +
  "confidence 0 1 1e308 1e-400 . ( ) [ ] + - * / < <= > >= = ≤ − × . .. \u202e é \" ' { } ; Deno";
const words = WORDS.split(" ");
const sums = fc.letrec<{ sum: string }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constantFrom(
      ...words.slice(0, 10),
      "a.final.val",
      "b.final.val",
      '"b c".loss[0]',
      "0",
      "1e308",
    ),
    fc.tuple(tie("sum"), fc.constantFrom("+", "-", "*", "/"), tie("sum")).map((all) =>
      all.join(" ")
    ),
    fc.tuple(fc.constantFrom("abs", "ln", "exp", "sqrt", "-"), tie("sum"))
      .map(([name, sum]) => `${name}(${sum})`),
  ),
})).sum;
const comparisons = fc.tuple(
  sums,
  fc.constantFrom("<", "<=", ">", ">=", "="),
  sums,
  fc.constantFrom("", "", " with 95% confidence"),
).map(([left, sign, right, end]) => `${left} ${sign} ${right}${end}`);
const expectations = fc.oneof(
  { weight: 6, arbitrary: comparisons },
  { weight: 1, arbitrary: fc.constant("a.final.val < b.final.val with 95% confidence") },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((some) => some.join(" ")),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 300 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("(".repeat(299), "-".repeat(250) + "1<V", "abs ".repeat(74)),
  },
);

const VARIANTS = '{"a": {}, "b": {"training": {"batchSize": 16}}, "b c": {}}';
const parts = fc.record({
  grid: grids,
  search: searches,
  variants: fc.constantFrom(VARIANTS, VARIANTS, '{"a": {}}'),
  expect: fc.array(expectations, { minLength: 1, maxLength: 3 }).map((some) =>
    JSON.stringify(some)
  ),
  repeats: fc.constantFrom("1", "3", "6", "0", "1000"),
  halving: fc.constantFrom('{"minSteps": 5}', '{"minSteps": 1, "factor": 2}', '{"minSteps": 1e9}'),
  pruning: fc.constantFrom("{}", '{"pThreshold": 0.01}', '{"pThreshold": 0}', "true"),
  lrFinder: fc.constantFrom("{}", '{"min": 1}', '{"min": 1e-300, "max": 1e300}'),
  training: fc.constantFrom('{"steps": 20}', '{"steps": 0}', '{"epochs": 2}'),
  odd: fc.constantFrom(...ODD_VALUES.filter((value) => value.length < 100)),
}, { requiredKeys: [] });
/** Parts that hold for all others are drawn more often. */
const sweeps = fc.tuple(
  parts,
  fc.subarray(["grid", "search", "expect", "variants", "training"], { minLength: 1 }),
  fc.subarray(["repeats", "halving", "pruning", "lrFinder", "odd"], { maxLength: 1 }),
).map(([all, likely, rare]) => {
  const wanted = [...likely, ...rare];
  const some = Object.entries(all).filter(([key]) => wanted.includes(key));
  return `{"title": "t", "question": "q"${
    some.map(([key, value]) => `, ${JSON.stringify(key)}: ${value}`).join("")
  }}`;
});

/** Parses a sweep, and judges what it expects. @returns whether it was accepted */
function carryOut(text: string, parse = parseExperiment): boolean {
  try {
    const experiment = parse(text, { file: "x.json", name: "x" });
    const { rungs } = withRungs(experiment);
    assert(rungs.length < 50);
    uselessPruning(experiment);
    assertEquals(
      new Set(experiment.variants.map(({ name }) => name)).size,
      experiment.variants.length,
    );
    assert(experiment.variants.length * experiment.seeds.length <= 1000);
    const runs = experiment.variants.slice(0, 5).flatMap(({ name: variant }, i) =>
      [1, 2, 3].map((seed) =>
        fakeRun({
          variant,
          seed,
          losses: [3, i],
          summary: { final: evaluation(2, { val: i === 4 ? null : 2 + i + seed / 10 }) },
        })
      )
    );
    for (const { outcome, details } of judgeExpectations(experiment.expect ?? [], runs)) {
      assert(["held", "failed", "undecided"].includes(outcome));
      assert(details.length > 0 && details.length < 10_000, details);
    }
    return true;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { message } = error;
    assert(message.length > 0 && message.length < 10_000, `${message.length} characters`);
    assert(!/^\s+at .*:\d+:\d+/m.test(message), message);
    return false;
  }
}

Deno.test(`${SWEEPS} fuzzed grids, searches and expectations are planned or refused, without a trace or a hang`, () => {
  let accepted = 0, slowest = 0;
  fc.assert(
    fc.property(sweeps, (text) => {
      const start = performance.now();
      if (carryOut(text)) accepted++;
      slowest = Math.max(slowest, performance.now() - start);
      assertLess(performance.now() - start, LIMIT);
    }),
    { seed: 42, numRuns: SWEEPS },
  );
  console.log(`${accepted} of ${SWEEPS} were accepted; the slowest took ${Math.round(slowest)} ms`);
  assertLess(SWEEPS / 20, accepted);
  assertLess(accepted, SWEEPS * 0.9);
});

Deno.test("a parser that breaks, or tells too much, is found", () => {
  const breaking = (error: Error) => () =>
    carryOut("{}", () => {
      throw error;
    });
  assertThrows(breaking(new TypeError("x is undefined")), TypeError);
  assertThrows(breaking(new InputError("x\n    at f (a.ts:1:2)")));
  assertThrows(breaking(new InputError("x".repeat(10_000))));
  assertThrows(breaking(new InputError("")));
  assertEquals(breaking(new InputError("x.json: is wrong"))(), false);
});
