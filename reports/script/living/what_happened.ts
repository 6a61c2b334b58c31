/**
 * What became of a training in the page that has learnt nothing, in words.
 *
 * @module
 */
import { formatCount, formatLoss } from "../../format.ts";
import { blockMeans } from "../../living/block_means.ts";
import type { PageTraining } from "./page_training.ts";
import { storedSettings } from "./settings.ts";

/** Where its loss went, and which setting is larger than in the stored run; "" where it ended below what guessing costs. */
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
