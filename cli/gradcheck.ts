/**
 * `deno task gradcheck`: checks the gradients of an experiment's models, and prints the notebooks' table.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Check, type Comparison, describeTolerance } from "../core/gradcheck/compare.ts";
import { renderGradcheck } from "../reports/gradcheck.ts";
import { loadExperiment } from "../runner/config/config.ts";
import { InputError } from "../runner/errors.ts";
import { type FiguresFile, unpackFigures } from "../runner/checks/figures.ts";
import { writeWhole } from "../runner/store/files.ts";
import { gradcheck } from "../runner/checks/gradcheck.ts";
import { refuseLinks } from "../runner/store/links.ts";
import type { Gradcheck } from "../runner/results.ts";
import { rendered } from "./lesson.ts";
import { onePath, parseArguments } from "./arguments.ts";
import { datasetsOf } from "./datasets_of.ts";
import { forUser, fromUser, type Host } from "./host.ts";

/** @returns the exit code */
export async function gradcheckCommand(args: readonly string[], host: Host): Promise<number> {
  const { positional, flag, texts } = parseArguments("gradcheck", args, {
    help: "flag",
    set: "texts",
    json: "flag",
    report: "flag",
  });
  const typed = positional.length === 0 ? undefined : onePath("experiment", positional);
  const file = typed === undefined
    ? fileURLToPath(new URL("../experiments/notebooks/seed_002.json", import.meta.url))
    : fromUser(host, typed);
  const experiment = await loadExperiment(file, { set: texts("set"), display: typed ?? file });
  const datasets = datasetsOf(host, file);
  datasets.expect(experiment.variants.map(({ config }) => config.dataset), { jobs: 1 });
  const figures = await readFigures(file, experiment.name);
  const results: Gradcheck[] = [];
  for (const { name, config } of experiment.variants) {
    const dataset = await datasets.get(config.dataset);
    results.push(gradcheck(name, config, experiment.seeds[0], dataset, figures));
  }

  const passed = results.every(({ checks }) => checks.every(hasPassed));
  if (flag("json")) host.print(JSON.stringify({ passed, variants: results }, null, 2) + "\n");
  else for (const result of results) host.print(describe(result));
  if (flag("report")) {
    const page = join(host.results(), experiment.name, "gradcheck.html");
    await refuseLinks(host.results(), dirname(page));
    await writeWhole(page, rendered(renderGradcheck, experiment.title, results));
    if (!flag("json")) host.print(`Report: ${forUser(host, page)}\n`);
  }
  return passed ? 0 : 1;
}

const hasPassed = ({ comparisons }: Check) => comparisons.every(({ passed }) => passed);

/** PyTorch's figures lie beside the notebooks' configs, under the same name. */
async function readFigures(file: string, name: string): Promise<FiguresFile | undefined> {
  const path = join(dirname(file), "pytorch", `${name}.json`);
  const text = await Deno.readTextFile(path).catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const figures: FiguresFile = JSON.parse(text);
    for (const dtype of ["float32", "float64"] as const) unpackFigures(figures, dtype);
    return figures;
  } catch (error) {
    throw new InputError(`${path} does not hold PyTorch's figures: ${(error as Error).message}`);
  }
}

function describe({ variant, seed, batchSize, loss, checks }: Gradcheck): string {
  return `${variant}, seed ${seed}: a batch of ${batchSize}, loss ${loss.toFixed(6)}\n\n` +
    checks.map((check) => `${describeCheck(check)}\n`).join("");
}

/** A table like the notebooks', and how many lines of it hold. */
function describeCheck({ title, tolerance, comparisons }: Check): string {
  const ok = comparisons.filter(({ passed }) => passed).length;
  const exact = comparisons.filter(({ exact }) => exact).length;
  return `${title}\n${comparisons.map(describeComparison).join("")}` +
    `${ok} of ${comparisons.length} within ${describeTolerance(tolerance)}${
      exact > 0 ? `, ${exact} of them equal to the last bit` : ""
    }\n`;
}

/** A line like the notebooks', which begins with what it comes to. */
function describeComparison({ name, exact, maxdiff, passed }: Comparison): string {
  const outcome = passed ? exact ? "ok, equal" : "ok" : "FAILED";
  return `${name.padEnd(16)} | ${outcome.padEnd(9)} | maxdiff: ${
    maxdiff === 0 ? "0.0" : maxdiff.toExponential()
  }\n`;
}
