/**
 * The schemas of `random`, `evaluation`, `inspections` and `samples`: what is drawn by which stream, and what is
 * recorded of a training.
 *
 * @module
 */
import { z } from "zod";
import { object, union } from "./schema_parts.ts";
import { count, seed, size, text, whole } from "./schema_values.ts";

const streamSeed = seed.optional().describe("a new stream; default: the run's seed");
const continues = <N extends string>(...streams: [N, ...N[]]) =>
  z.enum(streams).optional().describe("draw on from where that stream stopped");
const startsOnce = (stream: { seed?: unknown; continues?: unknown }) =>
  stream.seed === undefined || stream.continues === undefined;
const EITHER = { error: `has a "seed" and "continues" another stream; it can only do one of them` };
/** Without either the batches would repeat the very draws that the parameters were made of. */
const startsSomewhere = (stream: { seed?: unknown; continues?: unknown }) =>
  stream.seed !== undefined || stream.continues !== undefined;
const NEITHER = { error: `needs a "seed" or "continues", e.g. "continues": "parameters"` };

export const Random = object({
  parameters: object({ seed: streamSeed }).prefault({})
    .describe("the stream of the initial parameters"),
  batches: object({
    seed: streamSeed,
    continues: continues("parameters", "samples"),
    skip: count(1_000_000).default(0).describe("batches drawn and discarded before the first step"),
  }).refine(startsOnce, EITHER).refine(startsSomewhere, NEITHER)
    .prefault({ continues: "parameters" })
    .describe("the stream of the minibatches"),
  samples: object({ seed: streamSeed, continues: continues("parameters", "batches") })
    .refine(startsOnce, EITHER).prefault({})
    .describe("the stream of the samples"),
});

const Statistics = z.enum(["running", "calibrated", "own"]);
/** Absent, it is no part of a run's hash. One example has no variance, which batch norm's statistics need. */
const evaluated = whole().min(2).max(Number.MAX_SAFE_INTEGER).optional();
export const Evaluation = object({
  count: count(10_000).default(10)
    .describe(
      "full evaluations of train and val: one at the start and this many, evenly, up to the end; 0: just one, at the end",
    ),
  at: z.array(count()).max(200).default([]).describe("further steps to evaluate at"),
  examples: evaluated.describe(
    "on the way, evaluate on so many examples of each split instead of all of them: drawn once, at random and without repetition, the same ones for all variants with the same data",
  ),
  finalExamples: evaluated.describe(
    "the same for the evaluation after the last update; default: all examples, also where there are fewer on the way",
  ),
  statistics: z.array(Statistics).min(1).max(3).default(["running"])
    .describe(
      "whose mean and variance batch norm uses before the end; at the end all three are recorded",
    ),
});

export const Inspections = object({
  batch: union('"probe" or "trained"', [
    z.literal("trained"),
    z.literal("probe").transform(() => undefined),
  ]).optional().describe(
    "the examples that are looked at: probe, the same ones each time, drawn for it; trained, the batch of the last update, as it " +
      "went through the network and back before it; default: probe",
  ),
  count: count(100).default(4).describe(
    "looks inside (activations, gradients, samples): one at the start and this many, evenly, up to the end; 0: just one, at the end",
  ),
  at: z.array(count()).max(100).default([]).describe("further steps to look inside at"),
  updates: count(10_000).default(200)
    .describe("how many updates, evenly, are measured: sizes of data, gradient and update"),
});

export const Samples = object({
  count: count(10_000).default(20).describe("how many are drawn at the end"),
  when: z.enum(["before", "after"]).default("after").describe("before or after training"),
  maxLength: size(10_000).optional().describe(
    "a sample is cut off after so many symbols; default: 100; 500 of running text, where every sample has as many",
  ),
  beginning: text(10_000).optional().describe("what each sample begins with; default: nothing"),
});
