/**
 * Why the worst variant that is not hopeless ends higher than the best, as far as that can be told: a cause only where
 * the seeds tell that it does; else what differs, as something seen.
 *
 * @module
 */
import type { CurveData } from "./charts/curve_data.ts";
import { compareVariants, isSameData } from "./comparison.ts";
import { landmarks } from "./few.ts";
import { formatLoss, shortNumber } from "./format.ts";
import { ranking } from "./ranking.ts";
import type { Variant } from "./rows.ts";
import { decidingSplit, score } from "./scores.ts";
import { list, say, type Sentence } from "./sentence.ts";
import { fitTold, statisticsTold } from "./why/beside_best.ts";
import { type InsideDifferences, insideDifferences } from "./why/inside_difference.ts";
import { isSameNetwork, look } from "./why/looked.ts";
import { lookedAt, outcome } from "./why/outcome.ts";
import { commonSigns, likely } from "./why/told.ts";

/** A smaller factor is no difference to speak of. */
const ALIKE = 1.2;

/** For a terminal, and with the numbers. */
export interface Worst {
  short: Sentence;
  long: Sentence;
}

/**
 * Nothing where there are not two variants that can be compared, or the worst ends no higher.
 *
 * @param data of the same runs
 */
export function whyWorst(variants: readonly Variant[], data: CurveData): Worst | undefined {
  const { best, worst } = landmarks(variants), { compared } = ranking(variants);
  if (!best || !worst || best === worst || !isSameData(compared)) return undefined;
  const split = decidingSplit(variants);
  const { difference, seeds, verdict, isSame } = compareVariants(compared, split)
    .compare(worst, best);
  if (!(difference > 0)) return undefined;
  const pairs = worst.runs.flatMap((run) => {
    const other = best.runs.find(({ summary }) => summary.seed === run.summary.seed);
    if (other === undefined || score(run, split) === null || score(other, split) === null) {
      return [];
    }
    const one = look(worst, run, data), beside = look(best, other, data);
    return one && beside ? [{ one, best: beside }] : [];
  });
  if (pairs.length === 0) return undefined;
  const isAll = variants.every(({ runs }) => runs.every((run) => score(run, split) !== null));
  const by = say`${isAll ? "" : "Of those that train, "}${worst} ends ${
    compared.length > 2 ? "highest, " : ""
  }${formatLoss(difference)} above ${best}`;
  const isTold = seeds > 1 && !isSame && verdict === "higher";
  const sure = isTold
    ? by
    : seeds > 1 && !isSame
    ? say`${by}, which the seeds do not tell from chance`
    : say`${by}, which is no evidence with one seed`;
  const signs = commonSigns(pairs), [{ one }] = pairs;
  const numbers = pairs.length > 1 ? ` (numbers of seed ${one.run.summary.seed})` : "";
  const statistics = signs.some(({ kind }) => kind === "lagging") ? [] : statisticsTold(pairs);
  if (signs.length > 0) {
    const told = [...signs.flatMap(({ told }) => told), ...outcome(one).map(({ told }) => [told])];
    if (isTold) {
      const because = say`${sure}; ${likely(signs)}`;
      return {
        short: say`${because}.`,
        long: together([say`${because}${numbers}.`, ...told, ...statistics]),
      };
    }
    if (told.length + statistics.length === 0) return { short: say`${sure}.`, long: say`${sure}.` };
    const open = seeds > 1 ? "the seeds do not tell" : "one seed does not tell";
    return {
      short: say`${sure}.`,
      long: together([
        say`${sure}.`,
        say`What differs${numbers}:`,
        ...told,
        ...statistics,
        say`Whether that is why, ${open}.`,
      ]),
    };
  }
  const seen = [...fitTold(pairs), ...statistics];
  const inside = pairs.every(({ one, best }) => isSameNetwork(one, best))
    ? insideDifferences(pairs.map(({ one, best }) => [best.clues, one.clues]))
    : undefined;
  if (inside === undefined && lookedAt(one) === "") {
    const none = together([say`${sure}; it was not looked into.`, ...seen]);
    return { short: none, long: none };
  }
  const known = isTold ? say`${sure}. None of the known causes explains it.` : say`${sure}.`;
  const { told, how } = inside ? insideTold(inside, best, pairs.length) : NOTHING;
  return {
    short: together([known, ...seen, ...told]),
    long: together([known, ...seen, ...told, ...how]),
  };
}

const NOTHING: { told: Sentence[]; how: Sentence[] } = { told: [], how: [] };

/** What is worse inside it than in the best, and how sure that is. */
function insideTold(
  { kinds, worst }: InsideDifferences,
  best: Variant,
  seeds: number,
): { told: Sentence[]; how: Sentence[] } {
  if (worst === undefined || Math.abs(Math.log(worst.factor)) < Math.log(ALIKE)) {
    const compared = list(kinds.map((kind) => [kind]));
    return {
      told: [
        say`Inside, nothing looks clearly worse in it than in ${best} (compared: ${compared}).`,
      ],
      how: [],
    };
  }
  const { name, values: [theirs, ours], factor, isTold } = worst;
  const times = shortNumber(Math.max(factor, 1 / factor), 2);
  return {
    told: [
      say`Inside, ${name} is what is most clearly worse: ${ours}, in ${best} ${theirs}, a factor of ${times}${
        seeds > 1 ? " on average" : ""
      }.`,
    ],
    how: [
      isTold
        ? say`The seeds tell that apart from chance; that it is the cause, they do not tell.`
        : seeds > 1
        ? say`The seeds do not tell that apart from chance.`
        : say`With one seed, that may be chance too.`,
    ],
  };
}

const together = (sentences: readonly Sentence[]): Sentence =>
  sentences.flatMap((sentence, i) => i === 0 ? sentence : [" ", ...sentence]);
