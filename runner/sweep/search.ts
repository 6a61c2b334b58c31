/**
 * `search`: draws combinations of settings.
 *
 * @module
 */
import { exp, log } from "../../core/exact_math.ts";
import { PythonRandom } from "../../core/random/python.ts";
import { haltonPoints } from "./halton.ts";
import type { Problem } from "../schema/schema_errors.ts";
import type { Parameter, Search } from "../schema/sweep_schema.ts";

/** Dotted key → value. */
export type Combination = Record<string, unknown>;

/** What a search's parameters must be to each other. */
export function checkSearch(search: Search): Problem[] {
  const { parameters, trials } = search;
  const here = ["search", "parameters"];
  const entries = Object.entries(parameters);
  if (entries.length === 0) return [{ path: here, message: "is empty; name a key to vary" }];
  const problems = entries.flatMap(([key, parameter]) =>
    rangeProblems(parameter).map(([end, message]) => ({ path: [...here, key, end], message }))
  );
  if (problems.length > 0) return problems;
  const { length } = drawTrials(search);
  if (length === trials) return [];
  const message = `must be at most ${length}, found ${trials}: ` +
    "no more combinations of the parameters could be drawn";
  return [{ path: ["search", "trials"], message }];
}

function rangeProblems(parameter: Parameter): [string, string][] {
  if ("values" in parameter) return [];
  const { min, max, distribution } = parameter;
  const problems: [string, string][] = [];
  if (!(min < max)) problems.push(["min", `must be less than "max" (${max}), found ${min}`]);
  if (distribution === "logUniform" && min <= 0) {
    problems.push(["min", `must be greater than 0 for "logUniform", found ${min}`]);
  }
  if (distribution === "intUniform") {
    for (const [end, value] of Object.entries({ min, max })) {
      if (Number.isSafeInteger(value)) continue;
      problems.push([end, `must be a whole number for "intUniform", found ${value}`]);
    }
  }
  return problems;
}

/** Points drawn in vain, at most, before the rest is taken not to be there. */
const MAX_IN_VAIN = 10_000;

/**
 * The trials of a search, in order; those of a larger `trials` begin with the same. A combination that was drawn before
 * is drawn anew, so fewer come out where there are not as many.
 */
export function drawTrials({ parameters, method, trials, seed }: Search): Combination[] {
  const entries = Object.entries(parameters);
  const points = method === "halton"
    ? haltonPoints(entries.length, seed)
    : randomPoints(entries.length, seed);
  const drawn = new Map<string, Combination>();
  for (let inVain = 0; drawn.size < trials && inVain < MAX_IN_VAIN;) {
    const point = points.next().value;
    const trial = Object.fromEntries(
      entries.map(([key, parameter], i) => [key, valueAt(parameter, point[i])]),
    );
    const identity = JSON.stringify(Object.values(trial));
    if (drawn.has(identity)) inVain++;
    else drawn.set(identity, trial);
  }
  return [...drawn.values()];
}

/** Points of Python's `random.random`, coordinate by coordinate. */
function* randomPoints(dimensions: number, seed: number): Generator<number[], never> {
  const random = new PythonRandom(seed);
  while (true) yield Array.from({ length: dimensions }, () => random.random());
}

/** Digits of a drawn number: so a name says all of it. */
const DIGITS = 4;

/** The value that u in [0, 1) stands for. */
export function valueAt(parameter: Parameter, u: number): unknown {
  if ("values" in parameter) return parameter.values[Math.floor(u * parameter.values.length)];
  const { min, max, distribution } = parameter;
  const inRange = (value: number) => Math.min(max, Math.max(min, value));
  switch (distribution) {
    case "intUniform":
      return inRange(min + Math.floor(u * (max - min + 1)));
    case "uniform":
      return inRange(Number((min + u * (max - min)).toPrecision(DIGITS)));
    case "logUniform":
      return inRange(Number(exp(log(min) + u * (log(max) - log(min))).toPrecision(DIGITS)));
  }
}
