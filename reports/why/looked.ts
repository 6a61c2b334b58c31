/**
 * A run with all that tells why it went as it did.
 *
 * @module
 */
import type { CurveData, CurveRun } from "../charts/curve_data.ts";
import { plural } from "../format.ts";
import { guessing } from "../hopeless.ts";
import { examplesOf } from "../inside/looks.ts";
import { finalLoss, type Variant } from "../rows.ts";
import type { ShownRun } from "../shown_run.ts";
import { type Clues, cluesIn, type LookClues } from "./clues.ts";

export interface Looked {
  variant: Variant;
  run: ShownRun;
  curve: CurveRun;
  clues: Clues;
  /** The look before the first update; undefined where there was none. */
  start?: LookClues;
  /** The last look, where it is another. */
  end?: LookClues;
  /**
   * The loss before the first update, of the examples looked at or else of val, and how far that is above guessing; NaN
   * where it is not known.
   */
  first: number;
  /** What that loss is of: "the 32 training examples looked at", "val". */
  firstOf: string;
  above: number;
  /** The losses over whole splits that it ended with; NaN where there are none. */
  train: number;
  val: number;
}

/** Undefined where the chart's data do not have the run. */
export function look(variant: Variant, run: ShownRun, { runs }: CurveData): Looked | undefined {
  const { seed } = run.summary;
  const curve = runs.find((one) => one.variant === variant.index && one.seed === seed);
  if (curve === undefined) return undefined;
  const clues = run.clues ?? cluesIn(run);
  const start = clues.looks.find(({ step }) => step === 0);
  const end = clues.looks.findLast((one) => one !== start);
  const evaluated = curve.val[0]?.[0] === 0 ? curve.val[0][1] : NaN;
  const first = start?.loss ?? evaluated;
  return {
    variant,
    run,
    curve,
    clues,
    start,
    end,
    first,
    firstOf: typeof start?.loss === "number"
      ? `the ${plural(examplesOf(run), "training example")} looked at`
      : "val",
    above: first - guessing(run),
    train: finalLoss(run, "train") ?? NaN,
    val: finalLoss(run, "val") ?? NaN,
  };
}

/** Whether two have the same matrices and tables, by name: those of unlike networks are not the same things. */
export const isSameNetwork = (...two: [Looked, Looked]): boolean =>
  new Set(two.map(({ clues }) => JSON.stringify(clues.updates.map(({ parameter }) => parameter))))
    .size === 1;
