/**
 * Compares handgrad with PyTorch, NumPy and TensorFlow.js:
 *
 *     deno task bench:peers [--rounds 5] [--seconds 1] [--only <part of a name>]… [--json]
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
import { type Case, CASES, Child } from "./child.ts";
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
  const data = JSON.stringify(makeData(dataset.train));
  const leftOut: string[] = [];
  const commands = contestants(
    availableArithmetics((why) => leftOut.push(why)),
    await findPython(),
    machine.cores,
  ).filter(({ name }) => {
    const parts = options.texts("only");
    return parts.length === 0 || parts.some((part) => name.includes(part));
  });

  const children: Child[] = [];
  try {
    for (const command of commands) {
      say(`Starting ${command.name}`);
      try {
        children.push(await Child.start(command, data));
      } catch (error) {
        leftOut.push(`${command.name}: ${(error as Error).message}`);
      }
    }
    const results = await checkAll(children);
    if (!agree(results)) return 1;
    for (let round = 0; round < rounds; round++) {
      say(`Round ${round + 1} of ${rounds}`);
      for (const name of CASES) {
        // Another one begins each round.
        for (let i = 0; i < children.length; i++) {
          const turn = (i + round) % children.length;
          results[turn].times[name].push(await children[turn].time(name, seconds));
        }
      }
    }
    const comparison = {
      machine,
      data: { name: dataset.summary.name, examples: dataset.train.count },
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

/** Everyone's losses, and no times yet. */
async function checkAll(children: Child[]): Promise<Result[]> {
  const results: Result[] = [];
  for (const child of children) {
    say(`Checking ${child.name}`);
    const losses = {} as Record<Case, number[]>;
    for (const name of CASES) losses[name] = await child.check(name);
    const times = Object.fromEntries(CASES.map((name) => [name, []])) as unknown as Result["times"];
    results.push({ name: child.name, version: child.version, losses, times });
  }
  return results;
}

/** Whether all losses are the same; says so, or who differs. */
function agree(results: Result[]): boolean {
  const all = results.map(({ losses }) => CASES.flatMap((name) => losses[name]));
  const widest = all[0].map((_, i) => {
    const column = all.map((losses) => losses[i]);
    return (Math.max(...column) - Math.min(...column)) / Math.max(...column);
  });
  // Written so that a loss that is no number counts as different.
  const same = widest.every((width) => width <= TOLERANCE);
  if (same) {
    say(`All agree on the losses to a share of ${Math.max(...widest).toExponential(0)}`);
    return true;
  }
  console.error(`The losses differ by more than ${TOLERANCE} of them:`);
  results.forEach(({ name, losses }) => console.error(name, JSON.stringify(losses)));
  return false;
}

const say = (text: string) => console.error(text);

await command(
  "bench:peers",
  "[--rounds 5] [--seconds 1] [--only <part of a contestant's name>]… [--json]",
  { rounds: "text", seconds: "text", only: "texts", json: "flag" },
  main,
);
