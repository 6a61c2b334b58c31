/**
 * Measures how the cost of training grows with the hidden size, the batch and the number of steps, in one worker and in
 * two at the same time, prints it (medians of the rounds) and draws docs/scaling.svg:
 *
 *     deno task bench:scaling [--rounds 3] [--seconds 1] [--limit 120] [--arithmetic fused | exact | plain]
 *
 * `--limit` is how long a long training may take: steps that it does not reach within these seconds are left out, not
 * guessed.
 *
 * @module
 */
import type { Arguments } from "../../../cli/arguments.ts";
import { formatTable } from "../../../cli/table.ts";
import { type ArithmeticName, bestArithmetic } from "../../../core/arithmetic.ts";
import { InputError } from "../../../runner/errors.ts";
import { availableArithmetics } from "../arithmetics.ts";
import { command } from "../command.ts";
import { describeMachine, thisMachine } from "../machine.ts";
import { SIZES } from "../setting.ts";
import { median, short } from "../statistics.ts";
import { type Point, scalingChart } from "./chart.ts";
import { runInWorkers } from "./run.ts";

const HIDDEN = [16, 32, 64, 128, 200, 256, 512, 1024, 2048];
const BATCHES = [8, 16, 32, 64, 128, 256, 512, 1024];
const STEPS = [1e3, 1e4, 1e5, 1e6];
const WORKERS = [1, 2];
const FILE = "docs/scaling.svg";

async function main(options: Arguments): Promise<number> {
  const rounds = options.count("rounds", 1) ?? 3;
  const seconds = options.count("seconds", 1) ?? 1;
  const limit = options.count("limit", 1) ?? 120;
  const wanted = options.text("arithmetic") ?? bestArithmetic();
  const arithmetic = availableArithmetics(console.error).find((name) => name === wanted);
  if (arithmetic === undefined) throw new InputError(`There is no arithmetic "${wanted}" here`);

  console.log(describeMachine(thisMachine()));
  console.log(`${arithmetic} arithmetic; 27 letters, E 10, T 3, H 200, B 32`);
  console.log(`A step's cost: medians; rounds: ${rounds} of ${seconds} s each\n`);

  const bySize = (name: "H" | "B", values: number[]) =>
    measureSizes(name, values, { arithmetic, rounds, seconds });
  const hidden = await bySize("H", HIDDEN);
  console.log(describeStep("H", hidden));
  const batches = await bySize("B", BATCHES);
  console.log(describeStep("B", batches));
  const lengths = await measureLengths(arithmetic, limit);
  console.log(describeLength(lengths, limit));

  const chart = scalingChart(
    [
      { title: "Hidden size", x: "H (units)", y: "µs a step", points: hidden },
      { title: "Batch size", x: "B (examples)", y: "µs a step", points: batches },
      { title: "Length", x: "steps", y: "seconds", points: lengths },
    ],
    `handgrad, ${arithmetic} arithmetic: training steps of 27 letters, E 10, T 3, H 200, B 32. Dotted: in proportion.`,
  );
  await Deno.writeTextFile(FILE, chart);
  console.log(`Wrote ${FILE}`);
  return 0;
}

/**
 * Microseconds a step of models or batches of these sizes. All sizes take turns, so that what else the machine does
 * hits all of them.
 */
async function measureSizes(
  name: "H" | "B",
  values: number[],
  { arithmetic, rounds, seconds }: { arithmetic: ArithmeticName; rounds: number; seconds: number },
): Promise<Point[]> {
  const places = values.flatMap((x) => WORKERS.map((workers) => ({ x, workers })));
  const times: number[][] = places.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { x, workers }] of places.entries()) {
      const job = { ...sizesWith(name, x), arithmetic, milestones: [], seconds };
      const answers = await runInWorkers(job, workers);
      times[i].push(mean(answers.map(({ step }) => step)));
    }
  }
  return places.map((place, i) => ({ ...place, y: median(times[i])! }));
}

/** Seconds of one training at each number of steps that all workers reach. */
async function measureLengths(arithmetic: ArithmeticName, limit: number): Promise<Point[]> {
  const points: Point[] = [];
  for (const workers of WORKERS) {
    const job = { ...SIZES, arithmetic, milestones: STEPS, seconds: limit };
    const answers = await runInWorkers(job, workers);
    const reached = Math.min(...answers.map(({ milestones }) => milestones.length));
    for (let i = 0; i < reached; i++) {
      points.push({ x: STEPS[i], y: mean(answers.map((a) => a.milestones[i])), workers });
    }
  }
  return points;
}

/** The cost of a step, and what it means in multiplications and additions. */
function describeStep(name: "H" | "B", points: Point[]): string {
  const { T, E, V } = SIZES;
  return formatTable(
    [name, "1 worker, µs", "GFLOP/s", "2 workers, µs each", "2 workers / 1"],
    valuesOf(points).map((value) => {
      const { H, B } = sizesWith(name, value);
      // Three products forward and back, each a multiplication and an addition, in two layers.
      const flop = 6 * B * H * (T * E + V);
      const [one, two] = WORKERS.map((workers) => find(points, value, workers)!.y);
      return [String(value), short(one), short(flop / one / 1000), short(two), short(two / one)];
    }),
  );
}

function describeLength(points: Point[], limit: number): string {
  return formatTable(
    ["steps", ...WORKERS.flatMap((n) => [`${n} worker${n === 1 ? "" : "s"}, s`, "µs a step"])],
    STEPS.map((steps) => [
      steps.toLocaleString("en"),
      ...WORKERS.flatMap((workers) => {
        const point = find(points, steps, workers);
        if (point === undefined) return [`not within ${limit} s`, "–"];
        return [short(point.y), short(point.y / steps * 1e6)];
      }),
    ]),
  );
}

/** The setting with another H or B. */
function sizesWith(name: "H" | "B", value: number): typeof SIZES {
  const sizes = { ...SIZES };
  sizes[name] = value;
  return sizes;
}

const valuesOf = (points: Point[]) => [...new Set(points.map(({ x }) => x))];
const find = (points: Point[], x: number, workers: number) =>
  points.find((point) => point.x === x && point.workers === workers);
const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

await command(
  "bench:scaling",
  "[--rounds 3] [--seconds 1] [--limit 120] [--arithmetic fused | exact | plain]",
  { rounds: "text", seconds: "text", limit: "text", arithmetic: "text" },
  main,
);
