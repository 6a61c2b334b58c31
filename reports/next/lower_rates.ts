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
import { commandWith } from "./command.ts";

const PATH = "training.learningRate.initial";

/** A loss is far above where it began from so many times that on. */
const FAR = 1.5;

/** Of a rate above that a tenth is no advice, but the optimizers' defaults are something to begin with. */
const HUGE = 10;

/**
 * Lower learning rates, where every run diverged or rose far above where it began; with the command for one, where a
 * single one was tried.
 */
export function lowerRates(
  variants: readonly Variant[],
  data: CurveData,
  command: string,
): Sentence[] {
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
  // Others that differ in it would become one and the same.
  const set = (rate: number) =>
    command !== "" && rates.every((one) => one === least) && rates.length === trainings.length
      ? `: ${commandWith(command, [`${PATH}=${rate}`])}`
      : "";
  const tenth = shortNumber(least / 10, 2);
  return [
    least <= HUGE
      ? say`${failed}: try a lower learning rate, such as ${tenth}, a tenth of the lowest tried (\`${PATH}\`)${
        set(tenth)
      }.`
      : say`${failed}: try the default learning rate, ${
        optimizers.map((name) => `${RATES[name]} for ${name}`).join(", ")
      } (\`${PATH}\`)${
        optimizers.length === 1 ? set(RATES[optimizers[0]]) : ""
      }, then lower ones, or let the range finder look for one (\`lrFinder\` instead of \`training.learningRate\`).`,
  ];
}
