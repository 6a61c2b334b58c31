/**
 * Times the queue, on a PostgreSQL that is made for it and removed afterwards:
 *
 *     deno task bench:queue [--json]
 *
 * The database, the workers and who follows them share this machine's cores, and the runs are as short as they get:
 * upper bounds.
 *
 * @module
 */
import { quantile } from "d3-array";
import type { Arguments } from "../../../cli/arguments.ts";
import { work } from "../../../runner/queue/work.ts";
import { Trainer } from "../../../runner/training/trainer.ts";
import { inFolder, start } from "../../queue/command.ts";
import { NEEDS, openQueue, type Server, startServer } from "../../queue/postgres.ts";
import { command } from "../command.ts";
import { describeMachine, type Machine, thisMachine } from "../machine.ts";
import { median, short } from "../statistics.ts";

const RUNS = 200, MANY = 1000, WORKERS = [1, 2, 4, 8];

interface Result {
  machine: Machine;
  /** Of a run of some 10 ms, in ms. */
  short: Short;
  /** From the command's start until all runs are in the queue, and of the command that counts them; in s. */
  many: { sent: number; counted: number };
  /** Runs a second, by the number of workers. */
  growth: { workers: number; runsPerSecond: number }[];
}

interface Short {
  /** What the database was busy for each run, all in all, waiting for its disk included. */
  database: number;
  /** What a worker did between the end of one training and the beginning of the next: median, and 9 in 10 less than. */
  idle: number;
  idle90: number;
  /** A training, its worker's messages included: median. */
  training: number;
}

async function main(options: Arguments): Promise<number> {
  if (!NEEDS.other!.isThere) {
    console.error("PostgreSQL is not on this machine");
    return 1;
  }
  const machine = thisMachine();
  await using server = await startServer();
  say(`${RUNS} short runs`);
  const shortRuns = await timeShortRuns(server);
  say(`${MANY} waiting runs`);
  const many = await timeMany(server);
  const growth: Result["growth"] = [];
  for (const workers of WORKERS) {
    say(`${RUNS} runs by ${workers} worker${workers === 1 ? "" : "s"}`);
    growth.push({ workers, runsPerSecond: await throughput(server, workers) });
  }
  const result: Result = { machine, short: shortRuns, many, growth };
  console.log(options.flag("json") ? JSON.stringify(result, null, 2) : describe(result));
  return 0;
}

/** A sweep of runs with other seeds. */
const sweep = (runs: number, steps: number, hidden: number) => ({
  "sweep.json": {
    title: "Sweep",
    question: "How much does the queue take?",
    dataset: { source: "first-names" },
    model: { embeddingSize: 4, hiddenSizes: [hidden] },
    training: { steps },
    evaluation: { count: 1 },
    inspections: { count: 0 },
    samples: { count: 0 },
    repeats: runs,
  },
});

/** One worker, in this process, so that it can be told when it trains. */
async function timeShortRuns(server: Server): Promise<Short> {
  await server.create("short");
  let result: Short | undefined;
  await inFolder(sweep(RUNS, 500, 16), async (folder) => {
    const follower = start(folder, "run", ["sweep.json", "--queue", server.url("short")]);
    await follower.printing(/runs in the queue/);
    await server.sql("short", "select pg_stat_reset()");
    const times: [number, number][] = [], run = Trainer.prototype.run;
    Trainer.prototype.run = async function (...args) {
      const begin = performance.now();
      const ending = await run.apply(this, args);
      times.push([begin, performance.now()]);
      return ending;
    };
    const stop = new AbortController();
    await using queue = await openQueue(server.address("short"), { connections: 4 });
    const worker = work(queue, {
      name: "bench",
      jobs: 1,
      checkpointSeconds: 10,
      stop: stop.signal,
      say: () => {},
    });
    await succeed(follower);
    stop.abort();
    await worker;
    Trainer.prototype.run = run;
    await new Promise((resolve) => setTimeout(resolve, 2000)); // statistics are told once a second
    const [{ ms }] = await server.sql(
      "short",
      "select active_time as ms from pg_stat_database where datname = 'short'",
    );
    const idle = times.slice(1).map(([begin], i) => begin - times[i][1]);
    result = {
      database: Number(ms) / RUNS,
      idle: median(idle)!,
      idle90: quantile(idle, 0.9)!,
      training: median(times.map(([begin, end]) => end - begin))!,
    };
  });
  return result!;
}

async function timeMany(server: Server): Promise<Result["many"]> {
  await server.create("many");
  let result: Result["many"] | undefined;
  await inFolder(sweep(MANY, 500, 16), async (folder) => {
    const queue = ["--queue", server.url("many")];
    let begin = performance.now();
    const follower = start(folder, "run", ["sweep.json", ...queue]);
    await follower.printing(/runs in the queue/);
    const sent = (performance.now() - begin) / 1000;
    begin = performance.now();
    await succeed(start(folder, "queue", queue));
    result = { sent, counted: (performance.now() - begin) / 1000 };
    follower.process.kill("SIGKILL");
    await follower.ended();
  });
  return result!;
}

/** Runs a second, from the first result to the last; the workers wait when the runs are sent. */
async function throughput(server: Server, count: number): Promise<number> {
  const name = `growth_${count}`;
  await server.create(name);
  let perSecond = 0;
  await inFolder(sweep(RUNS, 3000, 32), async (folder) => {
    const queue = ["--queue", server.url(name)];
    const workers = Array.from(
      { length: count },
      () => start(folder, "worker", [...queue, "--jobs", "1"]),
    );
    await Promise.all(workers.map((worker) => worker.printing(/Working on/)));
    await succeed(start(folder, "run", ["sweep.json", ...queue]));
    for (const worker of workers) worker.process.kill("SIGINT");
    await Promise.all(workers.map((worker) => worker.ended()));
    const [{ seconds }] = await server.sql(
      name,
      "select extract(epoch from max(finished) - min(finished)) as seconds from handgrad.result",
    );
    perSecond = (RUNS - 1) / Number(seconds);
  });
  return perSecond;
}

/** Waits for a command's end. @throws with what it printed, where it failed */
async function succeed(started: ReturnType<typeof start>): Promise<void> {
  const { code, text } = await started.ended();
  if (code !== 0) throw new Error(text);
}

function describe({ machine, short: { database, idle, idle90, training }, many, growth }: Result) {
  const width = 48;
  const row = (what: string, figure: string) => `${what.padEnd(width)}${figure}`;
  return [
    describeMachine(machine),
    "",
    `${RUNS} runs of ${short(training)} ms, one worker`,
    row("database time a run", `${short(database)} ms`),
    row("idle between two runs, median (9 in 10 less)", `${short(idle)} ms (${short(idle90)} ms)`),
    "",
    row(`${MANY} runs planned, checked and sent`, `${short(many.sent)} s`),
    row("counted by deno task queue", `${short(many.counted)} s`),
    "",
    ...growth.map(({ workers, runsPerSecond }) =>
      row(
        `${RUNS} runs by ${workers} worker${workers === 1 ? "" : "s"}`,
        `${short(runsPerSecond)} a second`,
      )
    ),
  ].join("\n");
}

const say = (text: string) => console.error(text);

await command("bench:queue", "[--json]", { json: "flag" }, main);
