/**
 * A finder's answer, in words.
 *
 * @module
 */
import type { MissingRun } from "../../runner/results.ts";
import { formatShort, plural, shortNumber } from "../format.ts";
import type { Variant } from "../rows.ts";
import { say, type Sentence } from "../sentence.ts";
import type { Verdict } from "../verdict.ts";
import { CLEAR, type Found, type NoRate } from "./find_rate.ts";

/** So many variants' rates are told; the table has all. */
const MAX_TOLD = 4;

/** @param found of each variant */
export function finderAnswer(
  variants: readonly Variant[],
  found: readonly Found[],
  missing: readonly MissingRun[],
): Verdict {
  const isOne = variants.length === 1;
  const told = variants.slice(0, MAX_TOLD).map((variant, i) => {
    const { suggestion } = found[i], whose = isOne ? say`` : say` for ${variant}`;
    return typeof suggestion === "number"
      ? say`Suggested learning rate${whose}: ${inWords(found[i])}.`
      : say`No learning rate is suggested${whose}: ${inWords(found[i])}.`;
  });
  const more = variants.length - MAX_TOLD;
  if (more > 0) told.push(say`The table has ${plural(more, "more variant")}.`);
  if (variants.length === 0) told.push(say`There are no runs yet.`);
  const lost = missing.length > 0
    ? [
      say`${plural(missing.length, "run")} failed or ${
        missing.length === 1 ? "is" : "are"
      } not there.`,
    ]
    : [];
  return { answer: told, caveats: lost, method: variants.length > 0 ? METHOD : [] };
}

/** A rate in two digits. */
export const shortRate = (rate: number): string => formatShort(shortNumber(rate, 2));

/** "0.12, the middle of 0.05 to 0.3, where the loss is lowest", or why there is none. */
export function inWords({ suggestion, valley }: Found): string {
  if (typeof suggestion !== "number") return WHY[suggestion];
  const [low, high] = valley!.map(shortRate);
  return low === high
    ? `${formatShort(suggestion)}, where the loss is lowest`
    : `${formatShort(suggestion)}, the middle of ${low} to ${high}, where the loss is lowest`;
}

/** Why there is none. */
export const WHY: Record<NoRate, string> = {
  few: "that takes 100 steps or more",
  flat: "the loss changes nowhere clearly",
  rising: "the loss is lowest at the smallest rates tried; a smaller lrFinder.min may help",
  falling: "the loss is still low at the largest rates tried; a larger lrFinder.max may help",
};

const METHOD: Sentence[] = [
  say`The rule: the line is the median minibatch loss in windows of a tenth of the steps.`,
  say`Two places of it differ clearly where they are ${CLEAR} standard errors of their difference apart, by the scatter of the losses at the lowest place.`,
  say`The lowest place, and those around it that are not clearly above it, are the valley; its middle on the logarithmic axis is suggested where the line falls clearly into the valley, and climbs clearly out of it or the training breaks down behind it.`,
  say`It is a rate to begin with: how low a training of many steps ends is not measured here, and the end of one often wants smaller rates.`,
];
