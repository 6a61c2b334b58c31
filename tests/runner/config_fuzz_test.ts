import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import fc from "fast-check";
import bn from "../../experiments/bn.json" with { type: "json" };
import init from "../../experiments/init.json" with { type: "json" };
import lr from "../../experiments/lr.json" with { type: "json" };
import { parseExperiment } from "../../runner/config.ts";
import { InputError } from "../../runner/errors.ts";
import { planRuns } from "../../runner/plan.ts";
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
const keys = ["training.steps", "model", "model.batchNorm", "seeds", "variants.plain.model", "title"]
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
  const runs = await planRuns(experiment, () => "0");
  return runs.map(({ folder }) => join("results", experiment.name, folder));
}

/** How it went. */
interface Survey {
  accepted: number;
  refused: number;
  slowest: number;
}

/** Hands `count` documents, always the same ones, to `plan`. @throws Error with the seed and the smallest document that broke it */
async function survey(count: number, plan: Plan, limit = SECOND): Promise<Survey> {
  const result: Survey = { accepted: 0, refused: 0, slowest: 0 };
  const property = fc.asyncProperty(given, async (given) => {
    let milliseconds = await timed(plan, given, result);
    // The machine may have been busy with something else.
    if (milliseconds > limit) milliseconds = await timed(plan, given, result);
    result.slowest = Math.max(result.slowest, milliseconds);
    assert(milliseconds <= limit, `took ${milliseconds} ms`);
  });
  await fc.assert(property, { seed: 42, numRuns: count });
  return result;
}

async function timed(plan: Plan, given: Given, result: Survey): Promise<number> {
  const start = performance.now();
  try {
    const folders = await plan(given);
    result.accepted++;
    for (const folder of folders) assertEquals(problemOfPath(folder), undefined, folder);
    assertEquals(new Set(folders.map(folded)).size, folders.length, "one folder for two runs");
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    result.refused++;
    assert(error.message.length < 10_000, `a message of ${error.message.length} characters`);
    assertEquals(/^\s+at .*:\d+:\d+/m.test(error.message), false, error.message);
  }
  return performance.now() - start;
}

/** As a file system that ignores case and how accents are written has it. */
const folded = (path: string) => path.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");

Deno.test(
  `${DOCUMENTS} damaged and generated documents are planned or refused, each within a second`,
  async () => {
    const { accepted, refused, slowest } = await survey(DOCUMENTS, planned);
    console.log(`${accepted} accepted, ${refused} refused; the slowest took ${slowest.toFixed()} ms`);
    assert(accepted > DOCUMENTS / 10 && refused > DOCUMENTS / 10, `${accepted} and ${refused}`);
    assertEquals(Object.keys(Object.prototype), []);
  },
);

Deno.test("a parser that breaks, dawdles or leaves its folder is caught, with the seed", async () => {
  const broken: [plan: Plan, message: string][] = [
    [({ text }) => Promise.resolve(JSON.parse(text).variants.map(String)), "is not valid JSON"],
    [() => Promise.resolve(["results/x/../../y"]), "leaves results/"],
    [() => Promise.resolve(["results/x/run", "results/x/Run"]), "one folder for two runs"],
    [() => Promise.reject(new InputError("x".repeat(10_000))), "a message of 10000 characters"],
    [() => Promise.reject(new InputError("x\n    at f (a.ts:1:2)")), "at f (a.ts:1:2)"],
    [() => new Promise((resolve) => setTimeout(resolve, 30, [])), "took 3"],
  ];
  for (const [plan, message] of broken) {
    const { message: found } = await assertRejects(() => survey(20, plan, 25), Error);
    assert(found.includes("seed: 42"), found);
  }
});
