/**
 * Carries a job out in this thread, whosever it is: a worker's, or one that has no workers.
 *
 * @module
 */
import { type Checkpoint, encodeCheckpoint } from "../store/checkpoint.ts";
import { type Job, type Progress, runJob } from "./job.ts";
import type { CheckpointBytes, Ending } from "./trainer.ts";
import type { Workshop } from "./workshop.ts";

/** Who hears of a job, and may stop it. */
export interface Listener {
  onProgress(progress: Progress): void;
  /** Takes the bytes of a checkpoint; awaited before the training goes on. */
  onCheckpoint(bytes: CheckpointBytes): void | Promise<void>;
  stopping(): boolean;
  workshop: Workshop;
}

/** It never rejects: whatever breaks is how the job ended. */
export async function carryOut(job: Job, listener: Listener): Promise<Ending> {
  const { config, checkpoints } = job;
  const encode = async (checkpoint: Checkpoint | null | undefined) =>
    checkpoint && checkpoints &&
    await encodeCheckpoint(checkpoint, { hash: checkpoints.hash, config });
  try {
    const ending = await runJob(job, listener.onProgress, {
      seconds: checkpoints?.seconds ?? 0,
      stopping: listener.stopping,
      workshop: listener.workshop,
      save: async (checkpoint) => {
        const bytes = await encode(checkpoint);
        if (bytes) await listener.onCheckpoint(bytes);
      },
    });
    if (ending.kind === "outcome") {
      const { last, ...outcome } = ending;
      const bytes = await encode(last);
      return { ...outcome, ...bytes && { continuation: bytes } };
    }
    const checkpoint = await encode(ending.checkpoint) ?? null;
    if (ending.kind === "stopped") return { kind: "stopped", step: ending.step, checkpoint };
    const { evaluations, state: { step } } = ending.checkpoint;
    return { kind: "paused", step, evaluations, checkpoint: checkpoint! };
  } catch (error) {
    return { kind: "failure", message: String(error) };
  }
}
