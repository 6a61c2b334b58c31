/**
 * What the chart of the losses is drawn from: plain, few numbers, made once from the full losses. They are part of the
 * page's data.
 *
 * @module
 */
// @ts-types="npm:@types/d3-array@3.2.2"
import { mean } from "d3-array";
import type { Split, Statistics, StoredRun } from "../../runner/results.ts";
import { binBands, binEdges, binMeans } from "../bin.ts";
import { drawnExamples } from "../evaluated.ts";
import { shortNumber } from "../format.ts";
import { chosenFew, fewInWords, MAX_ALL, precedence, precedenceInWords } from "../few.ts";
import { isHopeless } from "../hopeless.ts";
import { LIGHT } from "../palette.ts";
import { isRamp, scheme } from "../scheme.ts";
import { decidingSplit } from "../scores.ts";
import { curveStatistics, finalLoss, hasBatchNorm, valRows, variantsOf } from "../rows.ts";
import { symbolOf } from "../units.ts";
import { smooth, SMOOTHINGS, stepWeight } from "../smooth.ts";
import { type RateCurve, rateCurve } from "./rate_curve.ts";

/** Over so many losses the mean is taken that tells where training is below guessing. */
export const WINDOW = 21;

/** All runs of a chart. */
export interface CurveData {
  /** Their names, in the order of the config, which decides how they look. */
  variants: string[];
  /** Whether their colours follow the number that they differ in; absent where not. */
  ramp?: true;
  /** Their colors on a light page, where these are not the same on every page; for charts outside a page. */
  colors?: string[];
  /**
   * The places of those that stand out at first, where there are too many for all to: the baseline, the best and the
   * worst that is not hopeless.
   */
  standOut: number[];
  /**
   * Of too many, who those are in words; and the places of all: of more than can stand out the first do, which `rule`
   * puts in words.
   */
  crowd?: { first: string; rule: string; order: number[] };
  /** In the order of the data. */
  runs: CurveRun[];
  /** What the losses are per: "character", "token", "symbol". */
  unit: string;
  /** The learning rates that occur. */
  rates: RateCurve[];
  /** Whose mean and variance batch norm used in the val losses; empty without batch norm. */
  statistics: Statistics[];
  /**
   * On how many drawn examples the val losses are, and the test losses, null for the whole split; absent where all are
   * on whole splits.
   */
  drawn?: Record<"val" | "test", (number | null)[]>;
  /** Whether steps' losses have a penalty in them, which evaluated ones never have; absent where none has. */
  penalized?: true;
  /** Losses to compare with. */
  references: Reference[];
}

/** A run's losses, nats per `unit`, in bins. */
export interface CurveRun {
  /** Its place in `variants`. */
  variant: number;
  /** What its streams began with. */
  seed: number;
  /** Updates done. */
  steps: number;
  /** Updates asked for: more than `steps` where training diverged. */
  planned: number;
  /** Whether something was not finite. */
  diverged: boolean;
  /** Whether it tells nothing: it diverged, was stopped, or ended worse than guessing. No axis is made for it. */
  hopeless: boolean;
  /** Examples in a minibatch, on average. */
  batchSize: number;
  /** Updates in a second of training, without evaluations, as measured; null where none was. */
  stepsPerSecond: number | null;
  /** Into how many bins, at most, the planned steps are cut by `binEdges`; all that follow end where the losses do. */
  bins: number;
  /** Eight in ten of the losses around each bin lie between these; null where none is finite. */
  low: NumbersOrNull;
  /** The upper ends. */
  high: NumbersOrNull;
  /**
   * For each of SMOOTHINGS: the mean of each bin's smoothed losses. They are smoothed first, every single one, and
   * binned after.
   */
  smooth: NumbersOrNull[];
  /** The loss over the whole val split, after so many steps. */
  val: [step: number, loss: number][];
  /** The loss over the whole test split after the last step. */
  test: number | null;
  /** Its place in `rates`. */
  rate: number;
  /** The steps at which the learning rate drops. */
  drops: number[];
  /** After how many steps the mean of WINDOW losses is below ln V, what guessing costs; null where it never is. */
  back: number | null;
  /** The minibatch loss after the first update; null where there is none that is finite. */
  second: number | null;
  /** The highest finite minibatch loss, and the step that it was at; null where there is none. */
  highest: [step: number, loss: number] | null;
  /** The last finite minibatch loss; null where there is none. */
  last: number | null;
}

/** JSON has no NaN. */
export type NumbersOrNull = (number | null)[];

/** A loss that is drawn as a line. */
export interface Reference {
  /** What it is called. */
  label: string;
  /** The same for a narrow chart. */
  short: string;
  /** Shorter still. */
  name: string;
  /** Nats per unit. */
  loss: number;
}

/**
 * Bins of all runs together, so that a page of many runs stays light, and of one; of several hundred runs still fewer
 * each.
 */
const ALL_BINS = 6_000, MIN_BINS = 100, MAX_BINS = 600, MOST_BINS = 12_000;

/**
 * The chart's data of some runs: losses smoothed, then binned; the fewer bins each, the more runs there are.
 *
 * @example The chart of two runs, as an SVG file
 * ```ts
 * import { curveData, lossChart, runExperiment, svgFile } from "@handgrad/handgrad";
 *
 * const { experiment } = await runExperiment({
 *   title: "Rates",
 *   question: "Which learning rate is better?",
 *   dataset: { source: "first-names" },
 *   training: { steps: 200 },
 *   grid: { "training.learningRate.initial": [0.03, 0.1] },
 * }, { results: null });
 *
 * const data = curveData(experiment!.runs);
 * const svg = svgFile((document) => lossChart(data, { document }).svg, data.colors);
 * await Deno.writeTextFile(".cache/loss.svg", svg);
 * ```
 */
export function curveData(runs: readonly StoredRun[]): CurveData {
  const all = variantsOf(runs), variants = all.map(({ name }) => name);
  const split = decidingSplit(all);
  const rates = new Map<string, RateCurve>();
  const least = Math.min(MIN_BINS, Math.ceil(MOST_BINS / runs.length));
  const bins = Math.min(MAX_BINS, Math.max(least, Math.floor(ALL_BINS / runs.length)));
  return {
    variants,
    ...isRamp(all) ? { ramp: true } : {},
    ...ownColors(all),
    standOut: chosenFew(all).map(({ index }) => index),
    ...all.length > MAX_ALL
      ? {
        crowd: {
          first: fewInWords(all),
          rule: precedenceInWords(all),
          order: precedence(all).map(({ index }) => index),
        },
      }
      : {},
    runs: runs.map((run): CurveRun => {
      const drops = dropsOf(run), { warmup } = run.config.training.learningRate;
      const rate = rateCurve(run.learningRates, [warmup, ...drops]);
      const key = JSON.stringify(rate);
      if (!rates.has(key)) rates.set(key, rate);
      const { variant, seed, status } = run.summary;
      const planned = Math.max(run.config.training.steps, run.losses.length);
      return {
        variant: variants.indexOf(variant),
        seed,
        steps: run.summary.steps,
        planned,
        diverged: status === "diverged",
        hopeless: isHopeless(run, split),
        batchSize: examplesPerStep(run),
        stepsPerSecond: run.summary.stepsPerSecond > 0 ? run.summary.stepsPerSecond : null,
        ...binnedLosses(run.losses, { planned, bins, drops }),
        val: valRows(run).map(({ step, loss }) => [step, loss]),
        test: finalLoss(run, "test", curveStatistics(run)),
        rate: [...rates.keys()].indexOf(key),
        drops,
        back: stepsToGuessing(run),
        second: Number.isFinite(run.losses[1]) ? shortNumber(run.losses[1], 9) : null,
        highest: highestOf(run.losses),
        last: lastOf(run.losses),
      };
    }),
    unit: symbolOf(runs),
    rates: [...rates.values()],
    statistics: [...new Set(runs.filter(hasBatchNorm).map(curveStatistics))],
    ...drawnOf(runs),
    ...runs.some(({ config }) => config.training.penalty) ? { penalized: true } : {},
    references: references(runs),
  };
}

function ownColors(variants: ReturnType<typeof variantsOf>): Pick<CurveData, "colors"> {
  const colors = scheme(variants).light.slice(0, variants.length);
  return colors.every((color, i) => color === LIGHT[i]) ? {} : { colors };
}

function highestOf(losses: Float32Array): CurveRun["highest"] {
  let highest = -1;
  losses.forEach((loss, i) => {
    if (Number.isFinite(loss) && !(loss <= losses[highest])) highest = i;
  });
  return highest < 0 ? null : [highest, shortNumber(losses[highest], 9)];
}

function lastOf(losses: Float32Array): number | null {
  const last = losses.findLast(Number.isFinite);
  return last === undefined ? null : shortNumber(last, 9);
}

const HALF = (WINDOW - 1) / 2;

function stepsToGuessing({ losses, summary: { dataset } }: StoredRun): number | null {
  const step = losses.findIndex((_, i) =>
    mean(losses.subarray(Math.max(0, i - HALF), i + HALF + 1))! <
      Math.log(dataset.vocabulary.length)
  );
  return step < 0 ? null : step;
}

function drawnOf(runs: readonly StoredRun[]): Pick<CurveData, "drawn"> {
  const val = drawnExamples(runs, "val", "onTheWay");
  const test = drawnExamples(runs, "test", "atTheEnd");
  return [...val, ...test].some((count) => count !== null) ? { drawn: { val, test } } : {};
}

/**
 * The part of a run's data that its training losses give. No mean reaches across a drop of the learning rate, which
 * makes the loss fall: from the step after it on, as a step's loss is that of before its update.
 */
function binnedLosses(
  losses: Float32Array,
  { planned, bins, drops }: Pick<CurveRun, "planned" | "bins" | "drops">,
): Pick<CurveRun, "bins" | "low" | "high" | "smooth"> {
  const edges = binEdges(planned, bins), { low, high } = binBands(losses, edges);
  const breaks = drops.map((step) => step + 1);
  return {
    bins,
    low: low.map(short),
    high: high.map(short),
    smooth: SMOOTHINGS.map((weight) =>
      binMeans(smooth(losses, stepWeight(weight, planned), breaks), edges, breaks).map(short)
    ),
  };
}

const short = (x: number): number | null => Number.isFinite(x) ? shortNumber(x, 5) : null;

/** Batches of permutations see all examples in an epoch, or leave out a rest. */
function examplesPerStep({ config: { training }, summary }: StoredRun): number {
  const { batchSize: B, batches } = training;
  const { train } = summary.dataset.examples;
  if (batches === undefined) return B;
  if (batches.kind === "whole") return train;
  return batches.dropLast ? B : train / Math.ceil(train / B);
}

/** The milestones within the run, or where its plateaus ended. */
function dropsOf({ config, losses, learningRates }: StoredRun): number[] {
  const rate = config.training.learningRate;
  if (rate.schedule === "reduceOnPlateau") {
    return [...losses.keys()].filter((step) => learningRates[step] < learningRates[step - 1]);
  }
  if (rate.schedule !== "step" || rate.factor >= 1) return [];
  const steps = new Set(rate.milestones.filter((step) => step > 0 && step < losses.length));
  return [...steps].sort((a, b) => a - b);
}

/**
 * ln V, which guessing each symbol alike costs, and what a table of bigrams costs on the val split: once for each data
 * set.
 */
function references(runs: readonly StoredRun[]): Reference[] {
  const lines = runs.flatMap(({ summary: { dataset } }) => {
    const { bigram, vocabulary: { length: V } }: WithBigram = dataset;
    return [V > 0 && guessing(V), typeof bigram?.val === "number" && bigrams(bigram.val)]
      .filter((line) => line !== false);
  });
  return [...new Map(lines.map((line) => [line.label, line])).values()];
}

type WithBigram = StoredRun["summary"]["dataset"] & { bigram?: Record<Split, number | null> };

function guessing(V: number): Reference {
  const loss = Math.log(V), number = loss.toFixed(3);
  return {
    label: `ln ${V} = ${number}: guessing`,
    short: `ln V = ${number}: guessing`,
    name: `guessing ${loss.toFixed(2)}`,
    loss,
  };
}

function bigrams(loss: number): Reference {
  const number = loss.toFixed(3), label = `${number}: a table of bigrams`;
  return { label: `${label}, val`, short: label, name: `bigrams ${loss.toFixed(2)}`, loss };
}
