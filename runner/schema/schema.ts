/**
 * The one schema of an experiment: what a JSON file may say, each key with its default. Types, error messages
 * and the editors' JSON Schema all come out of it. Its parts are in the other files called schema.
 *
 * @module
 */
import { z } from "zod";
import { Dataset } from "./dataset_schema.ts";
import { Model } from "./model_schema.ts";
import { Evaluation, Inspections, Random, Samples } from "./records_schema.ts";
import { isRunningText } from "../data/source_kind.ts";
import type { RunConfig } from "./run_config.ts";
import { object, patchOf } from "./schema_parts.ts";
import { seed, size, text } from "./schema_values.ts";
import { gridSchema, lrFinderSchema, pruningSchema, searchSchema } from "./sweep_schema.ts";
import { Training } from "./training_schema.ts";

const Arithmetic = z.enum(["fused", "exact", "plain"]).optional().describe(
  "what the run computes with: kernels with fused multiply-adds, kernels that give the same bits on every machine, or plain " +
    "TypeScript; default: fused where the processor fuses, else exact",
);

/** The keys that a variant, `--set` and a run's identity are about. */
const runShape = {
  dataset: Dataset.prefault({}).describe("where the examples come from, and what is made of them"),
  model: Model.prefault({}).describe("an architecture by its few knobs, or a list of layers"),
  training: Training.prefault({}).describe("how the model is trained"),
  random: Random.prefault({}).describe("which streams of random numbers what is drawn from"),
  evaluation: Evaluation.prefault({}).describe("when whole splits are evaluated, and how"),
  inspections: Inspections.prefault({}).describe("when the insides are looked at"),
  samples: Samples.prefault({}).describe("what is drawn from the trained model"),
  arithmetic: Arithmetic,
};

const WrittenConfig = object(runShape);

/** The learning rates by default: PyTorch's; of SGD it has none. */
export const RATES = { sgd: 0.1, adam: 0.001, adamw: 0.001, rmsprop: 0.01 };

/** Fills in the defaults that depend on whether the data are lines or running text. */
function complete(
  { dataset, training, samples, ...config }: z.infer<typeof WrittenConfig>,
): RunConfig {
  const isText = isRunningText(dataset.source);
  const { steps, batches, ...others } = training;
  const { epochs, learningRate, optimizer } = others;
  return {
    ...config,
    dataset: {
      ...dataset,
      splits: dataset.splits ?? (isText ? [0.9, 0.1, 0] : [0.8, 0.1, 0.1]),
      shuffleSeed: dataset.shuffleSeed ?? (isText ? false as const : 42),
    },
    training: {
      // Of epochs, there is no knowing before the data have been read: see inSteps in batches.ts.
      steps: steps ?? (epochs === undefined ? 20_000 : 0),
      ...others,
      ...(batches === undefined || batches.kind === "replacement" ? {} : { batches }),
      learningRate: { ...learningRate, initial: learningRate.initial ?? RATES[optimizer.name] },
    },
    samples: { ...samples, maxLength: samples.maxLength ?? (isText ? 500 : 100) },
  };
}

/** One variant's settings, every default filled in. */
export const RunConfigSchema: z.ZodType<RunConfig> = WrittenConfig.transform(complete);
/** The keys that a variant may patch. */
export const RUN_KEYS: readonly string[] = Object.keys(runShape);
/** A patch on these settings: any part of them. */
export const PatchSchema = patchOf(WrittenConfig).meta({ id: "Patch" });

/**
 * The version of what a file may say: raised where a file that was right becomes wrong. docs/schema/ has a schema of
 * each.
 */
export const SCHEMA_VERSION = 1;

/** The editors' schema; where its address has a version, it is to be this one. */
const Address = z.string().refine((address) => {
  const [, version] = /(?:^|\/)schema\/v(\d+)\.json$/.exec(address) ?? [];
  return version === undefined || Number(version) === SCHEMA_VERSION;
}, { error: `names another version of the schema; this handgrad reads version ${SCHEMA_VERSION}` });

/** A text on one line. */
const line = (max: number) =>
  text(max).min(1)
    .refine((line) => !/\p{Cc}/u.test(line), { error: "must not contain control characters" });

const VariantName = line(100)
  .refine((name) => name === name.trim(), { error: "must not begin or end with white space" });

/** Filled in by `parseExpectation`. None at all is allowed, so that `--set 'expect=[]'` does without for once. */
const Expect = z.array(text(300).min(1)).max(100);

/** What an experiment's file may say. */
export const ExperimentSchema = object({
  $schema: Address.optional().describe("the JSON Schema that editors check this file with"),
  title: line(200).describe("what the report is called"),
  question: line(1000).describe("one sentence that the report answers"),
  comment: text(10_000).default("").describe("what to look at in the report"),
  findings: text(10_000).min(1).optional().describe(
    "what came out when it was run: figures, and with which data and how many seeds",
  ),
  ...runShape,
  seeds: z.array(seed).min(1).max(1000).default([42]).describe(
    "each variant is run once with each",
  ),
  repeats: size(1000).optional().describe(
    "short for so many seeds: the one in seeds and those that follow it",
  ),
  variants: z.record(VariantName, PatchSchema)
    .refine((variants) => Object.keys(variants).length > 0, {
      error: "is empty; name at least one variant, or leave variants out",
    })
    .optional()
    .describe("named patches on the settings above; without any, these are the only variant"),
  grid: gridSchema(PatchSchema).optional().describe(
    "dotted key → list of values; every variant is run with every combination of them",
  ),
  search: searchSchema(PatchSchema).optional().describe(
    "draws combinations of settings instead of taking them all; every variant is run with each",
  ),
  expect: Expect.optional().describe(
    `predictions, which decide the exit code, e.g. "abs(loss[0] - ln V) < 0.05" or ` +
      `"wide.final.val < narrow.final.val with 95% confidence"; docs/reference/expectations.md has the grammar`,
  ),
  whenUndecided: z.enum(["pass", "fail"]).default("pass").describe(
    "what the exit code says of expectations that the runs do not decide",
  ),
  halving: object({
    minSteps: size(Number.MAX_SAFE_INTEGER).describe("steps before the first decision"),
    factor: size(1000).min(2).default(3).describe(
      "one in so many goes on, to so many times the steps",
    ),
  }).optional().describe(
    "successive halving: all train for minSteps, the best of them for more, and so on (Li et al. 2018)",
  ),
  pruning: pruningSchema.optional().describe(
    "all train with the first seed, those that are left with the second, and so on; after each, who is worse than the best over the same seeds " +
      "is left out, by Wilcoxon's signed-rank test (as Optuna's WilcoxonPruner)",
  ),
  lrFinder: lrFinderSchema.optional().describe(
    "looks for a learning rate: it grows from step to step, 1,000 steps if training says no other number, and the report suggests one by the " +
      "losses (Smith 2017)",
  ),
});

export { batchNormDefaults } from "./model_schema.ts";
export type { BatchNormConfig, MlpConfig, RunConfig } from "./run_config.ts";
/** A part of these settings. */
export type Patch = z.infer<typeof PatchSchema>;
