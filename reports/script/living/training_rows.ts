/**
 * The rows of the table of trainings.
 *
 * @module
 */
import { blockMeans, meansUpTo } from "../../living/block_means.ts";
import { DASH, formatCount, formatLoss } from "../../format.ts";
import { element, isolated, mark } from "./dom.ts";
import type { PageTraining, Starter } from "./page_training.ts";
import { describeChanges, storedSettings } from "./training_settings.ts";

type End = number | null | undefined;

/** The mean of the last minibatches of a training in the page; none of one that diverged. */
export const pageEnd = ({ losses, diverged }: PageTraining): End =>
  diverged === null ? blockMeans(losses).at(-1)?.loss : null;

/** The same of a stored run, after `length` steps. */
export const storedEnd = ({ steps, diverged, living }: Starter, length: number): End =>
  diverged && steps <= length ? null : meansUpTo(length, living.means).at(-1)?.loss;

/** A training in the page. */
export function pageRow(training: PageTraining): HTMLElement {
  const { name, look, starter, settings, losses, until, diverged, val } = training;
  const steps = diverged ?? losses.length;
  const changes = describeChanges(settings, storedSettings(starter.config, starter.seed));
  return element(
    "tr",
    {},
    rowHeader(look, name),
    element("td", {}, isolated(starter.name), changes === "" ? ", unchanged" : `, ${changes}`),
    number(
      steps === until ? formatCount(until) : `${formatCount(steps)} of ${formatCount(until)}`,
    ),
    number(formatMean(pageEnd(training))),
    number(valAfter(val, steps)),
  );
}

/** A stored run, over the first `length` steps. */
export function storedRow(starter: Starter, length: number): HTMLElement {
  const { name, seed, steps, living } = starter;
  return element(
    "tr",
    {},
    rowHeader(living.look, name),
    element("td", {}, `stored, seed ${seed}`),
    number(formatCount(Math.min(length, steps))),
    number(formatMean(storedEnd(starter, length))),
    number(valAfter(living.val, steps)),
  );
}

const valAfter = (val: number | null, steps: number): string =>
  val === null ? DASH : `${formatLoss(val)} after ${formatCount(steps)}`;

/** With the five digits that the page holds of stored means, so that equal losses have equal texts. */
function formatMean(loss: End): string {
  const rounded = typeof loss === "number" ? Number(loss.toPrecision(5)) : loss;
  return typeof rounded === "number" && rounded >= 10 && Number.isFinite(rounded)
    ? rounded.toLocaleString("en-US", { maximumFractionDigits: 3 })
    : formatLoss(rounded);
}

const rowHeader = (look: number, name: string): HTMLElement =>
  element(
    "th",
    { scope: "row" },
    element("span", { class: "variant" }, mark(look), " ", isolated(name)),
  );

const number = (text: string): HTMLElement => element("td", { class: "number" }, text);
