// @ts-types="npm:@types/d3-array@3.2.2"
import { transpose } from "d3-array";
import { formatTable } from "../../../cli/table.ts";
import { describeMachine, type Machine } from "../machine.ts";
import { medianAndLargest, medianAndSmallest, spread } from "../statistics.ts";
import { EXPLODED, isEvaluation, OTHERS, PERCEPTRON, titleOf } from "./cases.ts";
import { REFERENCE, withThreads } from "./contestants.ts";
import { LARGE } from "./networks.ts";

/** All that one comparison measured. */
export interface Comparison {
  machine: Machine;
  /** What was trained on. */
  data: { name: string; examples: number };
  cases: readonly string[];
  rounds: number;
  seconds: number;
  contestants: Result[];
  /** Who is not here, and why. */
  leftOut: string[];
}

export interface Result {
  name: string;
  version: string;
  /** Of each case that it can do. */
  losses: Record<string, number[]>;
  /** Microseconds a step or an evaluation, round by round. */
  times: Record<string, number[]>;
}

/** The comparison as text. */
export function describe(comparison: Comparison): string {
  const { machine, data, cases, rounds, seconds, contestants, leftOut } = comparison;
  const among = (group: object) => cases.filter((name) => name in group);
  const perceptron = among(PERCEPTRON), others = among(OTHERS);
  const exploded = EXPLODED.filter((name) => cases.includes(name));

  const sections = [
    `${describeMachine(machine)}\n`,
    contestants.map(({ name, version }) => `${name}: ${version}\n`).join("") +
    leftOut.map((line) => `Left out: ${line}\n`).join(""),
    `A step: draw 32 of ${data.name}, forward, backward, update. Rounds: ${rounds} of ${seconds} s each; median (min–max)\n`,
  ];
  if (perceptron.length > 0) {
    sections.push(
      `The perceptron: 27 letters, E 10, T 3, H 200. Exploded: a step from where 500 steps at that rate have led.\n` +
        `Evaluation: the loss over ${data.examples.toLocaleString("en")} examples.\n\n` +
        times(contestants, perceptron),
    );
  }
  if (exploded.length > 0 && cases.includes("plain")) {
    sections.push(
      `An exploded step's time as a share of the plain one's in the same round; median (largest)\n\n` +
        table(
          contestants,
          exploded,
          ({ times }, c) =>
            medianAndLargest(times[c].map((time, round) => time / times.plain[round])),
        ),
    );
  }
  if (perceptron.length > 0) sections.push(...comparisons(contestants, perceptron));
  if (others.length > 0) {
    sections.push(
      `Large MLP: E 24, H 1,024, T 8, batches of 256. WaveNet: E 24, H 128, T 8. RNN, GRU: 64 units, T 16, all positions. Transformer: 4 layers, 64 wide, 4 heads, T 16, all positions.\n` +
        `Evaluation: the loss over the validation split.\n\n` +
        times(contestants, others),
      ...comparisons(contestants, others),
      ...gains(contestants, machine.cores, others.filter((name) => LARGE.includes(name))),
    );
  }
  return sections.join("\n");
}

const times = (contestants: Result[], cases: readonly string[]): string =>
  table(
    contestants,
    cases,
    ({ times }, c) => spread(times[c].map((time) => isEvaluation(c) ? time / 1000 : time)),
    (c) => `${titleOf(c)}, ${isEvaluation(c) ? "ms" : "µs"}`,
  );

/** Everyone beside the reference, and the others beside us. */
function comparisons(contestants: Result[], cases: readonly string[]): string[] {
  const able = contestants.filter(({ times }) => cases.some((c) => c in times));
  const ours = able.filter(({ name }) => name.startsWith("handgrad"));
  const rivals = able.filter(({ name }) => !name.startsWith("handgrad"));
  const reference = rivals.find(({ name }) => name === REFERENCE);
  return [
    ...reference === undefined ? [] : [
      `Time as a share of ${REFERENCE}'s in the same round; median (largest)\n\n` +
      table(able, cases, (result, c) => medianAndLargest(ratios(result, reference, c))),
    ],
    ...rivals.length === 0
      ? []
      : ours.map((our) =>
        `How many times as fast ${our.name} is, in the same round; median (smallest)\n\n` +
        table(
          rivals,
          cases.filter((c) => c in our.times),
          (rival, c) => medianAndSmallest(ratios(rival, our, c)),
        )
      ),
  ];
}

/** How much sooner those who have several threads are done with them than with one. */
function gains(contestants: Result[], threads: number, cases: readonly string[]): string[] {
  const rows = contestants.flatMap((alone) => {
    const together = contestants.find(({ name }) => name === withThreads(alone.name, threads));
    if (together === undefined) return [];
    return [[
      alone.name,
      ...cases.map((c) => medianAndSmallest(ratios(alone, together, c))),
    ]];
  });
  if (rows.length === 0) return [];
  return [
    `How many times as fast with ${threads} threads as with one, in the same round; median (smallest)\n\n` +
    formatTable(["", ...cases.map(titleOf)], rows),
  ];
}

/** A row a contestant that can do any of them, a column a case; of many cases, a row a case. */
function table(
  results: Result[],
  cases: readonly string[],
  cell: (result: Result, name: string) => string,
  title: (name: string) => string = titleOf,
): string {
  const able = results.filter(({ times }) => cases.some((c) => c in times));
  const rows = [
    ["", ...cases.map(title)],
    ...able.map((result) => [
      result.name,
      ...cases.map((c) => c in result.times ? cell(result, c) : "–"),
    ]),
  ];
  const [head, ...rest] = cases.length > 6 ? transpose<string>(rows) : rows;
  return formatTable(head, rest);
}

const ratios = (a: Result, b: Result, name: string): number[] =>
  a.times[name].map((time, round) => time / b.times[name][round]);
