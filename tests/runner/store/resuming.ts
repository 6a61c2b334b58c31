/**
 * Small trainings that are interrupted and resumed.
 *
 * @module
 */
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
} from "../../../runner/store/checkpoint.ts";
import { type Job, runJob, type Stopped } from "../../../runner/training/job.ts";
import type { Outcome } from "../../../runner/training/recording.ts";

export const HASH = "00".repeat(32);

/** Trains, and stops at the record after `records` others. */
export async function interrupt(job: Job, records: number): Promise<Outcome | Stopped> {
  const ending = await runJob(job, () => {}, {
    seconds: 0,
    save: () => Promise.reject(new Error("not wanted")),
    stopping: () => --records < 0,
    slice: 0,
  });
  if (ending.kind === "paused") throw new Error("It was to pause");
  return ending;
}

/** How many records a training has, after which it can be interrupted. */
export const countRecords = async (job: Job): Promise<number> => (await trainedWhole(job)).records;

/** What a training comes to that is not interrupted, and how many records it has. */
export async function trainedWhole(job: Job): Promise<{ bits: unknown; records: number }> {
  let records = 0;
  const outcome = await runJob(job, () => {}, {
    seconds: 0,
    save: () => Promise.reject(new Error("not wanted")),
    stopping: () => ++records < 0,
    slice: 0,
  });
  if (outcome.kind === "paused") throw new Error("It was to pause");
  return { bits: bitsOf(outcome), records };
}

/** What a checkpoint is once it has been a file. */
export async function throughFile(checkpoint: Checkpoint, { config }: Job): Promise<Checkpoint> {
  const owner = { hash: HASH, config };
  return await decodeCheckpoint(await encodeCheckpoint(checkpoint, owner), owner);
}

/** All that must not depend on interruptions. */
export function bitsOf(outcome: Outcome | Stopped): unknown {
  if (outcome.kind === "stopped") throw new Error("It was stopped");
  const { seconds: _, stepsPerSecond: __, ...bits } = outcome;
  return bits;
}
