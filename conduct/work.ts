/**
 * From an experiment to its runs: the data are read, what does not go with them is refused, and each run gets its hash
 * and its folder.
 *
 * @module
 */
import { formatCount } from "../reports/format.ts";
import { checkBatches, checkBeginning, checkSize } from "../runner/config/config_checks.ts";
import type { Experiment } from "../runner/config/config.ts";
import { InputError } from "../runner/errors.ts";
import type { DatasetSummary } from "../runner/results.ts";
import type { RunConfig } from "../runner/schema/run_config.ts";
import { type ExperimentFile, folderOf, placeOfFile } from "../runner/store/experiment_folder.ts";
import { withRungs } from "../runner/sweep/halving.ts";
import { planRuns, type Run } from "../runner/sweep/plan.ts";
import { inSteps } from "../runner/training/batches.ts";
import { mostHelpers } from "../runner/training/cores.ts";
import { isLarge } from "../runner/training/step_cost.ts";
import { dataApart, type VariantData } from "./data_apart.ts";
import type { Datasets } from "./datasets.ts";

/** An experiment, the data that its variants ask for, and its runs; `name` is that of its folder. */
export interface Work extends ExperimentFile {
  experiment: Experiment;
  datasets: Datasets;
  runs: Run[];
  /** The steps at which halving decides; none without. */
  rungs: number[];
  /** Whether several threads can train one of them. */
  isLarge: boolean;
  /** What is allowed, but surely not meant, now that the data are known. */
  warnings: string[];
}

/** What there is to know besides the experiment. */
export interface WorkOptions {
  /** Its file, from anywhere; undefined for one that is in none. */
  file: string | undefined;
  datasets: Datasets;
  /** The folder results/; null where nothing is written. */
  results: string | null;
  /** How many cores there are. */
  jobs: number;
}

/** Taken for a vocabulary that is not known yet. */
const SYMBOLS = 256;

/** @throws {InputError} where the data cannot be read, or do not go with the settings */
export async function planWork(
  experiment: Experiment,
  { file, datasets, results, jobs }: WorkOptions,
): Promise<Work> {
  const atOnce = Math.min(jobs, experiment.variants.length * experiment.seeds.length);
  const canHelp = experiment.variants.some(({ config }) => isLarge(config, SYMBOLS));
  datasets.expect(
    experiment.variants.map(({ config }) => config.dataset),
    { jobs: atOnce, helpers: canHelp ? mostHelpers(jobs, atOnce) : 0 },
  );
  let hasLarge = false;
  const data: VariantData[] = [];
  for (const { name, config } of experiment.variants) {
    const { summary } = await datasets.get(config.dataset);
    data.push({ name, dataset: config.dataset, summary });
    refuseTooLarge(name, config, summary);
    hasLarge ||= isLarge(config, summary.vocabulary.length);
    const { train } = summary.examples;
    const [problem] = [...checkBatches(config, train), ...checkBeginning(config, summary)];
    if (problem) {
      throw new InputError(
        `variant ${JSON.stringify(name)}: ${problem.path.join(".")} ${problem.message}`,
      );
    }
  }
  const { experiment: evaluated, rungs } = withRungs(await withSteps(experiment, datasets));
  const runs = await planRuns(
    evaluated,
    async (config) => (await datasets.get(config)).summary,
  );
  const { title, question } = experiment;
  // A finder suggests a rate for each variant, and compares none.
  const apart = experiment.lrFinder ? null : dataApart(data);
  const warnings = apart === null ? [] : [apart];
  const work = { experiment, datasets, runs, rungs, title, question, isLarge: hasLarge, warnings };
  if (results === null) return { ...work, file: undefined, name: experiment.name };
  const place = file === undefined ? undefined : await placeOfFile(results, file);
  const name = await folderOf(results, { title, question, file: place, name: experiment.name });
  return { ...work, file: place, name };
}

/** The experiment, its trainings' lengths in steps. */
async function withSteps(experiment: Experiment, datasets: Datasets): Promise<Experiment> {
  const variants = experiment.variants.map(async ({ name, config }) => {
    const { train } = await datasets.get(config.dataset);
    return { name, config: inSteps(config, train.count) };
  });
  return { ...experiment, variants: await Promise.all(variants) };
}

/** Who brings a large alphabet of their own makes a large model. */
function refuseTooLarge(
  variant: string,
  config: RunConfig,
  { vocabulary: { length: vocabularySize }, examples: { train } }: DatasetSummary,
): void {
  const [problem] = checkSize(config, vocabularySize, train);
  if (problem === undefined) return;
  throw new InputError(
    `variant ${JSON.stringify(variant)}: with the ${
      formatCount(vocabularySize)
    } symbols of its data, ` +
      `${problem.path.join(".")} ${problem.message}`,
  );
}
