import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { needs } from "../permissions.ts";
import { end, exactFiles, inFolder, start, type Started } from "./command.ts";
import { NEEDS, type Server, startServer } from "./postgres.ts";

const RUNS = 100, WORKERS = 4, KILLS = 22;

/** 100 runs of about half a second. */
const SWEEP = {
  title: "Sweep",
  question: "Does it survive?",
  dataset: { source: "first-names", first: 400 },
  model: { embeddingSize: 8, hiddenSizes: [100] },
  training: { steps: 3000 },
  evaluation: { count: 3 },
  inspections: { count: 1 },
  samples: { count: 2, maxLength: 8 },
  grid: { "training.learningRate.initial": [0.01, 0.02, 0.05, 0.1, 0.2] },
  repeats: RUNS / 5,
};

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Counts how often each result is written. */
const COUNT_WRITES = `
  create table public.write (key text);
  create function public.wrote() returns trigger language plpgsql as $$ begin insert into public.write values (new.key); return null; end $$;
  create trigger wrote after insert or update on handgrad.result for each row execute function public.wrote();
`;

const LEFT = `
  select (select count(*) from handgrad_queue.job where state <> 'completed')::int as jobs,
    (select count(*) from handgrad.checkpoint)::int as checkpoints, (select count(*) from handgrad.progress)::int as progress,
    (select count(*) from handgrad.result)::int as results, (select count(distinct key) from public.write)::int as keys,
    (select count(*) from public.write)::int as writes
`;

Deno.test(
  needs(
    `${RUNS} runs, ${WORKERS} workers, ${KILLS} of them killed, PostgreSQL restarted twice: each run is finished once, with the bits of a local one`,
    NEEDS,
  ),
  async () => {
    await inFolder({ "sweep.json": SWEEP }, async (local) => {
      const reference = await start(local, "run", ["sweep.json"]).ended();
      assertEquals(reference.code, 0, reference.text);
      const expected = await exactFiles(join(local, "results/sweep"));
      await using server = await startServer();
      await server.create("sweep");
      await inFolder({ "sweep.json": SWEEP }, async (folder) => {
        const url = server.url("sweep");
        const startWorker = () =>
          start(folder, "worker", ["--queue", url, "--jobs", "1", "--checkpoint", "0.1"]);
        const run = start(folder, "run", ["sweep.json", "--queue", url]);
        await run.printing(/100 runs in the queue/);
        await server.sql("sweep", COUNT_WRITES);
        const workers = Array.from({ length: WORKERS }, startWorker);
        const killed = await disturb(server, workers, startWorker, run);
        const { code, text } = await run.ended();
        const ends = await Promise.all(workers.map((worker) => end(worker, "SIGINT")));
        const all = [text, ...killed, ...ends.map(({ text }) => text)].join("\n");
        assertEquals(code, 0, all);
        assertEquals(ends.map(({ code }) => code), ends.map(() => 130), all);
        const [left] = await server.sql("sweep", LEFT);
        const none = { jobs: 0, checkpoints: 0, progress: 0 };
        assertEquals(left, { ...none, results: RUNS, keys: RUNS, writes: RUNS }, all);
        assertEquals(await exactFiles(join(folder, "results/sweep")), expected);
        const times = (words: RegExp) => all.match(words)?.length ?? 0;
        console.log(
          `${killed.length} workers killed; ${
            times(/goes on from step/g)
          } runs went on from a checkpoint, ` +
            `${times(/is gone/g)} times a process waited for the database`,
        );
      });
    });
  },
);

/**
 * Kills workers at random moments, each replaced at once, and restarts the database twice.
 *
 * @returns what the killed ones had printed
 */
async function disturb(
  server: Server,
  workers: Started[],
  startWorker: () => Started,
  run: Started,
): Promise<string[]> {
  const killed: string[] = [];
  await sleep(3000);
  for (let kill = 0; kill < KILLS; kill++) {
    if (kill === 7 || kill === 14) {
      // Who has not reached a database yet does not wait for it.
      await Promise.all(workers.map((worker) => worker.printing(/Working on/)));
      await server.stop(kill === 7 ? "fast" : "immediate");
      await sleep(500);
      await server.start();
    }
    const i = Math.floor(Math.random() * workers.length);
    killed.push((await end(workers[i])).text);
    workers[i] = startWorker();
    await sleep(300 + Math.random() * 1000);
    assert(!/Report:/.test(run.text()), `the sweep was over after ${kill} kills`);
  }
  return killed;
}

/** Halving of nine short runs, and what it decides. */
const HALVED = {
  ...SWEEP,
  title: "Halved",
  training: { steps: 90 },
  grid: { "training.learningRate.initial": [0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1] },
  repeats: 2,
  halving: { minSteps: 10 },
};

Deno.test(
  needs(
    "halving through a queue decides as it does here, also where its follower is killed",
    NEEDS,
  ),
  async () => {
    const decided = async (folder: string) =>
      JSON.parse(await Deno.readTextFile(join(folder, "results/halved/experiment.json"))).rungs;
    await inFolder({ "halved.json": HALVED }, async (local) => {
      const reference = await start(local, "run", ["halved.json"]).ended();
      assertEquals(reference.code, 0, reference.text);
      await using server = await startServer();
      await server.create("halved");
      await inFolder({ "halved.json": HALVED }, async (folder) => {
        const args = ["--queue", server.url("halved")];
        const workers = [1, 2].map(() => start(folder, "worker", [...args, "--jobs", "1"]));
        const first = start(folder, "run", ["halved.json", ...args]);
        await first.printing(/Step 10: 3 of 9 go on/);
        await end(first);
        const { code, text } = await start(folder, "run", ["halved.json", ...args]).ended();
        await Promise.all(workers.map((worker) => end(worker, "SIGINT")));
        assertEquals(code, 0, text);
        assertEquals((await decided(folder)).length, 2);
        assertEquals(await decided(folder), await decided(local));
      });
    });
  },
);
