import { assert, assertEquals } from "@std/assert";
import { fuses, hasSimd } from "../../../core/kernels/availability.ts";
import { TorchGenerator } from "../../../core/random/torch.ts";
import { buildDataset, type Dataset } from "../../../runner/data/dataset.ts";
import { type Job, runJob } from "../../../runner/training/job.ts";
import { type RunConfig, RunConfigSchema } from "../../../runner/schema/schema.ts";
import { Trainer } from "../../../runner/training/trainer.ts";
import { Workshop } from "../../../runner/training/workshop.ts";
import { needs } from "../../permissions.ts";
import { bitsOf } from "../store/resuming.ts";

const WORKERS = { read: true } as const;
const lines = ["ab", "ba", "abba", "baab", "aab", "bba", "abab", "b", "aabb", "bab"];
const datasets = new Map<string, Dataset>();

/** A job of few steps; jobs on the same data share them. */
function jobOf(config: object, seed = 42): Job {
  const parsed: RunConfig = RunConfigSchema.parse({
    evaluation: { count: 2 },
    inspections: { count: 1, updates: 3 },
    samples: { count: 2 },
    ...config,
  });
  const key = JSON.stringify(parsed.dataset);
  const dataset = datasets.get(key) ??
    buildDataset({ name: "a.txt", lines, sha256: "00" }, parsed.dataset);
  datasets.set(key, dataset);
  return { config: parsed, seed, dataset };
}

const splits = { splits: [0.6, 0.2, 0.2], shuffleSeed: false };
const short = { contextLength: 3, ...splits };
const long = { contextLength: 6, ...splits };
const mlp = { embeddingSize: 3, hiddenSizes: [5] };
const training = { steps: 12, batchSize: 4 };
const rate = (initial: number) => ({ learningRate: { schedule: "constant", initial } });
const small = { embeddingSize: 4, hiddenSize: 6 };
const adamw = { ...training, optimizer: { name: "adamw" } };
const arithmetics = [
  "plain",
  ...hasSimd() ? ["exact"] : [],
  ...fuses() ? ["fused"] : [],
];

/**
 * Runs of different shapes; among them some of one shape, which share a model, and some that leave it full of huge
 * numbers.
 */
const jobs = arithmetics.flatMap((arithmetic) => [
  jobOf({ arithmetic, dataset: short, model: mlp, training }),
  jobOf({ arithmetic, dataset: short, model: mlp, training: { ...training, ...rate(0.5) } }, 7),
  jobOf({ arithmetic, dataset: short, model: mlp, training: { ...training, ...rate(1e38) } }),
  jobOf({
    arithmetic,
    dataset: short,
    model: { ...mlp, init: { hidden: { weight: { scheme: "zeros" } } } },
    training,
  }),
  jobOf({ arithmetic, dataset: short, model: { ...mlp, hiddenSizes: [7, 5] }, training }),
  jobOf({ arithmetic, dataset: short, model: { ...mlp, batchNorm: true }, training }),
  jobOf({ arithmetic, dataset: short, model: { ...mlp, batchNorm: true }, training }, 8),
  jobOf({ arithmetic, dataset: short, model: mlp, training: adamw }),
  jobOf({ arithmetic, dataset: short, model: mlp, training: { ...adamw, steps: 5 } }, 9),
  jobOf({
    arithmetic,
    dataset: short,
    model: mlp,
    training: {
      ...training,
      optimizer: { name: "sgd", momentum: 0.9 },
      penalty: { l2: 0.01 },
      clipGradients: { norm: 0.5 },
      batches: { kind: "permutation" },
    },
  }),
  ...["rnn", "gru", "lstm"].map((kind) =>
    jobOf({ arithmetic, dataset: long, model: { kind, ...small }, training: adamw })
  ),
  ...[1, 2].map((seed) =>
    jobOf({
      arithmetic,
      dataset: { ...long, targets: "every" },
      model: { kind: "transformer", embeddingSize: 4, blocks: 1, heads: 2, dropout: 0.1 },
      training: adamw,
    }, seed)
  ),
]);

/** All jobs, in an order drawn by a seed. */
const shuffled = (seed: number): number[] => [...new TorchGenerator(seed).randperm(jobs.length)];

Deno.test("a run has the same bits whatever was trained in its workshop before", async () => {
  const fresh = await Promise.all(jobs.map((job) => runJob(job, () => {}).then(bitsOf)));
  assert(jobs.some((_, i) => (fresh[i] as { status: string }).status === "diverged"));
  const workshop = new Workshop();
  const control = {
    seconds: 0,
    stopping: () => false,
    save: () => Promise.resolve(),
    workshop,
  };
  for (const seed of [1, 2, 3]) {
    for (const i of shuffled(seed)) {
      const ending = await runJob(jobs[i], () => {}, control);
      assertEquals(
        ending.kind === "outcome" && bitsOf(ending),
        fresh[i],
        `job ${i}, order ${seed}`,
      );
    }
  }
});

Deno.test("a workshop lends the same model to one run after another, never to two at once", () => {
  const [{ config, dataset }, other] = jobs.filter(({ config }) => config.arithmetic === "exact");
  if (config === undefined) return;
  const workshop = new Workshop();
  const first = workshop.take(config, dataset);
  const second = workshop.take(other.config, dataset);
  assert(first !== second);
  workshop.giveBack(first, config, dataset);
  assert(workshop.take(other.config, dataset) === first);
});

Deno.test("what was learnt before is caught where it is not put back", async () => {
  const momentum = { ...training, optimizer: { name: "sgd", momentum: 0.9 } };
  const [, , job] = arithmetics.map((arithmetic) =>
    jobOf({ arithmetic, dataset: short, model: mlp, training: momentum })
  );
  if (job === undefined) return;
  const { config, seed, dataset } = job;
  const workshop = new Workshop();
  const equipment = workshop.take(config, dataset);
  workshop.giveBack(equipment, config, dataset);
  const take = workshop.take.bind(workshop);
  workshop.take = (...args) => {
    const taken = take(...args);
    for (const { data } of taken.optimizer.kept.flat()) data.fill(0.01);
    return taken;
  };
  const of = async (workshop?: Workshop) => {
    const control = { seconds: 0, stopping: () => false, save: () => Promise.resolve(), workshop };
    const ending = await runJob({ config, seed, dataset }, () => {}, control);
    return JSON.stringify(ending.kind === "outcome" && bitsOf(ending));
  };
  assert(await of(workshop) !== await of());
});

Deno.test(
  needs("a worker lives on between jobs and datasets, with the same bits", WORKERS),
  async () => {
    const trainer = new Trainer();
    try {
      for (const i of shuffled(4).slice(0, 12)) {
        const ending = await trainer.run(jobs[i], {});
        if (ending.kind !== "outcome") throw new Error(JSON.stringify(ending));
        assertEquals(bitsOf(ending), bitsOf(await runJob(jobs[i], () => {})), `job ${i}`);
      }
      // More datasets than it keeps, then the first once more.
      const lengths = [1, 2, 3, 4, 5, 6, 1];
      for (const contextLength of lengths) {
        const job = jobOf({ dataset: { contextLength, ...splits }, model: mlp, training });
        const ending = await trainer.run(job, {});
        assertEquals(
          bitsOf(ending as never),
          bitsOf(await runJob(job, () => {})),
          `${contextLength}`,
        );
      }
    } finally {
      trainer.end();
    }
  },
);
