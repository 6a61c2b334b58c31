/**
 * Times each layer in every arithmetic beside the plain one:
 *
 *     deno task bench [--rounds 7] [--json]
 *
 * Each result is compared with the plain one first; then the arithmetics are timed in turns. Last, each operation of a
 * training step is timed on ordinary, tiny and huge values, and on those of a training that has exploded.
 *
 * @module
 */
import type { Arguments } from "../../../cli/arguments.ts";
import { formatTable } from "../../../cli/table.ts";
import { type ArithmeticName, createArithmetic } from "../../../core/arithmetic.ts";
import { availableArithmetics } from "../arithmetics.ts";
import { command } from "../command.ts";
import { describeMachine, thisMachine } from "../machine.ts";
import { median, short } from "../statistics.ts";
import { CASES, type KernelCase, type Prepared } from "./cases.ts";
import { LAYER_CASES } from "./layer_cases.ts";
import { describeValues } from "./values.ts";

const TOLERANCE = 1e-5;
const MEMORY = 2 ** 28; // bytes: all cases of an arithmetic together
const MILLISECONDS = 50; // a measurement

/** A case's times, microseconds a call, round by round, and how far it is from the plain result. */
interface Result extends Omit<KernelCase, "prepare"> {
  times: Record<string, number[]>;
  differences: Record<string, number>;
}

function main(options: Arguments): number {
  const rounds = options.count("rounds", 1) ?? 7;
  const machine = thisMachine();
  const names = availableArithmetics(console.error);
  const arithmetics = names.map((name) => createArithmetic(name, MEMORY));

  const results = [...CASES, ...LAYER_CASES].map(({ prepare, ...rest }): Result => {
    const prepared = Object.fromEntries(arithmetics.map((a) => [a.name, prepare(a)]));
    for (const name of names) prepared[name].run();
    const differences = Object.fromEntries(
      names.map((name) => [name, difference(prepared[name], prepared.plain)]),
    );
    const times = Object.fromEntries(names.map((name): [string, number[]] => [name, []]));
    for (const name of names) measure(prepared[name].run);
    for (let round = 0; round < rounds; round++) {
      for (const name of names) times[name].push(measure(prepared[name].run));
    }
    return { ...rest, times, differences };
  });

  const wrong = results.flatMap((result) =>
    // Written so that a difference that is no number counts as wrong.
    names.filter((name) => !(result.differences[name] <= TOLERANCE)).map((name) =>
      `${result.name} ${result.shape}: ${name} differs from plain by ${result.differences[name]}`
    )
  );
  if (options.flag("json")) console.log(JSON.stringify({ machine, rounds, results }, null, 2));
  else {
    console.log(describeMachine(machine));
    console.log(
      `Rounds: ${rounds} of ${MILLISECONDS} ms each; medians; everything is in the cache\n`,
    );
    console.log(describe(results, names, "FLOP"));
    console.log(describe(results, names, "byte"));
    const kernels = names.filter((name) => name !== "plain");
    console.log("Time on other values as a share of that on ordinary ones; the shortest times\n");
    console.log(describeValues(kernels, rounds));
  }
  for (const line of wrong) console.error(line);
  return wrong.length === 0 ? 0 : 1;
}

/** The largest difference of any element, relative to the largest element of its tensor. */
function difference(a: Prepared, b: Prepared): number {
  return Math.max(...a.outputs.map((x, i) => {
    const y = b.outputs[i];
    let [largest, apart] = [0, 0];
    for (let j = 0; j < x.length; j++) {
      largest = Math.max(largest, Math.abs(y[j]));
      apart = Math.max(apart, Math.abs(x[j] - y[j]));
    }
    return apart / (largest || 1);
  }));
}

/** Microseconds a call. */
function measure(run: () => void): number {
  const start = performance.now();
  let now = start;
  let calls = 0;
  for (; now - start < MILLISECONDS; now = performance.now()) {
    for (let i = 0; i < 10; i++) run();
    calls += 10;
  }
  return (now - start) / calls * 1000;
}

function describe(results: Result[], names: ArithmeticName[], unit: "FLOP" | "byte"): string {
  const rate = unit === "FLOP" ? "GFLOP/s" : "GB/s";
  const kernels = names.filter((name) => name !== "plain");
  return formatTable(
    [
      "",
      "inputs",
      ...names.flatMap((name) => [`${name}, µs`, rate]),
      ...kernels.map((name) => `plain / ${name}`),
    ],
    results.filter(({ work }) => work.unit === unit).map(({ name, shape, work, times }) => {
      const time = (name: ArithmeticName) => median(times[name])!;
      return [
        name,
        shape,
        ...names.flatMap((n) => [short(time(n)), short(work.amount / time(n) / 1000)]),
        ...kernels.map((n) => short(time("plain") / time(n))),
      ];
    }),
  );
}

await command("bench", "[--rounds 7] [--json]", { rounds: "text", json: "flag" }, main);
