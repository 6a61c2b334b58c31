/**
 * What a reader sets before a training in the page.
 *
 * @module
 */
import { formatCount } from "../../format.ts";
import { MAX_PAGE_STEPS } from "../../living/block_means.ts";
import { element } from "../dom.ts";
import { labelled, options, whole, wholeField } from "./dom.ts";
import { type Knob, type KnobName, KNOBS } from "./knobs.ts";
import type { Starter } from "./page_training.ts";
import { type Settings, storedSettings } from "./training_settings.ts";

/** The fields, and what they say. */
export interface TrainingFields {
  fields: HTMLElement[];
  /** The stored run to start from. */
  starter(): Starter;
  settings(): Settings;
  /** How many steps. */
  until(): number;
}

const STEPS = [200, 500, 1000, 2000, 5000, MAX_PAGE_STEPS];

/** @param onChange called where another start or another number of steps is chosen */
export function trainingFields(
  starters: readonly Starter[],
  onChange: () => void,
): TrainingFields {
  const starts = starters.map(({ name }, i) => ({ value: String(i), text: name }));
  const start = element("select", {}, ...options(starts, String(bestOf(starters))));
  const knobs = Object.entries(KNOBS).map(([name, knob]) => knobField(name as KnobName, knob));
  const steps = element("select");
  const seed = wholeField(0, 2 ** 32 - 1);

  const starter = () => starters[Number(start.value)];
  const choose = () => {
    const { config, seed: ownSeed } = starter();
    const stored = storedSettings(config, ownSeed);
    for (const { name, offer } of knobs) offer(stored[name]);
    seed.value = seed.defaultValue = String(stored.seed);
    const most = Math.min(MAX_PAGE_STEPS, config.training.steps);
    const lengths = [...new Set([...STEPS.filter((steps) => steps < most), most])];
    const usual = lengths.findLast((steps) => steps <= 1000) ?? lengths[0];
    const before = Number(steps.value);
    const length = lengths.includes(before) ? before : usual;
    steps.replaceChildren(
      ...lengths.map((value) =>
        element("option", { value: String(value), selected: value === length }, formatCount(value))
      ),
    );
  };

  start.addEventListener("change", () => (choose(), onChange()));
  steps.addEventListener("change", onChange);
  choose();
  return {
    fields: [
      labelled("Start from", start),
      ...knobs.map(({ field }) => field),
      labelled("Seed", seed),
      labelled("Steps", steps),
    ],
    starter,
    settings: () => ({
      seed: whole(seed),
      ...Object.fromEntries(knobs.map(({ name, value }) => [name, value()])),
    }),
    until: () => Number(steps.value),
  };
}

/** What a knob is turned by: a choice of numbers, or a switch; hidden where a run has nothing of the kind. */
function knobField(name: KnobName, { label, values, shows = String }: Knob) {
  const box = element("input", { type: "checkbox" }), choice = element("select");
  const field = values === null
    ? element("div", { class: "field switch" }, element("label", {}, box, ` ${label}`))
    : labelled(label, choice);
  return {
    name,
    field,
    /** Offers other values than the one that is stored. */
    offer(stored: number | undefined) {
      field.hidden = stored === undefined;
      if (stored === undefined) return;
      if (values === null) box.checked = stored === 1;
      else fill(choice, [...new Set([...values, stored])], stored, shows);
    },
    value: () =>
      field.hidden ? undefined : values === null ? Number(box.checked) : Number(choice.value),
  };
}

/** Fills a choice of numbers, the stored one among them chosen. */
function fill(
  choice: HTMLSelectElement,
  values: number[],
  stored: number,
  format: (value: number) => string,
): void {
  const texts = values.sort((a, b) => a - b).map((value) => ({
    value: String(value),
    text: value === stored ? `${format(value)} (stored)` : format(value),
  }));
  choice.replaceChildren(...options(texts, String(stored)));
}

/** Where to start: at the stored run with the lowest val loss, or else at the first. */
function bestOf(starters: readonly Starter[]): number {
  const losses = starters.map(({ living: { val } }) => val ?? Infinity);
  return losses.indexOf(Math.min(...losses));
}
