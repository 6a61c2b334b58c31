import { formatTable } from "../../../cli/table.ts";
import { describeMachine, type Machine } from "../machine.ts";
import { medianAndLargest, medianAndSmallest, spread } from "../statistics.ts";
import { type Case, CASES, EXPLODED } from "./child.ts";
import { REFERENCE } from "./contestants.ts";

/** All that one comparison measured. */
export interface Comparison {
  machine: Machine;
  /** What was trained on. */
  data: { name: string; examples: number };
  rounds: number;
  seconds: number;
  contestants: Result[];
  /** Who is not here, and why. */
  leftOut: string[];
}

export interface Result {
  name: string;
  version: string;
  losses: Record<Case, number[]>;
  /** Microseconds a step or an evaluation, round by round. */
  times: Record<Case, number[]>;
}

const NAMES: Record<Case, string> = {
  "plain": "plain",
  "batch-norm": "batch norm",
  "rate-5": "exploded, rate 5",
  "rate-1000": "exploded, rate 1000",
  "evaluation": "evaluation",
};
const TITLES: Record<Case, string> = {
  "plain": "plain, µs",
  "batch-norm": "batch norm, µs",
  "rate-5": "exploded, rate 5, µs",
  "rate-1000": "exploded, rate 1000, µs",
  "evaluation": "evaluation, ms",
};

/** The comparison as text. */
export function describe(comparison: Comparison): string {
  const { machine, data, rounds, seconds, contestants, leftOut } = comparison;
  const ours = contestants.filter(({ name }) => name.startsWith("handgrad"));
  const rivals = contestants.filter(({ name }) => !name.startsWith("handgrad"));
  const reference = rivals.find(({ name }) => name === REFERENCE);

  const sections = [
    `${describeMachine(machine)}\n`,
    contestants.map(({ name, version }) => `${name}: ${version}\n`).join("") +
    leftOut.map((line) => `Left out: ${line}\n`).join(""),
    `A step: draw 32 of ${data.name}, forward, backward, update; 27 letters, E 10, T 3, H 200.\n` +
    `Exploded: such a step from where 500 steps at that rate have led.\n` +
    `Evaluation: the loss over ${data.examples.toLocaleString("en")} examples.\n` +
    `Rounds: ${rounds} of ${seconds} s each; median (min–max)\n\n` +
    table(contestants, TITLES, ({ times }, c) => {
      return spread(times[c].map((time) => c === "evaluation" ? time / 1000 : time));
    }),
    `An exploded step's time as a share of the plain one's in the same round; median (largest)\n\n` +
    table(
      contestants,
      NAMES,
      ({ times }, c) => medianAndLargest(times[c].map((time, round) => time / times.plain[round])),
      EXPLODED,
    ),
  ];
  if (reference) {
    sections.push(
      `Time as a share of ${REFERENCE}'s in the same round; median (largest)\n\n` +
        table(contestants, NAMES, (result, c) => medianAndLargest(ratios(result, reference, c))),
    );
  }
  if (rivals.length > 0) {
    sections.push(
      ...ours.map((our) =>
        `How many times as fast ${our.name} is, in the same round; median (smallest)\n\n` +
        table(rivals, NAMES, (rival, c) => medianAndSmallest(ratios(rival, our, c)))
      ),
    );
  }
  return sections.join("\n");
}

/** A row a contestant, a column a case. */
const table = (
  results: Result[],
  titles: Record<Case, string>,
  cell: (result: Result, name: Case) => string,
  cases: readonly Case[] = CASES,
): string =>
  formatTable(
    ["", ...cases.map((c) => titles[c])],
    results.map((result) => [result.name, ...cases.map((c) => cell(result, c))]),
  );

const ratios = (a: Result, b: Result, name: Case): number[] =>
  a.times[name].map((time, round) => time / b.times[name][round]);
