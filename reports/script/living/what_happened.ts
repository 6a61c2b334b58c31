/**
 * What became of a training in the page, in words.
 *
 * @module
 */
import type { RunConfig } from "../../../runner/schema/schema.ts";
import { formatCount, formatLoss } from "../../format.ts";
import { blockMeans } from "../../living/block_means.ts";
import type { PageTraining } from "./page_training.ts";
import { describeChanges, firstDifference, storedSettings } from "./training_settings.ts";

/**
 * Of one that has diverged or learnt nothing: where its loss went, and which setting is larger than in the stored run;
 * "" where it ended below what guessing costs, or had no finite loss.
 */
export function whatHappened(training: PageTraining): string {
  const { losses, settings, starter } = training;
  const last = losses.findLastIndex(Number.isFinite);
  if (last < 0) return "";
  const highest = losses.reduce((a, b, i) => b > losses[a] && Number.isFinite(b) ? i : a, last);
  const where = training.diverged === null
    ? learntNothing(training, highest)
    : `Its last finite minibatch loss was ${at(losses, last)}${
      highest === last ? "" : `, its highest ${at(losses, highest)}`
    }`;
  if (where === "") return "";
  const stored = storedSettings(starter.config, starter.seed);
  const factor = (name: "rate" | "scale") => (settings[name] ?? 1) / (stored[name] ?? 1);
  const larger = [
    factor("rate") > 1 && `its learning rate is ${times(factor("rate"))}`,
    factor("scale") > 1 && `its hidden weights begin at ${times(factor("scale"))}`,
  ].filter((part) => part !== false);
  return larger.length === 0 ? `${where}.` : `${where}; ${larger.join(", and ")} the stored run’s.`;
}

const at = (losses: readonly number[], step: number): string =>
  `${formatLoss(losses[step])} at step ${formatCount(step)}`;

/** @param highest the step of the highest loss */
function learntNothing({ losses, val, starter }: PageTraining, highest: number): string {
  const guessing = Math.log(starter.alphabet.vocabulary.length);
  const end = val ?? blockMeans(losses).at(-1)?.loss ?? null;
  if (end === null || end < guessing) return "";
  return `It has learnt nothing: its loss ends at ${formatLoss(end)}, above the ${
    formatLoss(guessing)
  } that guessing costs; its highest of a single minibatch was ${at(losses, highest)}`;
}

const times = (x: number): string => `${x < 100 ? Number(x.toPrecision(3)) : formatCount(x)} times`;

/** How the losses compare with those of the run that it started from; "" where settings are others. */
export function sameness(training: PageTraining, config: RunConfig): string {
  const { starter, settings, diverged } = training;
  const changes = describeChanges(settings, storedSettings(starter.config, starter.seed));
  if (changes !== "") return "";
  const stored = starter.living.losses, losses = training.losses.slice(0, diverged ?? undefined);
  const count = Math.min(losses.length, stored.length);
  const at = firstDifference(losses, stored);
  if (at === null) {
    const which = count === 1 ? "first loss has" : `first ${formatCount(count)} losses are`;
    const further = losses.length > count ? "; the page holds no later ones to compare" : "";
    return [
      count > 0 && `Its ${which} the same bits as the stored run’s${further}.`,
      diverged !== null &&
      (starter.diverged && starter.steps === diverged
        ? "The stored run diverged at the same step."
        : "The stored run did not diverge there."),
    ].filter(Boolean).join(" ");
  }
  const difference = `At step ${formatCount(at)} the loss is ${losses[at]} here and ${
    stored[at]
  } in the stored run`;
  return config.arithmetic === starter.config.arithmetic
    ? `${difference}: not the same bits.`
    : `${difference}: this browser cannot do “${starter.config.arithmetic}” arithmetic and took “${config.arithmetic}”, which rounds differently.`;
}
