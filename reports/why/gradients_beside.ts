/**
 * A run's gradients before its first step, beside the best's.
 *
 * @module
 */
import { formatFactor } from "../format.ts";
import { say, type Sentence } from "../sentence.ts";
import type { LookClues } from "./clues.ts";
import { isSameNetwork, type Looked } from "./looked.ts";

/** A gradient is told to be lost where it is so many times smaller than the best's. */
export const LOST = 3;

/** "is 1/5 of that in a" */
export const shareOf = (factor: number, { variant }: Looked): Sentence =>
  factor === 0
    ? say`is 0, not so in ${variant}`
    : say`is ${formatFactor(factor)} that in ${variant}`;

/**
 * How many times the best's the gradient of each matrix and table is, in order; without those that were not measured in
 * both.
 */
export const gradientFactors = (
  start?: LookClues,
  best?: Looked,
): { name: string; factor: number }[] =>
  start?.matrices.flatMap(({ name, gradient }) => {
    const theirs = best?.start?.matrices.find((one) => one.name === name)?.gradient;
    return gradient !== null && theirs ? [{ name, factor: gradient / theirs }] : [];
  }) ?? [];

/**
 * How many times the best's the gradients are before the first step, the smallest first; none where optimizers divide
 * by their size, so that it does not matter.
 */
export function firstGradients(one: Looked, best?: Looked): { name: string; factor: number }[] {
  const isDescent = ({ run }: Looked) => run.config.training.optimizer.name === "sgd";
  if (!best || !isDescent(one) || !isDescent(best) || !isSameNetwork(one, best)) return [];
  return gradientFactors(one.start, best).sort((a, b) => a.factor - b.factor);
}

export const firstGradientTold = (name: string, factor: number, best: Looked): Sentence =>
  say`Before the first step the gradient of \`${name}\` ${shareOf(factor, best)}.`;
