/**
 * Checks the gradients of an experiment's models on a real batch of its data.
 *
 * @module
 */
import { plainArithmetic } from "../../core/arithmetic.ts";
import {
  chainBackward,
  chainForward,
  type ChainParameters,
  type ChainValues,
} from "../../core/chain.ts";
import { type Check, compareAll, type Tensors, TOLERANCES } from "../../core/gradcheck/compare.ts";
import {
  bigStepGradients,
  chainOptionsOf,
  chainParametersOf,
  checkBigSteps,
  checkChain,
  checkLayers,
  checkParameters,
  isChain,
} from "../../core/gradcheck/checks.ts";
import type { Indices } from "../../core/examples.ts";
import { initializeModel } from "../../core/initialize.ts";
import type { Model } from "../../core/model.ts";
import { type Dtype, view } from "../../core/tensor.ts";
import { createBatches } from "../training/batches.ts";
import type { Dataset } from "../data/dataset.ts";
import { type Figures, type FiguresFile, unpackFigures } from "./figures.ts";
import type { Gradcheck } from "../results.ts";
import type { RunConfig } from "../schema/schema.ts";
import { createStreams } from "../training/streams.ts";
import { modelFor } from "../training/train.ts";

/**
 * A model as its run would start with, in the precision asked for, and the run's first batch, or a smaller one; a drawn
 * one where each has all examples.
 */
function start(config: RunConfig, seed: number, dataset: Dataset, dtype: Dtype) {
  const streams = createStreams(config.random, seed);
  const { vocabulary } = dataset.summary;
  const model = modelFor(config, vocabulary.length, plainArithmetic(dtype));
  initializeModel(model, streams.parameters);
  const { batches } = config.training;
  const batchSize = checkedExamples(config);
  // All examples would be too many to check.
  const kind = batches?.kind === "whole" ? undefined : batches;
  const all = createBatches({ batchSize, batches: kind }, dataset.train, streams.batches);
  let batch = all.next();
  for (let i = 0; i < config.random.batches.skip; i++) batch = all.next();
  return { model, ...batch };
}

/**
 * As many predictions as these are enough to check by: where an example has one at each position, so many are in fewer
 * examples.
 */
const PREDICTIONS = 64;

/** How many examples a check is on: a batch, or less of it. */
function checkedExamples({ dataset: { contextLength: T, targets }, training }: RunConfig): number {
  const enough = targets === "every" ? Math.max(2, Math.ceil(PREDICTIONS / T)) : Infinity;
  return Math.min(training.batchSize, enough);
}

/**
 * Checks one variant: every parameter and every layer against central differences; where the model is the chain, every
 * step of it too; and against PyTorch's figures, if there are any for this model.
 */
export function gradcheck(
  variant: string,
  config: RunConfig,
  seed: number,
  dataset: Dataset,
  figures?: FiguresFile,
): Gradcheck {
  const { model, X, Y, B } = start(config, seed, dataset, "float64");
  const { loss } = bigStepGradients(model, X, Y);
  const { check, layers } = checkLayers(model, X, Y);
  const checks = [checkParameters(model, X, Y), check];
  if (isChain(model)) {
    checks.push(...checkChain(model, X, Y));
    if (figures && isSameModel(model, figures)) checks.push(...checkAgainstFigures(model, figures));
  }
  return { variant, seed, batchSize: B, loss, isChain: isChain(model), layers, checks };
}

/** The checks of a model, and the layers that make a wrong gradient. */
export interface QuickGradcheck {
  checks: Check[];
  /** Names and kinds, from the loss back. */
  off: { name: string; type: string }[];
}

/**
 * The same in a fraction of the time: without figures, and without central differences of the chain's intermediates.
 * Only where a gradient is off, each layer is checked by itself, to tell which one makes it.
 */
export function quickGradcheck(config: RunConfig, seed: number, dataset: Dataset): QuickGradcheck {
  const { model, X, Y } = start(config, seed, dataset, "float64");
  const parameters = checkParameters(model, X, Y);
  return {
    checks: isChain(model) ? [parameters, checkBigSteps(model, X, Y)] : [parameters],
    off: parameters.comparisons.every(({ passed }) => passed) ? [] : wrongLayers(model, X, Y),
  };
}

/**
 * Those whose own gradients are off, by more than differences are where a function bends; of nested ones the innermost.
 */
function wrongLayers(model: Model, X: Indices, Y: Indices): QuickGradcheck["off"] {
  // Of a loss that is not finite there are no differences.
  if (!Number.isFinite(bigStepGradients(model, X, Y).loss)) return [];
  const { check, layers } = checkLayers(model, X, Y);
  const wrong = new Set(
    check.comparisons.flatMap(({ name, passed, approximate }) =>
      passed || approximate ? [] : [name]
    ),
  );
  const off = layers.filter(({ gradients }) => gradients.some((name) => wrong.has(name)));
  const isHolder = (name: string) => off.some((other) => other.name.startsWith(`${name}.`));
  return off.filter(({ name }) => !isHolder(name)).map(({ name, type }) => ({ name, type }));
}

/** Whether a model starts with the parameters that PyTorch's figures belong to (`--set` may have changed it). */
function isSameModel(model: Model, file: FiguresFile): boolean {
  const wanted = chainRows(unpackFigures(file, "float64"));
  const found: Tensors = { ...chainParametersOf(model) };
  const tolerance = { absolute: 1e-6, relative: 1e-6, of: "element" } as const;
  return Object.entries(wanted).every(([name, { data }]) =>
    found[name].data.length === data.length
  ) &&
    compareAll("", found, { ...wanted }, tolerance).comparisons.every(({ passed }) => passed);
}

/** The chain on PyTorch's parameters and batch, in both precisions, against PyTorch's values and gradients. */
function checkAgainstFigures(model: Model, file: FiguresFile): Check[] {
  const options = chainOptionsOf(model);
  const checks = (["float64", "float32"] as const).flatMap((dtype) => {
    const figures = unpackFigures(file, dtype);
    const { X, Y } = figures;
    const parameters = chainRows(figures);
    const values = chainForward(parameters, X, Y, options);
    const gradients = chainBackward(parameters, values, X, Y, options);
    return [
      compareAll(
        `forward values against PyTorch, ${dtype}`,
        values,
        figures.values,
        TOLERANCES[dtype],
      ),
      compareAll(
        `small steps against PyTorch, ${dtype}`,
        gradients,
        figures.gradients,
        TOLERANCES[dtype],
      ),
    ];
  });
  const figures = unpackFigures(file, "float32");
  const { X, Y, values } = figures;
  const given = chainBackward(chainRows(figures), values as ChainValues, X, Y, options);
  return [
    ...checks,
    compareAll(
      "small steps from PyTorch's forward values against PyTorch, float32",
      given,
      figures.gradients,
      TOLERANCES.float32,
    ),
  ];
}

/** Biases and batch norm's tensors as rows, as the chain wants them. */
export function chainRows({ parameters }: Figures): ChainParameters {
  const { C, W1, b1, bngain, bnbias, W2, b2 } = parameters;
  const row = (tensor: typeof b1) => view(tensor, 1, tensor.data.length);
  return { C, W1, W2, b1: row(b1), b2: row(b2), bngain: row(bngain), bnbias: row(bnbias) };
}
