import {
  assert,
  assertEquals,
  assertLess,
  assertLessOrEqual,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import fc from "../../fast_check.ts";
import bn from "../../../experiments/bn.json" with { type: "json" };
import init from "../../../experiments/init.json" with { type: "json" };
import lr from "../../../experiments/lr.json" with { type: "json" };
import { parseExperiment } from "../../../runner/config/config.ts";
import { InputError } from "../../../runner/errors.ts";
import { MAX_BYTES } from "../../../runner/config/json.ts";
import { planRuns } from "../../../runner/sweep/plan.ts";
import { damaged, ODD_VALUES } from "./fuzz/damage.ts";
import { experiments } from "./fuzz/valid.ts";
import { problemOfPath } from "./fuzz/paths.ts";

const DOCUMENTS = 10_000;
const SECOND = 1000; // ms

/** What a user may hand over: a file's text and its name, and the command line's `--set`s. */
interface Given {
  text: string;
  name: string;
  set: string[];
}

const shipped = fc.constantFrom<unknown>(bn, init, lr);
const names = fc.oneof(
  { weight: 5, arbitrary: fc.constant("x") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("..", "con", "a.", "\u202ex", "a/b", "x".repeat(300), "\u{1f600}"),
  },
);
const keys = [
  "training.steps",
  "model",
  "model.batchNorm",
  "seeds",
  "variants.plain.model",
  "title",
]
  .concat(['variants."batch norm".training', "dataset.source", "__proto__.x", "a..b", "grid", ""]);
const settings = fc.tuple(fc.constantFrom(...keys), fc.constantFrom(...ODD_VALUES, '"a"=b', "x"))
  .map(([key, value]) => `${key}=${value}`);
const given: fc.Arbitrary<Given> = fc.record({
  text: fc.oneof(
    { weight: 5, arbitrary: damaged(shipped) },
    { weight: 3, arbitrary: experiments.map((value) => JSON.stringify(value)) },
    { weight: 3, arbitrary: damaged(experiments) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
  ),
  name: names,
  set: fc.oneof(
    { weight: 4, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: fc.array(settings, { minLength: 1, maxLength: 2 }) },
  ),
});

/** What is fuzzed: the folders below results/ that a document leads to. */
type Plan = (given: Given) => Promise<string[]>;

async function planned({ text, name, set }: Given): Promise<string[]> {
  const experiment = parseExperiment(text, { file: "x.json", name, set });
  const runs = await planRuns(experiment, () => ({ sha256: "0" }));
  return runs.map(({ folder }) => join("results", experiment.name, folder));
}

/**
 * Hands a document to `plan`, again if that took too long, and then with as much more time as the machine is busy with something else.
 *
 * @return whether it was accepted
 * @throws Error where something else than an InputError came of it, or a folder that is not where it should be
 */
async function check(given: Given, plan: Plan, limit = SECOND): Promise<boolean> {
  let result = await attempt(given, plan);
  for (let i = 0; i < 2 && result.milliseconds > limit; i++) {
    limit *= slowdown();
    result = await attempt(given, plan);
  }
  assert(result.milliseconds <= limit, `took ${result.milliseconds} ms`);
  return result.accepted;
}

/** How many times as long as an ordinary machine this one takes now to count. */
function slowdown(): number {
  const start = performance.now();
  let x = 1;
  for (let i = 0; i < 2e8; i++) x = Math.imul(x, i) + 1;
  assert(Number.isInteger(x));
  return Math.max(1, (performance.now() - start) / 250);
}

async function attempt(given: Given, plan: Plan) {
  const start = performance.now();
  let folders: string[] | undefined;
  try {
    folders = await plan(given);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    assert(error.message.length < 10_000, `a message of ${error.message.length} characters`);
    assert(!/^\s+at .*:\d+:\d+/m.test(error.message), error.message);
  }
  const milliseconds = performance.now() - start;
  for (const folder of folders ?? []) assertEquals(problemOfPath(folder), undefined, folder);
  assertEquals(new Set(folders?.map(folded)).size, folders?.length ?? 0, "one folder for two runs");
  return { accepted: folders !== undefined, milliseconds };
}

/**
 * Checks `count` documents, always the same ones.
 *
 * @return how many were accepted
 * @throws Error with the seed and the smallest document that breaks `plan`
 */
async function survey(count: number, plan: Plan): Promise<number> {
  let accepted = 0;
  const property = fc.asyncProperty(given, async (given) => {
    if (await check(given, plan)) accepted++;
  });
  await fc.assert(property, { seed: 42, numRuns: count });
  return accepted;
}

/** As a file system that ignores case and how accents are written has it. */
const folded = (path: string) => path.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");

Deno.test(
  `${DOCUMENTS} damaged and generated documents are planned or refused, each within a second`,
  async () => {
    const accepted = await survey(DOCUMENTS, planned);
    // Enough of both that neither the planning nor the refusals go untested.
    assertLess(DOCUMENTS / 10, accepted);
    assertLess(accepted, DOCUMENTS * 9 / 10);
    assertEquals(Object.keys(Object.prototype), []);
  },
);

Deno.test("the most laborious documents of 250 kB take less than a second each", async () => {
  const many = (n: number, item: (i: number) => string) =>
    Array.from({ length: n }, (_, i) => item(i));
  const holding = (...members: string[]) => `{"title": "t", "question": "q", ${members.join()}}`;
  const variants = (n: number, patch: string) =>
    `"variants": {${many(n, (i) => `"v${i}": ${patch}`)}}`;
  const wrong =
    '{"model": {"batchNorm": {"x": 1}, "hiddenSizes": ["a"]}, "dataset": {"source": {"x": 1}}}';
  const documents = [
    holding(...many(20_000, (i) => `"k${i}": 1`)),
    holding(...many(2250, (i) => `"${"k".repeat(95)}${i}": 1`)),
    holding(`"seeds": [${many(80_000, () => '""')}]`),
    holding(variants(12_500, '{"a": 1}')),
    holding(variants(2500, wrong)),
    holding(variants(1000, '{"model": {"batchNorm": true}}'), '"training": {"batchSize": 1}'),
    holding(
      variants(1000, "{}"),
      `"training": {"learningRate": {"schedule": "step", "milestones": [${many(100, String)}]}}`,
      `"evaluation": {"at": [${many(200, String)}]}`,
    ),
    holding(variants(1000, "{}"), `"seeds": [${many(1000, String)}]`),
    holding(variants(1, "{}"), `"seeds": [${many(1000, String)}]`),
    `{"title": "${'\\"'.repeat(124_000)}`,
    `{"title": "${"\\\\".repeat(124_000)}\\x`,
    "\n".repeat(249_000) + "}",
  ];
  for (const text of documents) {
    assertLessOrEqual(text.length, MAX_BYTES);
    await check({ text, name: "x", set: [] }, planned);
  }
});

Deno.test("a parser that breaks, dawdles or leaves its folder is caught, with the seed", async () => {
  const broken: [plan: Plan, message: string][] = [
    [({ text }) => Promise.resolve(JSON.parse(text) && []), "JSON"],
    [() => Promise.resolve(["results/x/../../y"]), "leaves results/"],
    [() => Promise.resolve(["results/x/run", "results/x/Run"]), "one folder for two runs"],
    [() => Promise.reject(new InputError("x".repeat(10_000))), "a message of 10000 characters"],
    [() => Promise.reject(new InputError("x\n    at f (a.ts:1:2)")), "at f (a.ts:1:2)"],
  ];
  for (const [plan, message] of broken) {
    const error = await assertRejects(() => survey(20, plan), Error, "seed: 42");
    assertStringIncludes((error.cause as Error).message, message);
  }
  const dawdle: Plan = () => new Promise((resolve) => setTimeout(resolve, 500, []));
  await assertRejects(() => check({ text: "", name: "x", set: [] }, dawdle, 1), Error, "took ");
});
