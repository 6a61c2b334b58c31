/**
 * Why runs are hopeless, as far as their looks inside, their updates and their losses tell it, by the rules of
 * why/signs.ts.
 *
 * @module
 */
import { type CurveData, WINDOW } from "./charts/curve_data.ts";
import { formatCount, plural } from "./format.ts";
import { kindOfTrouble } from "./hopeless.ts";
import type { Variant } from "./rows.ts";
import { decidingSplit } from "./scores.ts";
import { list, say, type Sentence } from "./sentence.ts";
import { shownRuns } from "./inside/looks.ts";
import { look, type Looked } from "./why/looked.ts";
import { lookedAt, outcome } from "./why/outcome.ts";
import type { Sign } from "./why/sign.ts";
import { type Edge, edges } from "./why/to_explain.ts";
import { besideBest, commonSigns, likely, runBeside } from "./why/told.ts";

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
  /** Between which learning rates training begins to fail. */
  edge?: Edge;
}

/**
 * Those that failed alike, with the same signs, the same ending and the same outcome, are told together: the first of
 * them whole, and what is other in the rest.
 *
 * @param data of the same runs
 */
export function failures(variants: readonly Variant[], data: CurveData): Failure[] {
  const split = decidingSplit(variants), groups = new Map<string, Failed[]>();
  const edgeBelow = edges(variants), beside = besideBest(variants);
  for (const variant of variants) {
    const troubled = variant.runs.filter((run) => kindOfTrouble(run, split) !== null);
    if (troubled.length === 0) continue;
    const edge = edgeBelow(variant);
    const runs = troubled.flatMap((run) => {
      const one = look(variant, run, data), other = beside(run);
      const best = other && look(other.variant, other.run, data);
      const near = edge && look(edge.trains, runBeside(edge.trains, run), data);
      return one ? [{ one, best, near }] : [];
    });
    if (runs.length === 0) continue;
    const signs = commonSigns(runs), [{ one: first }] = runs;
    const kinds = signs.map(({ kind }) => kind);
    const key = JSON.stringify([
      kinds,
      kinds.length > 0 || wasLookedInto(first),
      first.run.summary.status,
      outcome(first).map(({ kind }) => kind),
    ]);
    const failed = { variant, first, count: runs.length, signs, edge };
    groups.set(key, [...groups.get(key) ?? [], failed]);
  }
  const all = [...groups.values()], rest = all.slice(MAX_GROUPS).flat();
  const more = say`${plural(rest.length, "more variant")} failed in other ways.`;
  const told = [
    ...all.slice(0, MAX_GROUPS).map((group) => describe(group, data)),
    ...rest.length > 0 ? [{ short: more, long: more }] : [],
  ];
  const elsewhere = looksElsewhere(all.flat(), variants), last = told.pop();
  return last ? [...told, { ...last, long: say`${last.long}${elsewhere}` }] : [];
}

/** Where the looks are that the page has no room for, though they were looked at. */
function looksElsewhere(failed: readonly Failed[], variants: readonly Variant[]): Sentence {
  const shown = new Set(shownRuns(variants).map(({ variant }) => variant.index));
  const gone = failed.filter(({ variant: { index, runs: [run] } }) =>
    run.inspections.length > 0 && !shown.has(index)
  );
  if (gone.length === 0) return [];
  const more = gone.length - MAX_NAMED;
  const who = list([
    ...gone.slice(0, MAX_NAMED).map(({ variant }): Sentence => [variant]),
    ...more > 0 ? [[`${formatCount(more)} more`]] : [],
  ]);
  return say` The looks inside ${who} have no room on this page: they are in each run’s folder (\`inspections.json\`).`;
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
  const edge = edgeOf(group);
  const numbers = [
    ...edge ? [say`${edge.trains} still trains, ${edge.fails} does not.`] : [],
    ...signs.flatMap(({ told }) => told),
    ...[
      ...outcome(first).map(({ told }) => told),
      ending(first),
      // Where a cause is told, that adds nothing.
      signs.length > 0 ? "" : losses(first, data),
    ].filter((text) => text !== "").map((text) => [text]),
  ];
  const who = (failed: readonly Failed[]) => failed.map(nameOf);
  const named = others.slice(0, MAX_NAMED), more = others.length - named.length;
  const andMore: Sentence[] = more > 0 ? [[`${formatCount(more)} more`]] : [];
  const alike = others.length === 0 ? [] : say` In the same way: ${
    list([
      ...named.map((one) => {
        const brief = figures(one);
        return brief.length > 0 ? say`${nameOf(one)} (${brief.join("; ")})` : nameOf(one);
      }),
      ...andMore,
    ])
  }.`;
  return {
    short: signs.length > 0
      ? say`${list([...who([group[0], ...named]), ...andMore])}: ${likely(signs)}${
        edge ? say`; ${edge.trains} still trains` : ""
      }.`
      : say`${list([...who([group[0], ...named]), ...andMore])}: no likely cause was found.`,
    long: say`${nameOf(group[0])}: ${because}${numbers.flatMap((one) => [" ", ...one])}${alike}`,
  };
}

/** What stands for all that is told of one: what came of it, or else the numbers of its signs; and how it ended. */
function figures({ first, signs }: Failed): string[] {
  const came = outcome(first), some = came.length > 0 ? came : signs;
  return [...some.map(({ brief }) => brief), endingInShort(first)].filter((text) => text !== "");
}

function nameOf({ variant, count }: Failed): Sentence {
  const all = variant.runs.length;
  return count === all ? [variant] : say`${variant} (${count} of ${all} seeds)`;
}

/**
 * The learning rates between which training begins to fail, where too large steps are the cause and the lowest that
 * fails is one of these.
 */
function edgeOf(group: readonly Failed[]): { trains: Sentence; fails: Sentence } | undefined {
  const [{ signs, edge }] = group;
  const fails = group.find(({ variant }) => variant === edge?.fails);
  return edge && fails && signs.some(({ kind }) => kind === "large")
    ? { trains: [edge.trains], fails: nameOf(fails) }
    : undefined;
}

/** When and how it ended. */
function ending({ run: { summary: { status, steps, notFinite } } }: Looked): string {
  const at = `at step ${formatCount(steps)}`, first = steps === 1 ? " after the first update" : "";
  if (status === "diverged") {
    return notFinite
      ? `It diverged ${at}: ${notFinite} was not finite${first}.`
      : `It diverged ${at}.`;
  }
  return status === "hopeless" ? `It was stopped as hopeless ${at}.` : "";
}

function endingInShort({ run: { summary: { status, steps, notFinite } } }: Looked): string {
  const at = `at step ${formatCount(steps)}`;
  if (status === "diverged") return notFinite ? `${notFinite} not finite ${at}` : `diverged ${at}`;
  return status === "hopeless" ? `stopped ${at}` : "";
}

/**
 * That its losses were never below that of guessing; a penalty is a part of minibatch losses, and guessing has none.
 */
const losses = ({ run, curve: { back } }: Looked, { penalized }: CurveData): string =>
  penalized || back !== null || run.summary.steps < WINDOW
    ? ""
    : `Its minibatch loss, smoothed over ${WINDOW} steps, was never below guessing.`;
