/**
 * The rows of the table of trainings.
 *
 * @module
 */
import { blockMeans, meansUpTo } from "../../living/block_means.ts";
import { formatCount, formatLoss } from "../../format.ts";
import { element, isolated, mark } from "./dom.ts";
import type { PageTraining, Starter } from "./page_training.ts";
import { describeChanges, storedSettings } from "./training_settings.ts";

/** A training in the page. */
export function pageRow(training: PageTraining): HTMLElement {
  const { name, look, starter, settings, losses, until, val } = training;
  const changes = describeChanges(settings, storedSettings(starter.config, starter.seed));
  return element(
    "tr",
    {},
    rowHeader(look, name),
    element("td", {}, isolated(starter.name), changes === "" ? ", unchanged" : `, ${changes}`),
    number(
      losses.length === until
        ? formatCount(until)
        : `${formatCount(losses.length)} of ${formatCount(until)}`,
    ),
    number(formatMean(blockMeans(losses).at(-1)?.loss)),
    number(
      val === null ? formatLoss(val) : `${formatLoss(val)} after ${formatCount(losses.length)}`,
    ),
  );
}

/** A stored run, over the first `length` steps. */
export function storedRow({ name, seed, steps, living }: Starter, length: number): HTMLElement {
  const end = meansUpTo(length, living.means).at(-1);
  return element(
    "tr",
    {},
    rowHeader(living.look, name),
    element("td", {}, `stored, seed ${seed}`),
    number(formatCount(Math.min(length, steps))),
    number(formatMean(end?.loss)),
    number(`${formatLoss(living.val)} after ${formatCount(steps)}`),
  );
}

/** With the five digits that the page holds of stored means, so that equal losses have equal texts. */
function formatMean(loss: number | null | undefined): string {
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
