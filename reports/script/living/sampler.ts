/**
 * How the networks go on with what was typed: samples, and how they are drawn.
 *
 * @module
 */
import { element } from "../dom.ts";
import { heading, labelled, note, quietly, whole, wholeField } from "./dom.ts";
import { commandsOf, knownMark, type Order, showSamples } from "./sample_columns.ts";
import type { Talker } from "./talker.ts";

const MAX_COUNT = 200;

/** What samples are drawn by. */
export interface SamplerOptions {
  /** At first. */
  seed: number;
  count: number;
  /** What has been typed. */
  prefix(): string;
  /** Who answers. */
  chosen(): Talker[];
}

/** Adds the settings and the samples to `place`; `draw` draws them, `soon` once nothing has changed for a moment. */
export function sampler(
  place: HTMLElement,
  { seed: firstSeed, count: firstCount, prefix, chosen }: SamplerOptions,
): { draw(): void; soon(): void } {
  const temperature = element("input", {
    type: "range",
    min: "0",
    max: "2",
    step: "0.05",
    value: "1",
  });
  const degree = element("output", {}, "1");
  const seed = wholeField(0, 2 ** 32 - 1, firstSeed);
  const count = wholeField(1, MAX_COUNT, firstCount);
  const others = element("button", { type: "button" }, "Draw others");
  const columns = element("div", { class: "columns" });
  const legend = element("p", { class: "note" });
  const command = element("code");

  const order = (): Order => ({
    prefix: prefix(),
    temperature: temperature.valueAsNumber,
    seed: whole(seed),
    count: whole(count),
  });
  const draw = () => {
    degree.value = `${temperature.valueAsNumber}`;
    command.textContent = commandsOf(chosen(), order());
    showSamples(columns, chosen(), order()).then((all) => {
      if (all) legend.hidden = columns.querySelector(".known") === null;
    });
  };
  const soon = quietly(draw, 120);

  for (const control of [temperature, seed, count]) {
    control.addEventListener("input", () => {
      degree.value = `${temperature.valueAsNumber}`;
      soon();
    });
  }
  others.addEventListener("click", () => {
    seed.value = String((order().seed + 1) % 2 ** 32);
    draw();
  });

  legend.append(knownMark(), " is in the training set: known by heart, or met by chance.");
  place.append(
    heading(place, 1, "How they go on"),
    note(
      "At temperature 1 they speak as they learnt to; colder, they keep to what they find likeliest; hotter, they dare more. " +
        "At 0 they take the likeliest symbol each time, so there is one sample alone. " +
        "The same seed gives the same samples.",
    ),
    element(
      "div",
      { class: "fields", role: "group", "aria-label": "Settings of the samples" },
      labelled("Temperature", temperature, degree),
      labelled("Seed", seed),
      labelled("How many", count),
      others,
    ),
    columns,
    legend,
    element(
      "details",
      {},
      element("summary", {}, "The same samples in a terminal"),
      element("pre", {}, command),
    ),
  );
  return { draw, soon };
}
