/**
 * Times a sweep of many short runs, as `deno task run` carries it out, against the same sweep as a PyTorch script with
 * as many processes:
 *
 *     deno task bench:sweep [--runs 200] [--steps 2000] [--halving 200] [--json]
 *
 * First both must compute the same losses. Both are timed as whole commands, from start to end; handgrad also looks
 * inside its models, samples, checks gradients, stores all and writes the report. How much of a worker's time kernels
 * take is told by V8's profiler afterwards, in the same command once more: so measuring slows nothing that is timed.
 * With successive halving, which the script has not, only the sweep's own time and cores are told.
 *
 * @module
 */
import { join } from "node:path";
import type { Arguments } from "../../../cli/arguments.ts";
import { loadExperiment } from "../../../runner/config/config.ts";
import type { Dataset } from "../../../runner/data/dataset.ts";
import { loadDataset } from "../../../runner/data/load_dataset.ts";
import { planRuns, type Run } from "../../../runner/sweep/plan.ts";
import type { MlpConfig, RunConfig } from "../../../runner/schema/schema.ts";
import { readRun } from "../../../runner/store/store.ts";
import { train } from "../../../runner/training/train.ts";
import { command } from "../command.ts";
import { describeMachine, type Machine, thisMachine } from "../machine.ts";
import { findPython } from "../peers/contestants.ts";
import { short } from "../statistics.ts";
import { shareOfKernels } from "./kernels.ts";
import { Cores, type Taken } from "./cores.ts";

/** Of a loss, relative to it. */
const TOLERANCE = 1e-4;
/** How many runs' first losses are compared, and how many losses of each. */
const [CHECKED_RUNS, CHECKED_LOSSES] = [5, 100];
const ROOT = join(import.meta.dirname!, "../../..");
const FOLDER = join(ROOT, ".cache/bench-sweep");
const FILE = join(FOLDER, "sweep.json");

async function main(options: Arguments): Promise<number> {
  const trials = options.count("runs", 1) ?? 200;
  const steps = options.count("steps", CHECKED_LOSSES) ?? 2000;
  const machine = thisMachine();
  const minSteps = options.count("halving", 1);
  const processes = machine.cores;
  await Deno.mkdir(FOLDER, { recursive: true });
  await Deno.writeTextFile(FILE, JSON.stringify(sweep(trials, steps, minSteps), null, 2));
  if (minSteps !== undefined) {
    say("Timing the sweep");
    const { seconds, taken } = await runSweep(processes);
    console.log(
      options.flag("json")
        ? JSON.stringify({ machine, runs: trials, steps, minSteps, seconds, taken }, null, 2)
        : [
          describeMachine(machine),
          "",
          `${trials} runs of ${steps} steps, halved from ${minSteps} steps on`,
          `deno task run      ${short(seconds)} s`,
          ...describeCores(taken),
        ].join("\n"),
    );
    return 0;
  }
  const experiment = await loadExperiment(FILE, { set: [], display: FILE });
  const [{ config }] = experiment.variants;
  const dataset = await loadDataset(config.dataset, { base: FOLDER });
  const runs = await planRuns(experiment, () => dataset.summary);

  say("Checking that PyTorch computes the same losses");
  const few = runs.filter((_, i) => i % Math.ceil(runs.length / CHECKED_RUNS) === 0);
  const theirs = await torchSweep(few, dataset, processes, CHECKED_LOSSES);
  const wrong = few.filter((run, i) => !agree(lossesOf(run, dataset), theirs.results[i].losses));
  if (wrong.length > 0) {
    console.error(`The losses of ${wrong.map(({ variant }) => variant).join("; ")} differ`);
    return 1;
  }

  say("Timing the sweep");
  const sweepTime = await runSweep(processes);
  say("Timing the PyTorch script");
  const torch = await torchSweep(runs, dataset, processes, steps);
  say("Profiling the sweep");
  const profiles = join(FOLDER, "profiles");
  await Deno.remove(profiles, { recursive: true }).catch(() => {});
  await runSweep(processes, "--cpu-prof", `--cpu-prof-dir=${profiles}`);
  const kernelShare = await shareOfKernels(profiles);

  const result: Result = {
    machine,
    runs: runs.length,
    steps,
    seconds: sweepTime.seconds,
    torchSeconds: torch.seconds,
    taken: sweepTime.taken,
    kernelShare,
    largestDifference: await largestDifference(runs, torch.results),
  };
  console.log(options.flag("json") ? JSON.stringify(result, null, 2) : describe(result));
  return 0;
}

interface Result {
  machine: Machine;
  runs: number;
  steps: number;
  /** From start to end. */
  seconds: number;
  torchSeconds: number;
  /** Of the cores; null where it is not known. */
  taken: Taken | null;
  /** How much of its time a worker is in kernels. */
  kernelShare: number;
  /** Between the val losses at the end, here and there, relative to them. */
  largestDifference: number;
}

/** A search over the rate, the hidden layer's size and its initial values. */
const sweep = (trials: number, steps: number, minSteps: number | undefined) => ({
  title: "A sweep of short runs",
  question: "Which rate, size and initial values end lowest?",
  dataset: {
    source: { file: join(ROOT, "experiments/data/first_names.txt") },
    contextLength: 3,
  },
  model: { embeddingSize: 10, hiddenSizes: [200] },
  training: { steps, batchSize: 32 },
  search: {
    parameters: {
      "training.learningRate.initial": { min: 0.01, max: 0.5, distribution: "logUniform" },
      "model.hiddenSizes": { values: [[64], [100], [128], [200]] },
      "model.init.hidden.weight": {
        values: [{ scheme: "kaiming" }, { scheme: "xavier" }, { scheme: "normal", std: 0.1 }],
      },
    },
    trials,
  },
  ...(minSteps === undefined ? {} : { halving: { minSteps, factor: 3 } }),
});

/** The first losses of a run. */
function lossesOf({ config, seed }: Run, dataset: Dataset): number[] {
  const training = { ...config.training, steps: CHECKED_LOSSES };
  const few: RunConfig = { ...config, training, evaluation: { ...config.evaluation, count: 0 } };
  const losses: number[] = [];
  for (const record of train(few, seed, dataset)) {
    if (record.kind === "step") losses.push(record.loss);
  }
  return losses;
}

/** Written so that a loss that is no number counts as different. */
const agree = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((loss, i) => Math.abs(loss - b[i]) <= TOLERANCE * loss);

interface TorchRun {
  losses: number[];
  final: [number, number, number];
}

/** Lets the PyTorch script train. */
async function torchSweep(
  runs: readonly Run[],
  dataset: Dataset,
  processes: number,
  steps: number,
): Promise<{ seconds: number; results: TorchRun[] }> {
  const { train, val, test } = dataset;
  const splits = Object.fromEntries(
    Object.entries({ train, val, test }).map(([name, { X, Y }]) => [name, [[...X], [...Y]]]),
  );
  const task = JSON.stringify({
    processes,
    data: { T: dataset.contextLength, splits },
    runs: runs.map(({ config, seed }) => {
      const { embeddingSize: E, hiddenSizes: [H], init } = config.model as MlpConfig;
      const { batchSize: B, learningRate: { initial: rate } } = config.training;
      return {
        ...{ V: dataset.summary.vocabulary.length, T: dataset.contextLength, E, H, B },
        ...{ steps, rate, seed, init: init.hidden.weight },
        evaluations: config.evaluation.count,
      };
    }),
  });
  const start = performance.now();
  const child = new Deno.Command(await findPython(), {
    args: ["-B", join(import.meta.dirname!, "torch_sweep.py")],
    env: { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(task));
  await writer.close();
  const { success, stdout } = await child.output();
  if (!success) throw new Error("The PyTorch script failed");
  const seconds = (performance.now() - start) / 1000;
  return { seconds, results: JSON.parse(new TextDecoder().decode(stdout)) };
}

/** Runs the command, times it, and looks how busy it keeps the cores. */
async function runSweep(jobs: number, ...flags: string[]) {
  await Deno.remove(join(FOLDER, "results"), { recursive: true }).catch(() => {});
  const start = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--v8-flags=--no-maglev-osr", ...flags],
      ...["--allow-read", "--allow-write=results,.cache"],
      ...["--allow-env=HANDGRAD_DATA,INIT_CWD", join(ROOT, "cli.ts")],
      ...["run", FILE, "--jobs", `${jobs}`],
    ],
    cwd: FOLDER,
    env: { INIT_CWD: FOLDER },
    stdout: "null",
  }).spawn();
  const cores = new Cores(child.pid);
  const { success } = await child.status;
  const seconds = (performance.now() - start) / 1000;
  if (!success) throw new Error("The sweep failed");
  return { seconds, taken: cores.stop() };
}

async function largestDifference(runs: readonly Run[], theirs: TorchRun[]): Promise<number> {
  let largest = 0;
  for (const [i, { folder }] of runs.entries()) {
    const { summary } = await readRun(join(FOLDER, "results/sweep", folder));
    const loss = summary.final.find(({ split }) => split === "val")!.loss!;
    largest = Math.max(largest, Math.abs(loss - theirs[i].final[1]) / loss);
  }
  return largest;
}

function describe(
  { machine, runs, steps, seconds, torchSeconds, taken, kernelShare, largestDifference }: Result,
): string {
  const lines = [
    describeMachine(machine),
    "",
    `${runs} runs of ${steps} steps; a search over rate, hidden size and initial values`,
    `deno task run      ${short(seconds)} s, ${short(1000 * seconds / runs)} ms a run`,
    `PyTorch, autograd  ${short(torchSeconds)} s in ${machine.cores} processes`,
    `ratio              ${short(seconds / torchSeconds)}`,
    `kernels            ${percent(kernelShare)} of a worker's time`,
  ];
  if (taken !== null) {
    const kernels = kernelShare * taken.workers;
    lines.push(
      `                   ${short(kernels)} s of the ${
        short(taken.all)
      } s of processor time that it took in all: 1 in ${short(taken.all / kernels)}`,
      `                   it took ${
        short(seconds * machine.cores / kernels)
      } times as long as ${machine.cores} cores without other work need for them`,
    );
  }
  lines.push(
    ...describeCores(taken),
    `val losses         at the end agree with PyTorch's to a share of ${
      largestDifference.toExponential(0)
    }`,
  );
  return lines.join("\n");
}

function describeCores(taken: Taken | null): string[] {
  if (taken === null) return [];
  const { all, others, idle } = taken;
  const free = all + idle;
  return [
    `cores              ${
      percent(others / (free + others))
    } busy with other work; of what that left, ${percent(all / free)} with the sweep`,
  ];
}

const percent = (share: number) => `${(100 * share).toFixed(0)}%`;

const say = (text: string) => console.error(text);

await command(
  "bench:sweep",
  "[--runs 200] [--steps 2000] [--halving 200] [--json]",
  { runs: "text", steps: "text", halving: "text", json: "flag" },
  main,
);
