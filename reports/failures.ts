/**
 * Why runs are hopeless, as far as their looks inside, their updates and their losses tell it, by the rules of why/signs.ts.
 *
 * @module
 */
import type { CurveData } from "./charts/curve_data.ts";
import { formatCount, formatLoss, plural } from "./format.ts";
import { guessingText, kindOfTrouble } from "./hopeless.ts";
import type { Variant } from "./rows.ts";
import { decidingSplit } from "./scores.ts";
import { list, say, type Sentence } from "./sentence.ts";
import { look, type Looked } from "./why/looked.ts";
import { lookedAt, outcome, type Sign } from "./why/signs.ts";
import { besides, commonSigns, likely } from "./why/told.ts";

/** So many groups are told, and of each so many variants are named besides the first. */
const MAX_GROUPS = 4, MAX_NAMED = 4;

/** Those that failed alike. */
export interface Failure {
  /** For a terminal: who, and the likely cause. */
  short: Sentence;
  /** With the numbers that it follows from. */
  long: Sentence;
}

/** A variant with hopeless runs. */
interface Failed {
  variant: Variant;
  /** The first of them. */
  first: Looked;
  count: number;
  signs: Sign[];
}

/** Those that failed alike are told together: the first of them whole, and what is other in the rest. @param data of the same runs */
export function failures(variants: readonly Variant[], data: CurveData): Failure[] {
  const split = decidingSplit(variants), groups = new Map<string, Failed[]>();
  for (const variant of variants) {
    const runs = variant.runs.filter((run) => kindOfTrouble(run, split) !== null).flatMap((run) => {
      const one = look(variant, run, data), beside = besides(run, variants);
      return one ? [{ one, best: beside && look(beside.variant, beside.run, data) }] : [];
    });
    if (runs.length === 0) continue;
    const signs = commonSigns(runs), [{ one: first }] = runs;
    const kinds = signs.map(({ kind }) => kind);
    const key = JSON.stringify(kinds.length > 0 ? kinds : [null, wasLookedInto(first)]);
    groups.set(key, [...groups.get(key) ?? [], { variant, first, count: runs.length, signs }]);
  }
  const all = [...groups.values()], rest = all.slice(MAX_GROUPS).flat();
  const more = say`${plural(rest.length, "more variant")} failed in other ways.`;
  return [
    ...all.slice(0, MAX_GROUPS).map((group) => describe(group, data)),
    ...rest.length > 0 ? [{ short: more, long: more }] : [],
  ];
}

const wasLookedInto = ({ start, clues }: Looked): boolean =>
  start !== undefined || clues.updates.length > 0;

function describe(group: readonly Failed[], data: CurveData): Failure {
  const [{ first, signs }, ...others] = group;
  const seeds = first.variant.runs.length > 1 ? ` (numbers of seed ${first.run.summary.seed})` : "";
  const because = signs.length > 0
    ? say`${likely(signs)}${seeds}.`
    : wasLookedInto(first)
    ? say`no sign of a cause shows in ${lookedAt(first)}${seeds}.`
    : say`it was not looked into, so only its losses are known${seeds}.`;
  const numbers = [
    ...signs.flatMap(({ told }) => told),
    ...[outcome(first), ending(first), losses(first, data)].filter((text) => text !== "")
      .map((text) => [text]),
  ];
  const who = (failed: readonly Failed[]) => failed.map(nameOf);
  const named = others.slice(0, MAX_NAMED), more = others.length - named.length;
  const andMore: Sentence[] = more > 0 ? [[`${formatCount(more)} more`]] : [];
  const alike = others.length === 0 ? [] : say` In the same way: ${
    list([
      ...named.map((one) => {
        const brief = one.signs.map(({ brief }) => brief).filter((text) => text !== "");
        return brief.length > 0 ? say`${nameOf(one)} (${brief.join("; ")})` : nameOf(one);
      }),
      ...andMore,
    ])
  }.`;
  return {
    short: signs.length > 0
      ? say`${list([...who([group[0], ...named]), ...andMore])}: ${likely(signs)}.`
      : say`${list([...who([group[0], ...named]), ...andMore])}: no likely cause was found.`,
    long: say`${nameOf(group[0])}: ${because}${numbers.flatMap((one) => [" ", ...one])}${alike}`,
  };
}

function nameOf({ variant, count }: Failed): Sentence {
  const all = variant.runs.length;
  return count === all ? [variant] : say`${variant} (${count} of ${all} seeds)`;
}

/** When and how it ended. */
function ending({ run: { summary: { status, steps, notFinite } } }: Looked): string {
  const at = `at step ${formatCount(steps)}`;
  if (status === "diverged") {
    return notFinite
      ? `It diverged ${at}, where ${notFinite} was not finite.`
      : `It diverged ${at}.`;
  }
  return status === "hopeless" ? `It was stopped as hopeless ${at}.` : "";
}

/** How high its losses were, and whether they were ever below that of guessing. */
function losses({ run, curve: { highest, back } }: Looked, { penalized }: CurveData): string {
  // Losses that only fall need no word.
  if (highest === null || highest[0] === 0 && back !== null) return "";
  const most = `Its minibatch loss was highest at step ${formatCount(highest[0])} (${
    formatLoss(highest[1])
  })`;
  // A penalty is a part of the minibatch losses, and guessing has none.
  if (penalized) return `${most}.`;
  return back === null
    ? `${most} and, as a mean of 21 steps, never below guessing, ${guessingText(run)}.`
    : `${most} and, as a mean of 21 steps, below guessing, ${guessingText(run)}, by step ${
      formatCount(back)
    }.`;
}
