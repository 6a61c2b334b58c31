/**
 * What to try next, by stated rules:
 *
 * - The settings do not do what they say, and others let them: these, with all else that is to be tried.
 * - Every run is hopeless, and each diverged or its loss rose far above where it began: a tenth of the lowest learning
 *   rate, or where that is still huge, a usual one, or the range finder.
 * - The best overfits: fewer steps. Its val loss falls still at the end, by a test of trend, and in the last tenth too,
 *   and its learning rate is not small by then: more.
 * - The variants differ in one number and the best has the lowest or the highest tried: beyond it, or between it and
 *   the next value; with more seeds, where it is not told from that.
 * - It cannot be told from others: values between all of these, or beyond where they reach an end, or more seeds, as
 *   many as tell it from each.
 * - They differ in more, but the best and one that it is told from in one number: values between the nearest tried on
 *   both sides, or beyond the best's.
 * - Other variants with one seed, or that cannot be told apart: more seeds, about as many as the verdict's interval
 *   needs to leave out 0 if the difference and the scatter stay.
 *
 * A command comes with it where one does what the sentence says. Nothing where no rule applies.
 *
 * @module
 */
import type { CurveData } from "./charts/curve_data.ts";
import { keyData } from "./charts/key_data.ts";
import { isSameData } from "./comparison.ts";
import { mending } from "./mend.ts";
import { between } from "./next/between.ts";
import { commandWith } from "./next/command.ts";
import { lowerRates } from "./next/lower_rates.ts";
import { seeds } from "./next/seeds.ts";
import { steps } from "./next/steps.ts";
import { values } from "./next/values.ts";
import { ranking } from "./ranking.ts";
import type { Variant } from "./rows.ts";
import { say, type Sentence } from "./sentence.ts";

/**
 * At most four sentences.
 *
 * @param data of the same runs
 * @param isSweep as for `judge`
 * @param command what made the runs
 */
export function nextSteps(
  variants: readonly Variant[],
  data: CurveData,
  isSweep = false,
  command = "",
): Sentence[] {
  const { compared } = ranking(variants);
  if (compared.length === 0) return lowerRates(variants, data, command);
  if (!isSameData(compared)) return [];
  const key = keyData(variants);
  const mended = mending(variants.flatMap(({ runs }) => runs.map(({ config }) => config)));
  const by = { command, mended, isSweep };
  return [
    ...mended.length > 0
      ? [
        say`First let the settings do what they say (see the note on them): ${
          commandWith(command, mended)
        }.`,
      ]
      : steps(variants, data, command, key),
    ...key ? values(key, variants, by) : between(variants, by),
    ...seeds(variants, isSweep, command, mended, key),
  ];
}
