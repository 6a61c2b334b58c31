import { mlpOf } from "../../mlp.ts";
import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { bestArithmetic } from "../../../core/arithmetic.ts";
import { MersenneTwister } from "../../../core/random/mersenne_twister.ts";
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
} from "../../../runner/store/checkpoint.ts";
import { type Job, runJob, type Stopped } from "../../../runner/training/job.ts";
import type { RunConfig } from "../../../runner/schema/schema.ts";
import { jobOf } from "../../../runner/checks/verify.ts";
import { pinnedJobs } from "../../core/kernels/pinned_runs.ts";
import { PERMUTATION, sharing, testInterrupted, trainedBy } from "./interrupted.ts";
import { bitsOf, countRecords, HASH, interrupt, throughFile } from "./resuming.ts";

/** Evaluates often, with a rate that depends on it. */
function waiting(job: Job): Job {
  const waiting = trainedBy(job, {
    learningRate: {
      schedule: "reduceOnPlateau",
      initial: 1,
      factor: 0.5,
      patience: 0,
      threshold: 0,
      cooldown: 1,
      minimum: 0.001,
      warmup: 10,
    },
  });
  const evaluation = { ...job.config.evaluation, count: 40 };
  return { ...waiting, config: { ...waiting.config, evaluation } };
}

testInterrupted(bestArithmetic());

const [, , job] = pinnedJobs("plain");

Deno.test("a run interrupted in its last evaluation evaluates again, once", async () => {
  const { step, checkpoint } = await interrupt(job, await countRecords(job) - 5) as Stopped;
  assertEquals(step, job.config.training.steps);
  const resumed = await runJob({ ...job, from: await throughFile(checkpoint!, job) }, () => {});
  assertEquals(bitsOf(resumed), bitsOf(await runJob(job, () => {})));
});

const [tanh] = pinnedJobs("plain");
const { config } = sharing(tanh);
const relu = { ...mlpOf(config), activation: "relu" } as const;
const wild = { ...config.training.learningRate, initial: 300 };
const short: Record<string, { config: RunConfig; status: string }> = {
  "that is looked into by its batches": {
    config: {
      ...config,
      training: { ...config.training, steps: 5 },
      inspections: { count: 2, at: [1, 4], updates: 3, batch: "trained" },
    },
    status: "finished",
  },
  "with samples before": {
    config: { ...config, training: { ...config.training, steps: 5 } },
    status: "finished",
  },
  "with samples after": {
    config: {
      ...config,
      training: { ...config.training, steps: 5 },
      samples: { ...config.samples, when: "after" },
    },
    status: "finished",
  },
  "that diverges": {
    config: { ...config, model: relu, training: { ...config.training, learningRate: wild } },
    status: "diverged",
  },
  "that is stopped as hopeless": {
    config: {
      ...config,
      training: {
        ...config.training,
        learningRate: wild,
        stopWhen: { lossAbove: 2, averagedOver: 3, after: 4 },
      },
    },
    status: "hopeless",
  },
  "with a penalty, that is stopped as hopeless": {
    config: {
      ...config,
      training: {
        ...config.training,
        steps: 20,
        learningRate: wild,
        penalty: { l2: 0.001, reduction: "sum" },
        stopWhen: { lossAbove: 2, averagedOver: 3, after: 4 },
      },
    },
    status: "hopeless",
  },
};
for (const [which, { config, status }] of Object.entries(short)) {
  Deno.test(`a run ${which}, interrupted at each moment, gives the same bits`, async () => {
    const job = { ...tanh, config };
    const outcome = await runJob(job, () => {});
    assertEquals([outcome.status, outcome.steps > 1], [status, true]);
    let interruptions = 0;
    for (let records = await countRecords(job); records >= 0; records--) {
      const interrupted = await interrupt(job, records);
      if (interrupted.kind === "outcome") assertEquals(bitsOf(interrupted), bitsOf(outcome));
      else if (interrupted.checkpoint !== null) {
        interruptions++;
        const from = await throughFile(interrupted.checkpoint, job);
        assertEquals(bitsOf(await runJob({ ...job, from }, () => {})), bitsOf(outcome));
      }
    }
    assertEquals(interruptions > 1, true);
  });
}

const spoilt: Record<string, (checkpoint: Checkpoint) => void> = {
  "the order of an epoch": ({ state }) =>
    state.epoch = { twister: MersenneTwister.fromSeed(1).state },
  "the batches' stream": ({ state }) =>
    state.streams.batches = { twister: MersenneTwister.fromSeed(1).state },
  "a weight": ({ state }) => state.tensors[0].data[0] += 1e-3,
  "a running statistic": ({ state }) => state.tensors.at(-1)!.data[0] += 1e-3,
  "the step": ({ state }) => state.step--,
  "a loss": ({ losses }) => losses[3] = 0,
  "an evaluation": ({ evaluations }) => evaluations.pop(),
  "an update": ({ updates }) => updates.pop(),
};
for (const [what, spoil] of Object.entries(spoilt)) {
  Deno.test(`the comparison of bits notices a checkpoint that is wrong in ${what}`, async () => {
    const spoilt = trainedBy(job, { batches: PERMUTATION });
    const { checkpoint: from } = await interrupt(spoilt, 150) as Stopped;
    spoil(from!);
    assertNotEquals(
      bitsOf(await runJob({ ...spoilt, from: from! }, () => {})),
      bitsOf(await runJob(spoilt, () => {})),
    );
  });
}

Deno.test("a rate that waits for plateaus drops several times, also when it is verified", async () => {
  const waits = waiting(job);
  const outcome = await runJob(waits, () => {});
  const { learningRates, losses } = outcome;
  const rates = new Set(learningRates.slice(10));
  assertEquals(rates.size > 2, true, `${[...rates]}`);
  const { hashes: _, ...claim } = { config: waits.config, seed: waits.seed, hashes: null };
  const again = jobOf(claim as Parameters<typeof jobOf>[0], waits.dataset, losses.length);
  assertEquals((await runJob(again, () => {})).losses, losses);
});

Deno.test("the seconds and the speed of a resumed run are those of all its parts", async () => {
  const { checkpoint } = await interrupt(job, 100) as Stopped;
  const from = { ...checkpoint!, seconds: 1000, stepSeconds: 800 };
  const { seconds, stepsPerSecond, steps } = await runJob({ ...job, from }, () => {});
  assertEquals([Math.floor(seconds / 10), Math.round(steps / stepsPerSecond / 10)], [100, 80]);
});

/** A few kilobytes: the streams are most of it. */
async function small(): Promise<{ checkpoint: Checkpoint; bytes: Uint8Array<ArrayBuffer> }> {
  const twister = MersenneTwister.fromSeed(1).state;
  const checkpoint: Checkpoint = {
    state: {
      step: 3,
      tensors: [{ name: "C", shape: [2, 2], data: Float32Array.of(1, -0, NaN, -Infinity) }],
      streams: {
        parameters: { twister, nextNormal: 1 / 3 },
        batches: { twister },
        samples: { twister },
      },
    },
    losses: Float32Array.of(3.25, Infinity, 1e-45),
    evaluations: [{ step: 0, split: "train", statistics: "none", loss: null }],
    inspections: [],
    updates: [{ step: 0, parameter: "C", data: NaN, gradient: -Infinity, update: -0 }],
    written: { samples: ['"é\u202e"'], inTraining: [true] },
    seconds: 0.1 + 0.2,
    stepSeconds: 1e-300,
  };
  return { checkpoint, bytes: await encodeCheckpoint(checkpoint, owner) };
}

const owner = { hash: HASH, config: job.config };
const refused = (bytes: Uint8Array<ArrayBuffer>, message?: string, of = owner) =>
  assertRejects(() => decodeCheckpoint(bytes, of), SyntaxError, message);

Deno.test("a checkpoint comes back as it was, with NaN, infinities and −0", async () => {
  const { checkpoint, bytes } = await small();
  assertEquals(await decodeCheckpoint(bytes, owner), checkpoint);
});

Deno.test("any flipped byte of a checkpoint is noticed", async () => {
  const { bytes } = await small();
  for (let i = 0; i < bytes.length; i++) {
    const bits = 1 + Math.floor(255 * Math.random());
    bytes[i] ^= bits;
    await refused(bytes);
    bytes[i] ^= bits;
  }
  await decodeCheckpoint(bytes, owner);
});

Deno.test("a checkpoint of any other length is noticed", async () => {
  const { bytes } = await small();
  for (let length = 1; length < bytes.length; length++) await refused(bytes.slice(0, length));
  await refused(new Uint8Array(0), "it is empty");
  await refused(
    bytes.slice(0, 500),
    `it has 500 bytes instead of ${bytes.length}`,
  );
  await refused(
    Uint8Array.of(...bytes, 0),
    `it has ${bytes.length + 1} bytes instead of ${bytes.length}`,
  );
});

Deno.test("another run's checkpoint is noticed, and one with other samples or inspections", async () => {
  const { bytes } = await small();
  await refused(bytes, "it belongs to another run", { ...owner, hash: "11".repeat(32) });
  const { config } = job;
  const inspections = { ...config.inspections, updates: 6 };
  await refused(bytes, "it was made with other samples or inspections", {
    ...owner,
    config: { ...config, inspections },
  });
});
