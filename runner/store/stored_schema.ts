/**
 * The form of a stored run's files, as far as whoever reads them relies on it.
 *
 * @module
 */
import { z } from "zod";
import type { Inspection, RunSummary } from "../results.ts";
import { type RunConfig, RunConfigSchema } from "../schema/schema.ts";
import { problemsIn, showPath } from "../schema/schema_errors.ts";

const Evaluation = z.looseObject({
  step: z.number(),
  split: z.enum(["train", "val", "test"]),
  statistics: z.string(),
  loss: z.number().nullable(),
});

const Summary = z.looseObject({
  experiment: z.string(),
  variant: z.string(),
  seed: z.int().min(0).max(0xffff_ffff),
  hash: z.string(),
  status: z.enum(["finished", "diverged", "hopeless"]),
  steps: z.int().min(0),
  parameters: z.number(),
  dataset: z.looseObject({
    name: z.string(),
    size: z.number(),
    sha256: z.string(),
    vocabulary: z.array(z.string()).min(2),
    examples: z.object({ train: z.number(), val: z.number(), test: z.number() }),
  }),
  final: z.array(Evaluation),
  seconds: z.number(),
  stepsPerSecond: z.number(),
  samples: z.array(z.string()),
  inTraining: z.array(z.boolean()),
  hashes: z.object({
    losses: z.string(),
    lossesAfter: z.record(z.string(), z.string()),
    weights: z.string(),
    final: z.string(),
  }),
  versions: z.object({
    handgrad: z.string(),
    deno: z.string(),
    v8: z.string(),
    numerics: z.number(),
  }),
});

const Inspections = z.array(z.looseObject({
  step: z.number(),
  layers: z.array(z.looseObject({ name: z.string() })),
  parameters: z.array(z.looseObject({ name: z.string() })),
  logits: z.looseObject({}),
  samples: z.array(z.string()),
  inTraining: z.array(z.boolean()),
}));

/** What summary.json holds. @throws SyntaxError where it is something else */
export const checkSummary = (value: unknown): RunSummary =>
  check(Summary, value) as unknown as RunSummary;

/** What inspections.json holds. @throws SyntaxError where it is something else */
export const checkInspections = (value: unknown): Inspection[] =>
  check(Inspections, value) as unknown as Inspection[];

/** What config.json holds. @throws SyntaxError where it is something else */
export function checkConfig(value: unknown): RunConfig {
  return check(RunConfigSchema, value);
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [{ path, message }] = problemsIn(error.issues, value);
  throw new SyntaxError(`${path.length === 0 ? "it" : showPath(path)} ${message}`);
}
