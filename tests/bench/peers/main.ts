/**
 * Compares handgrad with PyTorch, NumPy and TensorFlow.js:
 *
 *     deno task bench:peers [--rounds 5] [--seconds 1] [--only <part of a name>]… [--case <part of a name>]… [--json]
 *
 * Every contestant is a process of its own. First all must compute the same losses; then they are timed in turns,
 * so that what else the machine does hits all of them.
 *
 * @module
 */
import type { Arguments } from "../../../cli/arguments.ts";
import { InputError } from "../../../runner/errors.ts";
import { availableArithmetics } from "../arithmetics.ts";
import { command } from "../command.ts";
import { thisMachine } from "../machine.ts";
import { loadNames } from "../names.ts";
import { CASES, titleOf } from "./cases.ts";
import { Child } from "./child.ts";
import { contestants, findPython } from "./contestants.ts";
import { makeData } from "./data.ts";
import { describe, type Result } from "./report.ts";

/** Of a loss, relative to it. */
const TOLERANCE = 1e-4;

async function main(options: Arguments): Promise<number> {
  const rounds = options.count("rounds", 1) ?? 5;
  const seconds = Number(options.text("seconds") ?? 1);
  if (!(seconds > 0)) throw new InputError("--seconds must be a number above 0");

  const machine = thisMachine();
  const dataset = await loadNames();
  if (dataset.summary.notice) say(dataset.summary.notice);
  const cases = chosen(CASES, options.texts("case"));
  if (cases.length === 0) {
    throw new InputError(`No --case of that name; there are ${CASES.join(", ")}`);
  }
  const data = JSON.stringify(await makeData(dataset, cases));
  const leftOut: string[] = [];
  const commands = contestants(
    availableArithmetics((why) => leftOut.push(why)),
    await findPython(),
    machine.cores,
  );

  const children: Child[] = [];
  try {
    const names = chosen(commands.map(({ name }) => name), options.texts("only"));
    for (const command of commands) {
      if (!names.includes(command.name)) continue;
      if (!command.cases.some((name) => cases.includes(name))) continue;
      say(`Starting ${command.name}`);
      try {
        children.push(await Child.start(command, data));
      } catch (error) {
        leftOut.push(`${command.name}: ${(error as Error).message}`);
      }
    }
    const results = await checkAll(children, cases);
    if (!cases.every((name) => agree(results, name))) return 1;
    for (let round = 0; round < rounds; round++) {
      say(`Round ${round + 1} of ${rounds}`);
      for (const name of cases) {
        // Another one begins each round.
        for (let i = 0; i < children.length; i++) {
          const turn = (i + round) % children.length;
          if (!children[turn].cases.includes(name)) continue;
          results[turn].times[name].push(await children[turn].time(name, seconds));
        }
      }
    }
    const comparison = {
      machine,
      data: { name: dataset.summary.name, examples: dataset.train.count },
      cases,
      rounds,
      seconds,
      contestants: results,
      leftOut,
    };
    console.log(options.flag("json") ? JSON.stringify(comparison, null, 2) : describe(comparison));
    return 0;
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

/** Those whose names have one of these parts; all, where none are given. */
const chosen = (names: readonly string[], parts: readonly string[]): string[] =>
  names.filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)));

/** Everyone's losses, and no times yet. */
async function checkAll(children: Child[], cases: readonly string[]): Promise<Result[]> {
  const results: Result[] = [];
  for (const child of children) {
    say(`Checking ${child.name}`);
    const { name, version } = child;
    const result: Result = { name, version, losses: {}, times: {} };
    for (const name of cases) {
      if (!child.cases.includes(name)) continue;
      result.losses[name] = await child.check(name);
      result.times[name] = [];
    }
    results.push(result);
  }
  return results;
}

/** Whether everyone's losses of a case are the same; says so, or who differs. */
function agree(results: Result[], name: string): boolean {
  const able = results.filter(({ losses }) => name in losses);
  const all = able.map(({ losses }) => losses[name]);
  const widest = (all[0] ?? []).map((_, i) => {
    const column = all.map((losses) => losses[i]);
    return (Math.max(...column) - Math.min(...column)) / Math.max(...column);
  });
  // Written so that a loss that is no number counts as different.
  const same = widest.every((width) => width <= TOLERANCE);
  if (same) {
    say(
      `${titleOf(name)}: all agree on the losses to a share of ${
        Math.max(...widest, 0).toExponential(0)
      }`,
    );
    return true;
  }
  console.error(`${titleOf(name)}: the losses differ by more than ${TOLERANCE} of them:`);
  for (const { name: who, losses } of able) console.error(who, JSON.stringify(losses[name]));
  return false;
}

const say = (text: string) => console.error(text);

await command(
  "bench:peers",
  "[--rounds 5] [--seconds 1] [--only <part of a contestant's name>]… [--case <part of a case's name>]… [--json]",
  { rounds: "text", seconds: "text", only: "texts", case: "texts", json: "flag" },
  main,
);
