/**
 * What to try where every run fails.
 *
 * @module
 */
import type { CurveData } from "../charts/curve_data.ts";
import { RATES } from "../../runner/schema/schema.ts";
import { shortNumber } from "../format.ts";
import type { Variant } from "../rows.ts";
import { say, type Sentence } from "../sentence.ts";

/** A loss is far above where it began from so many times that on. */
const FAR = 1.5;

/** Of a rate above that a tenth is no advice, but the optimizers' defaults are something to begin with. */
const HUGE = 10;

/** Lower learning rates, where every run diverged or rose far above where it began. */
export function lowerRates(variants: readonly Variant[], data: CurveData): Sentence[] {
  const isRisen = data.runs.length > 0 &&
    data.runs.every(({ diverged, highest, val: [start] }) =>
      diverged || highest !== null && start?.[0] === 0 && highest[1] > FAR * start[1]
    );
  if (!isRisen) return [];
  const trainings = variants.flatMap(({ runs }) => runs.map(({ config }) => config.training));
  const rates = trainings.map(({ learningRate }) => learningRate.initial).filter((x) => x > 0);
  const isDiverged = data.runs.every(({ diverged }) => diverged);
  const failed = data.runs.length === 1
    ? isDiverged ? "The run diverged" : "Its loss rose far above where it began"
    : `Every run diverged${isDiverged ? "" : ", or its loss rose far"}`;
  if (rates.length === 0) return [say`${failed}: try lower learning rates.`];
  const least = Math.min(...rates);
  const optimizers = [...new Set(trainings.map(({ optimizer }) => optimizer.name))];
  return [
    least <= HUGE
      ? say`${failed}: try a lower learning rate, such as ${
        shortNumber(least / 10, 2)
      }, a tenth of the lowest tried (\`training.learningRate.initial\`).`
      : say`${failed}: try the default learning rate, ${
        optimizers.map((name) => `${RATES[name]} for ${name}`).join(", ")
      } (\`training.learningRate.initial\`), then lower ones, or let the range finder look for one (\`lrFinder\` instead of \`training.learningRate\`).`,
  ];
}
