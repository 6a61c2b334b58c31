/**
 * How large a run's usual updates are, beside another's.
 *
 * @module
 */
import { formatFactor, formatShort, shortNumber } from "../format.ts";
import { say, type Sentence } from "../sentence.ts";
import type { Looked } from "./looked.ts";

export interface Pace {
  parameter: string;
  /** How many updates were measured. */
  count: number;
  /** The mean log₁₀ of its updates beside its size. */
  usual: number;
  /** That less the other's, or itself where there is none to compare with. */
  by: number;
}

/** The usual updates of matrices and tables, beside those of another's that have the same names. */
export const paces = ({ clues: { updates } }: Looked, beside?: Looked): Pace[] =>
  updates.map(({ parameter, count, usual }) => {
    const other = beside?.clues.updates.find((one) => one.parameter === parameter);
    return { parameter, count, usual, by: beside ? other ? usual - other.usual : NaN : usual };
  }).filter(({ by }) => Number.isFinite(by));

/** "An update usually changes `W1` by 0.01 of its size, 12 times what a does." Of one update nothing is usual. */
export const paceTold = (pace: Pace, beside?: Looked): Sentence =>
  say`${pace.count === 1 ? "The only measured update changed" : "An update usually changes"} ${
    paceInShort(pace)
  }${beside ? say`, ${formatFactor(10 ** pace.by)} what ${beside.variant} does` : []}.`;

/** "`W1` by 0.01 of its size" */
export const paceInShort = ({ parameter, usual }: Pace): string =>
  `\`${parameter}\` by ${
    usual < 0 ? `${formatShort(shortNumber(10 ** usual, 2))} of` : formatFactor(10 ** usual)
  } its size`;
