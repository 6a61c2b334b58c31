import { assert, assertEquals, assertMatch } from "@std/assert";
import { bestArithmetic } from "../../../core/arithmetic.ts";
import type { MlpConfig } from "../../../runner/schema/schema.ts";
import { decodeCheckpoint } from "../../../runner/store/checkpoint.ts";
import { Cores, mostHelpers } from "../../../runner/training/cores.ts";
import { type Job, runJob } from "../../../runner/training/job.ts";
import type { Outcome } from "../../../runner/training/recording.ts";
import { type Ending, runPool } from "../../../runner/training/pool.ts";
import { isLarge } from "../../../runner/training/step_cost.ts";
import { Trainer } from "../../../runner/training/trainer.ts";
import { pinnedJobs } from "../../core/kernels/pinned_runs.ts";
import { needs } from "../../permissions.ts";
import { bitsOf, HASH } from "../store/resuming.ts";

const WORKERS = { read: true } as const;
const [small] = pinnedJobs(bestArithmetic());
const model = { ...small.config.model as MlpConfig, embeddingSize: 24, hiddenSizes: [700] };

/** A run whose steps are just large enough. */
const large = (steps: number): Job => ({
  ...small,
  config: {
    ...small.config,
    model,
    training: { ...small.config.training, steps, batchSize: 128 },
    inspections: { count: 1, at: [], updates: 0 },
  },
});

const isLargeJob = ({ config, dataset }: Job) => isLarge(config, dataset.summary.vocabulary.length);

/** Trains with so many threads that help, which come at step 2. */
async function trainWith(helpers: number, job: Job, helper?: URL): Promise<Ending> {
  const trainer = new Trainer(undefined, helper);
  try {
    const ending = trainer.run(job, {});
    trainer.help(helpers);
    return await ending;
  } finally {
    trainer.end();
  }
}

const outcomeOf = (ending: Ending): unknown => bitsOf(ending as Outcome);

Deno.test(needs("1, 2, 3 and 4 threads come to the same bits", WORKERS), async () => {
  const job = large(12);
  assert(isLargeJob(job) && !isLargeJob(small));
  const alone = bitsOf(await runJob(job, () => {}));
  for (const helpers of [0, 1, 2, 3]) {
    assertEquals(outcomeOf(await trainWith(helpers, job)), alone);
  }
});

Deno.test(
  needs("threads come and go while a run is trained, stopped and resumed", WORKERS),
  async () => {
    // So long that it is not over before it hears that it is to stop, however busy the machine.
    const steps = 1_000_000;
    const job = { ...large(steps), checkpoints: { hash: HASH, seconds: 0 } };
    const trainer = new Trainer();
    const stop = new AbortController();
    let count = 0;
    const stopped = await trainer.run(job, {
      stop: stop.signal,
      onProgress({ step }) {
        trainer.help([1, 3, 0, 2][count++ % 4]);
        if (step > 0) stop.abort();
      },
    });
    if (stopped.kind !== "stopped" || stopped.checkpoint === null) throw new Error(stopped.kind);
    assert(stopped.step < steps);
    // So long that what it evaluates on the way lies behind the step at which the other one stopped.
    const whole = large(2 * stopped.step + 2);
    const from = await decodeCheckpoint(stopped.checkpoint, { hash: HASH, config: job.config });
    const ending = trainer.run({ ...whole, from }, {});
    trainer.help(2);
    assertEquals(outcomeOf(await ending), bitsOf(await runJob(whole, () => {})));
    trainer.end();
  },
);

Deno.test(
  needs("a thread that breaks ends the run with its reason, and the next one trains", WORKERS),
  async () => {
    const module = new URL("./breaking_helper.ts", import.meta.url);
    const ending = await trainWith(1, large(100_000), module);
    assertMatch(
      ending.kind === "failure" ? ending.message : ending.kind,
      /a thread that helped to train it broke: .*out of bounds/,
    );
    const none = await trainWith(1, large(100_000), new URL("./no_helper.ts", import.meta.url));
    assertMatch(
      none.kind === "failure" ? none.message : none.kind,
      /^a thread that helped to train it broke: ./,
    );
    assertEquals((await trainWith(1, large(2))).kind, "outcome");
  },
);

Deno.test(needs("a pool of more cores than runs comes to the same bits", WORKERS), async () => {
  const jobs = [large(10), small];
  const endings: unknown[] = [];
  await runPool(jobs, {
    jobs: 4,
    onEnd: (index, ending) => void (endings[index] = outcomeOf(ending)),
  });
  const alone = await Promise.all(jobs.map((job) => runJob(job, () => {})));
  assertEquals(endings, alone.map(bitsOf));
});

/** Notes how many threads it is to have. */
class Noting {
  helpers = 0;
  constructor(readonly isLarge: boolean) {}
  help(count: number) {
    this.helpers = count;
  }
}

Deno.test("runs come first, and large ones share what is left over", async () => {
  const runs = [true, false, true, true].map((isLarge) => new Noting(isLarge));
  const trainers = runs as unknown as Trainer[];
  const shares = async (
    count: number,
    change: (cores: Cores) => void,
    cores = new Cores(count),
  ) => {
    change(cores);
    await new Promise((resolve) => setTimeout(resolve, 60));
    return { cores, helpers: runs.map(({ helpers }) => helpers) };
  };
  const { cores, helpers } = await shares(
    6,
    (cores) => trainers.forEach((one) => cores.begin(one)),
  );
  assertEquals(helpers, [1, 0, 1, 0]);
  assertEquals((await shares(6, () => cores.rest(trainers[1]), cores)).helpers, [1, 0, 1, 1]);
  await shares(6, () => cores.rest(trainers[2]), cores);
  assertEquals([runs[0].helpers, runs[3].helpers], [2, 2]);
  await shares(6, () => cores.begin(trainers[1]), cores);
  assertEquals([runs[0].helpers, runs[3].helpers], [2, 1]);
  for (const trainer of trainers) cores.rest(trainer);

  assertEquals(
    (await shares(4, (cores) => {
      trainers.forEach((one) => cores.begin(one));
      setTimeout(() => trainers.forEach((one) => cores.rest(one)), 40);
    })).helpers,
    [0, 0, 0, 0],
  );
  const { cores: many } = await shares(64, (cores) => cores.begin(trainers[0]));
  assertEquals(runs[0].helpers, 7);
  many.rest(trainers[0]);
  assertEquals([mostHelpers(2, 1), mostHelpers(2, 2), mostHelpers(64, 1)], [1, 0, 7]);
});
