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
 * Of one that has learnt nothing: where its loss went, and which setting is larger than in the stored run; "" where it
 * ended below what guessing costs.
 */
export function whatHappened({ losses, val, settings, starter }: PageTraining): string {
  const guessing = Math.log(starter.alphabet.vocabulary.length);
  const end = val ?? blockMeans(losses).at(-1)?.loss ?? null;
  if (end !== null && end < guessing) return "";
  const finite = losses.filter(Number.isFinite);
  const highest = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!Number.isFinite(highest)) return "";
  const at = formatCount(losses.indexOf(highest));
  const where = end === null
    ? `Its loss rose from ${formatLoss(finite[0])} to ${formatLoss(highest)} at step ${at}`
    : `It has learnt nothing: its loss ends at ${formatLoss(end)}, above the ${
      formatLoss(guessing)
    } that guessing costs; its highest of a single minibatch was ${
      formatLoss(highest)
    } at step ${at}`;
  const stored = storedSettings(starter.config, starter.seed);
  const factor = (name: "rate" | "scale") => (settings[name] ?? 1) / (stored[name] ?? 1);
  const larger = [
    factor("rate") > 1 && `its learning rate is ${times(factor("rate"))}`,
    factor("scale") > 1 && `its hidden weights begin at ${times(factor("scale"))}`,
  ].filter((part) => part !== false);
  return larger.length === 0 ? `${where}.` : `${where}; ${larger.join(", and ")} the stored run’s.`;
}

const times = (x: number): string => `${x < 100 ? Number(x.toPrecision(3)) : formatCount(x)} times`;

/** How the losses compare with those of the run that it started from; "" where settings are others. */
export function sameness({ starter, settings, losses }: PageTraining, config: RunConfig): string {
  const changes = describeChanges(settings, storedSettings(starter.config, starter.seed));
  if (changes !== "") return "";
  const stored = starter.living.losses;
  const count = Math.min(losses.length, stored.length);
  const at = firstDifference(losses, stored);
  if (at === null) {
    const further = losses.length > count ? "; the page holds no later ones to compare" : "";
    return `Its first ${
      formatCount(count)
    } losses are the same bits as the stored run’s${further}.`;
  }
  const difference = `At step ${formatCount(at)} the loss is ${losses[at]} here and ${
    stored[at]
  } in the stored run`;
  return config.arithmetic === starter.config.arithmetic
    ? `${difference}: not the same bits.`
    : `${difference}: this browser cannot do “${starter.config.arithmetic}” arithmetic and took “${config.arithmetic}”, which rounds differently.`;
}
