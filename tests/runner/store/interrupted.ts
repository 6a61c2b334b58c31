/**
 * Trainings of all kinds that are interrupted at random.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { ArithmeticName } from "../../../core/arithmetic.ts";
import { fuses, hasSimd } from "../../../core/kernels/availability.ts";
import type { RunConfig } from "../../../runner/schema/schema.ts";
import { type Job, runJob } from "../../../runner/training/job.ts";
import { pinnedJobs, SETTINGS } from "../../core/kernels/pinned_runs.ts";
import { mlpOf } from "../../mlp.ts";
import { needs } from "../../permissions.ts";
import { bitsOf, interrupt, throughFile, trainedWhole } from "./resuming.ts";

const INTERRUPTIONS = 3;

const IS_THERE = { fused: fuses, exact: hasSimd, plain: () => true };
const MACHINE_WITH = { fused: "fused multiply-add", exact: "WebAssembly SIMD", plain: "" };

/** Samples, batches and parameters from one stream, batches skipped, and an odd number of normals drawn one by one. */
export const sharing = (job: Job): Job => {
  const { config } = job;
  const changes: Partial<RunConfig> = {
    model: { ...mlpOf(config), hiddenSizes: [5] },
    training: { ...config.training, steps: 60 },
    random: {
      parameters: {},
      samples: { continues: "parameters" },
      batches: { continues: "samples", skip: 2 },
    },
    samples: { ...config.samples, when: "before" },
    evaluation: { ...config.evaluation, at: [7, 33] },
  };
  return { ...job, config: { ...config, ...changes } };
};

/** The same with these settings of the training, and with less else to do. */
export function trainedBy(job: Job, training: Partial<RunConfig["training"]>): Job {
  const { config } = job;
  const model = { ...mlpOf(config), hiddenSizes: [5] };
  return { ...job, config: { ...config, model, training: { ...config.training, ...training } } };
}

/** Looks inside at the batches that were trained on. */
function lookingAtTrained(job: Job): Job {
  const { config, ...rest } = trainedBy(job, { steps: 40 });
  return {
    ...rest,
    config: { ...config, inspections: { count: 3, at: [7, 8], updates: 5, batch: "trained" } },
  };
}

export const PERMUTATION = { kind: "permutation", dropLast: false } as const;

/** Every setting that a checkpoint has to hold something else for. */
function interruptible(arithmetic: ArithmeticName): [name: string, Job][] {
  const jobs = pinnedJobs(arithmetic);
  return [
    ...jobs.map((job, i) => [SETTINGS[i], job] as [string, Job]),
    ["streams shared, samples before", sharing(jobs[0])],
    ["batches of permutations", trainedBy(sharing(jobs[0]), { batches: PERMUTATION })],
    ["looks at the batches trained on", lookingAtTrained(jobs[2])],
  ];
}

/** Registers a test for each setting: a training that is interrupted again and again comes to the same bits. */
export function testInterrupted(arithmetic: ArithmeticName): void {
  const other = { what: MACHINE_WITH[arithmetic], isThere: IS_THERE[arithmetic]() };
  for (const [setting, job] of interruptible(arithmetic)) {
    const name = `${arithmetic}, ${setting}: interrupted at random, again and again, the same bits`;
    Deno.test(needs(name, { other }), async () => {
      const { bits, records } = await trainedWhole(job);
      let current = job;
      for (let interrupted = 0; interrupted < INTERRUPTIONS;) {
        const outcome = await interrupt(current, Math.floor(Math.random() * records));
        if (outcome.kind === "outcome") {
          assertEquals(bitsOf(outcome), bits);
          current = job;
        } else if (outcome.checkpoint !== null) {
          current = { ...job, from: await throughFile(outcome.checkpoint, job) };
          interrupted++;
        }
      }
      assertEquals(bitsOf(await runJob(current, () => {})), bits);
    });
  }
}
