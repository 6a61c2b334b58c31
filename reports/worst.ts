/**
 * Why the worst variant that is not hopeless ends higher than the best, as far as that can be told: a cause only where
 * the seeds tell that it does; else what differs, as something seen.
 *
 * @module
 */
import type { CurveData } from "./charts/curve_data.ts";
import { compareVariants, isSameData } from "./comparison.ts";
import { landmarks } from "./few.ts";
import { formatLoss, plural, shortNumber } from "./format.ts";
import { ranking } from "./ranking.ts";
import type { Variant } from "./rows.ts";
import { decidingSplit, score } from "./scores.ts";
import { say, type Sentence } from "./sentence.ts";
import { insideDifference } from "./why/inside_difference.ts";
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
  const by = say`${isAll ? "" : "Of those that train, "}${worst} ends highest, ${
    formatLoss(difference)
  } above ${best}`;
  const isTold = seeds > 1 && !isSame && verdict === "higher";
  const sure = isTold
    ? by
    : seeds > 1 && !isSame
    ? say`${by}, which the seeds do not tell from chance`
    : say`${by}, which is no evidence with one seed`;
  const signs = commonSigns(pairs), [{ one }] = pairs;
  const numbers = pairs.length > 1 ? ` (numbers of seed ${one.run.summary.seed})` : "";
  if (signs.length > 0) {
    const told = [...signs.flatMap(({ told }) => told), ...outcome(one).map(({ told }) => [told])]
      .flatMap((one) => [" ", ...one]);
    if (isTold) {
      const because = say`${sure}; ${likely(signs)}`;
      return { short: say`${because}.`, long: say`${because}${numbers}.${told}` };
    }
    const open = seeds > 1 ? "the seeds do not tell" : "one seed does not tell";
    return {
      short: say`${sure}.`,
      long: told.length === 0
        ? say`${sure}.`
        : say`${sure}. What differs${numbers}:${told} Whether that is why, ${open}.`,
    };
  }
  const known = isTold ? say`${sure}. None of the known causes explains it` : sure;
  const found = pairs.every(({ one, best }) => isSameNetwork(one, best))
    ? insideDifference(pairs.map(({ one, best }) => [best.clues, one.clues]))
    : undefined;
  if (found === undefined) {
    const none = lookedAt(one) === "" ? say`${sure}; it was not looked into.` : say`${known}.`;
    return { short: none, long: none };
  }
  const { name, values: [theirs, ours], factor, among } = found;
  if (Math.abs(Math.log(factor)) < Math.log(ALIKE)) {
    const alike = say`${known}. Inside they are alike: of ${
      plural(among, "size")
    } none differs by more than a fifth.`;
    return { short: alike, long: alike };
  }
  const most = say`Of ${
    plural(among, "size")
  } inside, ${name} differs most: ${ours}, in ${best} ${theirs}, a factor of ${
    shortNumber(Math.max(factor, 1 / factor), 2)
  }${pairs.length > 1 ? " on average" : ""}.`;
  const how = found.isTold
    ? "The seeds tell that apart from chance; that it is the cause, they do not tell."
    : pairs.length > 1
    ? "The seeds do not tell that apart from chance."
    : "With one seed, that may be chance too.";
  return { short: say`${known}. ${most}`, long: say`${known}. ${most} ${how}` };
}
