/**
 * What a variant's settings must be to each other; the schema only looks at them one by one.
 *
 * @module
 */
import { settingOf } from "./setting.ts";
import { layersOf, normalizes } from "../../core/architectures.ts";
import { allOf, countOf, LayerError, planLayers, type PlannedLayer } from "../../core/plan.ts";
import { sizeOf } from "../../core/tensor.ts";
import { batchSizesOf, inSteps, stepsPerEpoch } from "../training/batches.ts";
import type { Problem } from "../schema/schema_errors.ts";
import type { KeyPath } from "./json.ts";
import { quote } from "../data/lines.ts";
import { type DatasetSummary, isRunningText } from "../results.ts";
import { splitSymbols } from "../data/symbols.ts";
import type { RunConfig } from "../schema/schema.ts";

const MAX_PARAMETERS = 50_000_000;
const MAX_ACTIVATIONS = 100_000_000;
/** Of names.txt. */
const VOCABULARY = 27;

/** All that is wrong with a variant whose keys are each valid. */
export function checkRun(config: RunConfig): Problem[] {
  return [
    ...checkDataset(config),
    ...checkRunningText(config),
    ...checkModel(config),
    ...checkSize(config),
    ...checkInit(config),
    ...checkTraining(config),
    ...checkRandom(config),
    ...checkSteps(config),
  ];
}

/** The key that makes a model normalize. */
const normKey = ({ kind }: RunConfig["model"]): KeyPath =>
  kind === "sequential" ? ["model", "layers"] : ["model", "batchNorm"];

/** Of running text there are no lines that this could be done with. */
function checkRunningText({ dataset }: RunConfig): Problem[] {
  if (!isRunningText(dataset.source)) return [];
  const source: KeyPath = ["dataset", "source"];
  const problem = (key: string, message: string): Problem => (
    { path: ["dataset", key], message: `${message}, and running text has none`, also: [source] }
  );
  const problems: Problem[] = [];
  if (dataset.first !== undefined) problems.push(problem("first", "takes the first lines"));
  if (dataset.shuffleSeed !== false) {
    problems.push(problem("shuffleSeed", "must be false: it shuffles lines"));
  }
  if (dataset.trim) problems.push(problem("trim", "must be false: it trims lines"));
  if (dataset.duplicates === "drop") {
    problems.push(problem("duplicates", 'must be "keep": it drops lines'));
  }
  return problems;
}

function checkDataset({ dataset: { splits } }: RunConfig): Problem[] {
  const path = ["dataset", "splits"];
  const sum = splits.reduce((a, b) => a + b, 0);
  if (Math.abs(sum - 1) > 1e-9) {
    const message = `must add up to 1, but ${splits.join(" + ")} = ${Number(sum.toPrecision(12))}`;
    return [{ path, message }];
  }
  if (splits[0] > 0) return [];
  return [{ path: [...path, 0], message: "must be greater than 0: without it nothing is trained" }];
}

function checkModel({ model, training }: RunConfig): Problem[] {
  if (!normalizes(model) || training.batchSize >= 2) return [];
  return [{
    path: ["training", "batchSize"],
    message: `must be at least 2 with batch norm, found ${training.batchSize}: ` +
      "one example has no variance",
    also: [normKey(model)],
  }];
}

/**
 * Whether a model fits in memory. The vocabulary of the user's own file, and how many examples it has, are only known
 * once that has been read.
 *
 * @param examples of the train split; they matter where all are in one batch
 */
export function checkSize(
  { model, dataset, training }: RunConfig,
  vocabularySize = VOCABULARY,
  examples = 0,
): Problem[] {
  let plan: PlannedLayer[];
  try {
    const layers = layersOf(model, dataset);
    plan = allOf(planLayers(layers, settingOf({ dataset }, vocabularySize)));
  } catch (error) {
    if (error instanceof LayerError) return [misfit(model, error)];
    throw error;
  }
  const parameters = plan.reduce((sum, layer) => sum + countOf(layer), 0);
  const B = Math.max(training.batchSize, training.batches?.kind === "whole" ? examples : 0);
  const activations = B * plan.reduce((sum, { kind, output }) => {
    const isFull = Object.values(kind.parameters ?? {}).some(({ role }) => role !== "vector");
    return sum + (isFull ? sizeOf(output) : 0);
  }, 0);
  const about = (n: number) => `about ${(n / 1e6).toFixed()} million`;
  const most = (n: number) => `at most ${n / 1e6} million are allowed`;
  const layers = [
    ...Object.keys(model).map((key) => ["model", key]),
    ["dataset", "contextLength"],
  ];
  if (parameters > MAX_PARAMETERS) {
    const message = `has ${about(parameters)} parameters; ${most(MAX_PARAMETERS)}`;
    return [{ path: ["model"], message, also: layers }];
  }
  if (activations > MAX_ACTIVATIONS) {
    const message = `gives ${about(activations)} activations; ${most(MAX_ACTIVATIONS)}`;
    return [{ path: ["training", "batchSize"], message, also: layers }];
  }
  return [];
}

/** Layers that do not fit: in the list, or in the one that an architecture stands for. */
function misfit({ kind }: RunConfig["model"], { path, reason, message }: LayerError): Problem {
  if (kind === "mlp") {
    return {
      path: ["dataset", "targets"],
      message:
        'cannot be "every" with an mlp: it lays all positions side by side and predicts one symbol',
      also: [["model", "kind"]],
    };
  }
  const also: KeyPath[] = [["dataset", "contextLength"], ["dataset", "targets"]];
  return kind === "sequential"
    ? { path: ["model", "layers", ...path], message: reason, also }
    : { path: ["model"], message: `stands for ${message}`, also };
}

/**
 * What is wrong with the batches, and, of epochs, with the steps that these come to, once it is known how many examples
 * there are to train on.
 */
export function checkBatches(config: RunConfig, examples: number): Problem[] {
  const { batchSize, batches, epochs } = config.training;
  const path = ["training", "batchSize"];
  const kind: KeyPath = ["training", "batches"];
  if (stepsPerEpoch(config.training, examples) === 0) {
    const message = `must be at most ${examples}, which is all there are to train on: ` +
      `found ${batchSize}, and "dropLast" leaves out what is no whole batch`;
    return [{ path, message, also: [kind] }];
  }
  if (normalizes(config.model) && batches && batchSizesOf(config.training, examples).includes(1)) {
    const message = `leaves a batch of 1 of ${examples} examples, and with batch norm a batch ` +
      'must have at least 2: one example has no variance; "dropLast": true leaves it out';
    return [{ path, message, also: [kind, normKey(config.model)] }];
  }
  return epochs === undefined ? [] : checkRun(inSteps(config, examples));
}

/** Whether the data have what samples are to begin with. The vocabulary is only known once they have been read. */
export function checkBeginning(
  { samples: { beginning = "", maxLength } }: RunConfig,
  { vocabulary, separator, lead }: Pick<DatasetSummary, "vocabulary" | "separator" | "lead">,
): Problem[] {
  const known = new Set(lead === undefined ? vocabulary.slice(1) : vocabulary);
  const symbols = splitSymbols(beginning, separator);
  const unknown = [...new Set(symbols)].filter((symbol) => !known.has(symbol));
  const path = ["samples", "beginning"];
  if (unknown.length > 0) {
    const shown = unknown.slice(0, 5).map(quote).join(", ") + (unknown.length > 5 ? ", …" : "");
    return [{ path, message: `has ${shown}, which the data do not have` }];
  }
  if (symbols.length < maxLength) return [];
  const message =
    `has ${symbols.length} symbols, and samples.maxLength is ${maxLength}: nothing would be drawn`;
  return [{ path, message }];
}

/** Wherever in the model there is a scheme with bounds. */
function checkInit({ model }: RunConfig): Problem[] {
  const check = (value: unknown, path: KeyPath): Problem[] => {
    if (typeof value !== "object" || value === null) return [];
    const { scheme, low, high } = value as Record<string, unknown>;
    if (scheme !== undefined && Number(low) > Number(high)) {
      const message = `must be at most "high" (${high}), found ${low}`;
      return [{ path: [...path, "low"], message, also: [[...path, "high"]] }];
    }
    return Object.entries(value).flatMap(([key, inner]) =>
      check(inner, [...path, Array.isArray(value) ? Number(key) : key])
    );
  };
  return check(model, ["model"]);
}

function checkTraining(
  { dataset, training: { learningRate, steps, epochs, optimizer } }: RunConfig,
): Problem[] {
  const path = ["training", "learningRate"];
  const problems: Problem[] = [];
  if (optimizer.name === "sgd" && optimizer.nesterov && optimizer.momentum === 0) {
    const here = ["training", "optimizer"];
    problems.push({
      path: [...here, "nesterov"],
      message: 'looks ahead by a share of the velocity, and "momentum" is 0: there is none',
      also: [[...here, "momentum"]],
    });
  }
  if (learningRate.warmup > steps && epochs === undefined) {
    problems.push({
      path: [...path, "warmup"],
      message: `must be at most training.steps (${steps}), found ${learningRate.warmup}`,
      also: [["training", "steps"]],
    });
  }
  if (learningRate.schedule === "reduceOnPlateau" && dataset.splits[1] === 0) {
    problems.push({
      path: [...path, "schedule"],
      message: '"reduceOnPlateau" looks at the val loss, and there is no val split',
      also: [["dataset", "splits", 1]],
    });
  }
  if (learningRate.schedule === "step") {
    const { milestones } = learningRate;
    const i = milestones.findIndex((step, i) => i > 0 && step <= milestones[i - 1]);
    if (i > 0) {
      const message = `must be greater than the milestone before it (${milestones[i - 1]}), ` +
        `found ${milestones[i]}`;
      problems.push({ path: [...path, "milestones", i], message });
    }
  }
  return problems;
}

function checkRandom({ random, samples }: RunConfig): Problem[] {
  const batches: KeyPath = ["random", "batches", "continues"];
  const drawn: KeyPath = ["random", "samples", "continues"];
  const when: KeyPath = ["samples", "when"];
  const afterSamples = random.batches.continues === "samples";
  const afterBatches = random.samples.continues === "batches";
  if (afterSamples && afterBatches) {
    const message = 'is "samples", and random.samples.continues is "batches": neither can be first';
    return [{ path: batches, message, also: [drawn] }];
  }
  if (afterSamples && samples.when !== "before") {
    const message = 'is "samples", which then need "when": "before", found "after"';
    return [{ path: batches, message, also: [when] }];
  }
  if (afterBatches && samples.when !== "after") {
    const message = 'is "batches", so the samples need "when": "after", found "before"';
    return [{ path: drawn, message, also: [when] }];
  }
  return [];
}

function checkSteps(
  { evaluation, inspections, training: { steps, epochs } }: RunConfig,
): Problem[] {
  if (epochs !== undefined) return [];
  return Object.entries({ evaluation, inspections }).flatMap(([key, { at }]) => {
    const i = at.findIndex((step) => step > steps);
    if (i < 0) return [];
    const message = `must be at most training.steps (${steps}), found ${at[i]}`;
    return [{ path: [key, "at", i], message, also: [["training", "steps"]] }];
  });
}
