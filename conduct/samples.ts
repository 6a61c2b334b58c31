/**
 * Samples of a trained run.
 *
 * @module
 */
import { allocateActivations } from "../core/activations.ts";
import { runningAfter } from "../core/predict.ts";
import { TorchGenerator } from "../core/random/torch.ts";
import { sample } from "../core/sample.ts";
import { InputError } from "../runner/errors.ts";
import { readSymbols, writeSymbols } from "../runner/data/symbols.ts";
import type { TrainedRun } from "../runner/store/trained.ts";

/** How samples are drawn; all of it may be left out. */
export interface DrawOptions {
  /** How many; default: 20, or 1 at temperature 0, where all are the same. */
  count?: number;
  /** What each begins with; default: as the run's config says. */
  prefix?: string;
  /** Of the random stream; default: the run's. */
  seed?: number;
  /** Below 1 the likely becomes likelier, above 1 less so; 0 takes the likeliest each time; default: 1. */
  temperature?: number;
  /** The longest sample, in symbols; default: as the run's config says. */
  maxLength?: number;
}

/** What a model wrote. */
export interface DrawnSample {
  /** Its prefix included. */
  text: string;
  /** Whether it came to its own end: false where it was cut off, as running text always is. */
  ended: boolean;
}

/**
 * Draws samples from a trained run.
 *
 * @throws {InputError} where there is nothing to sample from, or the prefix has a symbol that the run's data do not
 * have
 *
 * @example Names that begin with "em"
 * ```ts
 * import { drawSamples, readTrained, runExperiment } from "@handgrad/handgrad";
 *
 * const { folder, experiment } = await runExperiment({
 *   title: "Names",
 *   question: "What does it write?",
 *   dataset: { source: "first-names" },
 *   training: { steps: 200 },
 * }, { results: ".cache/example" });
 *
 * const trained = await readTrained(`${folder}/${experiment!.runs[0].folder}`);
 * for (const { text } of drawSamples(trained, { count: 10, prefix: "em" })) console.log(text);
 * ```
 */
export function* drawSamples(
  { folder, config, summary, model }: TrainedRun,
  options: DrawOptions = {},
): Generator<DrawnSample> {
  const { dataset, status, steps } = summary;
  if (status === "diverged") {
    throw new InputError(`${folder} diverged at step ${steps}: there is nothing to sample from`);
  }
  const statistics = runningAfter(model, steps);
  if (statistics === null) {
    throw new InputError(`${folder} has not been trained: its batch norm has no statistics yet`);
  }
  const { seed = summary.seed, temperature = 1, maxLength = config.samples.maxLength } = options;
  const { prefix = config.samples.beginning ?? "", count = temperature === 0 ? 1 : 20 } = options;
  const { symbols, unknown: [first] } = readSymbols(prefix, dataset);
  if (first !== undefined) {
    throw new InputError(`The prefix has ${JSON.stringify(first)}, which the data do not have`);
  }
  const acts = allocateActivations(model, 1);
  const generator = new TorchGenerator(seed);
  const { lead } = dataset;
  for (let i = 0; i < count; i++) {
    const how = { prefix: symbols, lead, maxLength, temperature };
    const { characters, ended } = sample(model, acts, statistics, generator, how);
    yield { text: writeSymbols(characters, dataset), ended };
  }
}
