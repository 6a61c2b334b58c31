/**
 * Documents that a user might hand over, good and bad, and what must come of each: a plan or a refusal, soon.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import fc from "../../../fast_check.ts";
import bn from "../../../../experiments/bn.json" with { type: "json" };
import init from "../../../../experiments/init.json" with { type: "json" };
import lr from "../../../../experiments/lr.json" with { type: "json" };
import { parseExperiment } from "../../../../runner/config/config.ts";
import { InputError } from "../../../../runner/errors.ts";
import { planRuns } from "../../../../runner/sweep/plan.ts";
import { damaged, ODD_VALUES } from "./damage.ts";
import { problemOfPath } from "./paths.ts";
import { experiments } from "./valid.ts";

const SECOND = 1000; // ms

/** What a user may hand over: a file's text and its name, and the command line's `--set`s. */
export interface Given {
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
export type Plan = (given: Given) => Promise<string[]>;

/** Plans it as the commands do. */
export async function planned({ text, name, set }: Given): Promise<string[]> {
  const experiment = parseExperiment(text, { file: "x.json", name, set });
  const runs = await planRuns(experiment, () => ({ sha256: "0" }));
  return runs.map(({ folder }) => join("results", experiment.name, folder));
}

/**
 * Hands a document to `plan`, again if that took too long, and then with as much more time as the machine is busy with
 * something else.
 *
 * @returns whether it was accepted
 * @throws Error where something else than an InputError came of it, or a folder that is not where it should be
 */
export async function check(given: Given, plan: Plan, limit = SECOND): Promise<boolean> {
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
 * @returns how many were accepted
 * @throws Error with the seed and the smallest document that breaks `plan`
 */
export async function survey(count: number, plan: Plan): Promise<number> {
  let accepted = 0;
  const property = fc.asyncProperty(given, async (given) => {
    if (await check(given, plan)) accepted++;
  });
  await fc.assert(property, { seed: 42, numRuns: count });
  return accepted;
}

/** As a file system that ignores case and how accents are written has it. */
const folded = (path: string) => path.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
