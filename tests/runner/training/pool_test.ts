import { assertEquals, assertMatch } from "@std/assert";
import { decodeCheckpoint } from "../../../runner/store/checkpoint.ts";
import { type Job, runJob } from "../../../runner/training/job.ts";
import { type Ending, type PoolOptions, runPool } from "../../../runner/training/pool.ts";
import { pinnedJobs } from "../../core/kernels/pinned_runs.ts";
import { needs } from "../../permissions.ts";
import { bitsOf, HASH } from "../store/resuming.ts";

const WORKERS = { read: true } as const;
const [job] = pinnedJobs("plain");

/** How the jobs ended, in their order; undefined where one was not begun. */
async function endingsOf(jobs: readonly Job[], options: Partial<PoolOptions> = {}) {
  const endings: (Ending | undefined)[] = jobs.map(() => undefined);
  await runPool(jobs, {
    jobs: 2,
    ...options,
    onEnd: (index, ending) => void (endings[index] = ending),
  });
  return endings;
}

const messageOf = (ending?: Ending) => ending?.kind === "failure" ? ending.message : "";
const withSteps = (steps: number): Job => ({
  ...job,
  config: { ...job.config, training: { ...job.config.training, steps } },
});

Deno.test(needs("a job that breaks is reported, and the others finish", WORKERS), async () => {
  const model = { ...job.config.model, hiddenSizes: [2 ** 28] };
  const huge: Job = { ...job, config: { ...job.config, model } };
  const empty: Job = { ...job, dataset: null as never };
  const uncloneable = { ...job, surprise: () => {} } as Job;
  const endings = await endingsOf([empty, job, huge, job, uncloneable, job]);
  assertMatch(messageOf(endings[0]), /^TypeError: .*null/);
  assertMatch(messageOf(endings[2]), /^RangeError: /);
  assertMatch(messageOf(endings[4]), /could not be cloned/);
  const bits = bitsOf(await runJob(job, () => {}));
  for (const i of [1, 3, 5]) assertEquals(bitsOf(endings[i] as never), bits);
});

Deno.test(needs("a worker that throws outside its job is reported too", WORKERS), async () => {
  const worker = new URL("./broken_worker.ts", import.meta.url);
  const endings = await endingsOf([1, 2, 3].map((seed) => ({ ...job, seed })), { worker });
  assertMatch(messageOf(endings[0]), /thrown at once/);
  assertMatch(messageOf(endings[1]), /rejected later/);
  assertEquals(endings[2], { kind: "stopped", step: 3, checkpoint: null });
});

Deno.test(
  needs("a stop ends the active jobs with checkpoints, and begins no other", WORKERS),
  async () => {
    const controller = new AbortController();
    const long = { ...withSteps(1_000_000), checkpoints: { hash: HASH, seconds: 0 } };
    const endings = await endingsOf([long, long, long], {
      stop: controller.signal,
      onProgress: (_, { step }) => step > 100 && controller.abort(),
      onCheckpoint: () => Promise.reject(new Error("not asked for")),
    });
    assertEquals(endings[2], undefined);
    let saved = 0;
    for (const ending of endings.slice(0, 2)) {
      if (ending?.kind !== "stopped") throw new Error(JSON.stringify(ending));
      if (ending.checkpoint === null) continue; // it had not begun to train
      saved++;
      const { state } = await decodeCheckpoint(ending.checkpoint, {
        hash: HASH,
        config: long.config,
      });
      assertEquals(state.step, ending.step);
    }
    assertEquals(saved > 0, true);
  },
);

Deno.test(
  needs("a job's checkpoints are written one at a time, all before its end", WORKERS),
  async () => {
    const written: string[] = [];
    let writing = 0;
    const frequent = { ...withSteps(3000), checkpoints: { hash: HASH, seconds: 0.001 } };
    await runPool([frequent], {
      jobs: 1,
      onCheckpoint: async () => {
        assertEquals(++writing, 1);
        await new Promise((resolve) => setTimeout(resolve, 120));
        writing--;
        written.push("checkpoint");
      },
      onEnd: () => {
        assertEquals(writing, 0);
        written.push("end");
      },
    });
    assertEquals(written.slice(0, 2).concat(written.at(-1)!), ["checkpoint", "checkpoint", "end"]);
  },
);

Deno.test(needs("a worker has its next job before its last one is seen to", WORKERS), async () => {
  const order: string[] = [];
  const told = (name: string): Job => ({
    ...job,
    get seed() {
      order.push(`${name} sent`);
      return job.seed;
    },
  });
  await runPool(["a", "b", "c"].map(told), {
    jobs: 1,
    onEnd: (index) => void order.push(`${"abc"[index]} ended`),
  });
  assertEquals([...new Set(order)], [
    "a sent",
    "b sent",
    "a ended",
    "c sent",
    "b ended",
    "c ended",
  ]);
});
