/**
 * `lrFinder`: a training whose learning rate grows at every step, to see at which rates its loss falls, and from which
 * on it rises.
 *
 * @module
 */
import type { Layer } from "../config/config_errors.ts";
import type { KeyPath } from "../config/json.ts";
import { isObject, type JsonObject } from "../json_object.ts";
import { merge, valueAt } from "../config/merge.ts";
import type { Problem } from "../schema/schema_errors.ts";
import type { LrFinder } from "../schema/sweep_schema.ts";

/** As many as in Zero to Hero, part 2. */
const STEPS = 1000;

/** The settings of all variants, with a finder's number of steps where they say none. */
export function finderSteps(base: JsonObject): unknown {
  const isGiven = ["steps", "epochs"].some((key) => valueAt(base, ["training", key]) !== undefined);
  return isGiven ? base : merge(base, { training: { steps: STEPS } });
}

/** What makes a configuration a finder's: the rates' logarithms grow evenly. */
export const finderLayer = ({ min, max }: LrFinder): Layer => ({
  patch: { training: { learningRate: { schedule: "exponential", initial: min, final: max } } },
  at: () => ["lrFinder"],
  called: () => ["lrFinder"],
});

const RATE = ["training", "learningRate"];

/** What a finder's file, or a patch on it, must not say. */
export function finderProblems(content: JsonObject): Problem[] {
  const variants = Object.keys(isObject(content.variants) ? content.variants : {});
  const rates: KeyPath[] = [
    ...[[], ...variants.map((name) => ["variants", name])].map((path) => [...path, ...RATE])
      .filter((path) => valueAt(content, path) !== undefined),
    ...sweptRates(content, ["grid"], (values) => values),
    ...sweptRates(content, ["search", "parameters"], (parameter) => valueAt(parameter, ["values"])),
  ];
  const problems = rates.map((path): Problem => (
    { path, message: "is what lrFinder tries out; leave it out" }
  ));
  const message =
    "compares losses at one rate, and lrFinder changes it at every step; leave it out";
  const stops = ["halving", "pruning"].filter((key) => content[key] !== undefined);
  return [...problems, ...stops.map((key) => ({ path: [key], message }))];
}

/** The keys of a grid or a search that give a rate. */
function sweptRates(
  content: JsonObject,
  path: KeyPath,
  valuesOf: (swept: unknown) => unknown,
): KeyPath[] {
  const swept = valueAt(content, path);
  if (!isObject(swept)) return [];
  const isRate = ([key, of]: [string, unknown]) => {
    const values = valuesOf(of);
    return `${key}.`.startsWith(`${RATE.join(".")}.`) ||
      key === RATE[0] && Array.isArray(values) &&
        values.some((value) => valueAt(value, RATE.slice(1)) !== undefined);
  };
  return Object.entries(swept).filter(isRate).map(([key]) => [...path, key]);
}
