/**
 * What is timed: steps and evaluations of notebook 003's perceptron, and of other networks (networks.ts).
 *
 * @module
 */
import { NETWORKS } from "./networks.ts";

/** Trainings of the perceptron that have exploded. */
export const EXPLODED = ["rate-5", "rate-1000"] as const;

/** What all contestants do. */
export const PERCEPTRON = {
  "plain": "plain",
  "batch-norm": "batch norm",
  "adamw": "AdamW",
  "rate-5": "exploded, rate 5",
  "rate-1000": "exploded, rate 1000",
  "evaluation": "evaluation",
} as const;

/** What only those do who have such layers. */
export const OTHERS: Record<string, string> = Object.fromEntries(
  Object.entries(NETWORKS).flatMap(([name, { title, isEvaluated }]) => [
    [name, title],
    ...isEvaluated ? [[`${name}-evaluation`, `${title}, evaluation`]] : [],
  ]),
);

const TITLES: Record<string, string> = { ...PERCEPTRON, ...OTHERS };

export const CASES: readonly string[] = Object.keys(TITLES);

export const titleOf = (name: string): string => TITLES[name];

/** Evaluations are told in milliseconds, steps in microseconds. */
export const isEvaluation = (name: string): boolean => name.endsWith("evaluation");

/** The network of a case; none for the perceptron's. */
export const networkOf = (name: string): string => name.replace(/-evaluation$/, "");
