/**
 * The schemas of `grid` and `search`: which keys of the settings may be varied, by their dotted paths, and how.
 *
 * @module
 */
import { z } from "zod";
import { object, objectsOf, union } from "./schema_parts.ts";

/** Every key below the objects of a patch, by its dotted path, with the schema of its values. */
export function dottedKeys(patch: z.ZodType, before = ""): Map<string, z.ZodType> {
  const keys = new Map<string, z.ZodType>();
  for (const object of objectsOf(patch)) {
    for (const [key, inner] of Object.entries(object.shape) as [string, z.ZodType][]) {
      const path = before + key;
      const value = withoutOptional(inner);
      nameObject(value, path);
      keys.set(path, value);
      for (const [deeper, schema] of dottedKeys(value, `${path}.`)) keys.set(deeper, schema);
    }
  }
  return keys;
}

/** Gives an object a name in the JSON Schema, where it has none: a grid refers to it at each depth. */
function nameObject(schema: z.ZodType, path: string): void {
  if (schema instanceof z.ZodObject && schema.meta()?.id === undefined) {
    z.globalRegistry.add(schema, { ...schema.meta(), id: path });
  }
}

const withoutOptional = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional ? withoutOptional(schema.unwrap() as z.ZodType) : schema;

const MAX_VALUES = 1000;

/** A list of values for each key; made once, so that the JSON Schema says what they are once. */
function listsOf(patch: z.ZodType): [string, z.ZodType][] {
  const made = lists.get(patch) ?? [...dottedKeys(patch)].map(([key, value]) => {
    const list = z.array(value).min(1).max(MAX_VALUES).meta({ id: `Values.${key}` });
    return [key, list] as [string, z.ZodType];
  });
  lists.set(patch, made);
  return made;
}

const lists = new WeakMap<z.ZodType, [string, z.ZodType][]>();

/** The schema of `grid`, for settings that `patch` patches. */
export const gridSchema = (patch: z.ZodType) =>
  object(Object.fromEntries(listsOf(patch).map(([key, list]) => [key, list.optional()])));

const Range = object({
  min: z.number().describe("the smallest value, as it stands"),
  max: z.number().describe("the largest value"),
  distribution: z.enum(["uniform", "logUniform", "intUniform"]).default("uniform").describe(
    "uniform; logUniform: each factor is as likely as any other; intUniform: whole numbers",
  ),
}).meta({ id: "Range" });

/** The schema of `search`. */
export function searchSchema(patch: z.ZodType) {
  return object({
    parameters: object(
      Object.fromEntries(
        listsOf(patch).map(([key, values]) => [
          key,
          union(`{"values": […]} or {"min": …, "max": …}`, [object({ values }), Range])
            .meta({ id: `Drawn.${key}` }).optional(),
        ]),
      ),
    ).describe("what is drawn, by dotted keys"),
    method: z.enum(["random", "halton"]).default("random").describe(
      "random: each trial for itself; halton: quasi-random points, which fill the space more evenly (scrambled; Halton 1960, Owen 2017)",
    ),
    trials: z.int().min(1).max(MAX_VALUES).describe(
      "how many combinations are drawn; more of them later train just the new ones",
    ),
    seed: z.int().min(0).max(0xffff_ffff).default(42).describe("of the draws"),
  });
}

/** What one parameter of a search is drawn from. */
export type Parameter =
  | { values: readonly unknown[] }
  | { min: number; max: number; distribution: "uniform" | "logUniform" | "intUniform" };

/** A search, checked. */
export interface Search {
  parameters: Record<string, Parameter>;
  method: "random" | "halton";
  trials: number;
  seed: number;
}

/** The schema of `pruning`. */
export const pruningSchema = object({
  pThreshold: z.number().gt(0).max(0.5).default(0.1).describe(
    "a configuration is left out where the test says with a smaller p that it is worse than the best so far; with 0.1, after 4 seeds at the earliest",
  ),
});

/** `pruning`, checked. */
export interface Pruning {
  /** Who is worse than the best with a smaller p goes. */
  pThreshold: number;
}

/** The schema of `lrFinder`: the rate at each step is min · (max / min)^p, p going from 0 to 1. */
export const lrFinderSchema = object({
  min: z.number().positive().default(0.001).describe("the learning rate of the first step"),
  max: z.number().positive().default(1).describe("the learning rate of the last step"),
}).refine(({ min, max }) => min < max, {
  error: ({ input }) => {
    const { min, max } = input as LrFinder;
    return `must have a "min" (${min}) less than its "max" (${max})`;
  },
});

/** `lrFinder`, checked. */
export interface LrFinder {
  /** The learning rate of the first step. */
  min: number;
  /** The learning rate of the last step. */
  max: number;
}

/** `halving`, checked. */
export interface Halving {
  /** Before the first decision. */
  minSteps: number;
  /** One in so many goes on, to so many times the steps. */
  factor: number;
}
