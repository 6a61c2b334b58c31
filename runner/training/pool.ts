/**
 * Workers for a list of jobs: as many at once as asked, one job at a time each, so that one that breaks takes no other
 * along.
 *
 * @module
 */
import { carryOut } from "./carry_out.ts";
import { Cores } from "./cores.ts";
import type { Job, Progress } from "./job.ts";
import { type CheckpointBytes, type Ending, Trainer } from "./trainer.ts";
import { Workshop } from "./workshop.ts";

export type { CheckpointBytes, Ending } from "./trainer.ts";

/** How jobs are trained. */
export interface PoolOptions {
  /**
   * How many cores there are: so many workers run at once, and where there are fewer jobs, threads help those that are
   * large.
   */
  jobs: number;
  /** Is told how far a job is. */
  onProgress?: (index: number, progress: Progress) => void;
  /** Takes the bytes of a job's checkpoint; as long as it is at it, the job's further ones are dropped. */
  onCheckpoint?: (index: number, bytes: CheckpointBytes) => Promise<void>;
  /**
   * Called once a job that was begun, as it ends. What it returns is awaited, but the worker is at its next job
   * meanwhile; it waits only where that has ended too.
   */
  onEnd: (index: number, ending: Ending) => void | Promise<void>;
  /** Stops the jobs that are at work, and begins no other. */
  stop?: AbortSignal;
  /** The worker's module; default: the one that trains. */
  worker?: URL;
}

/** Trains jobs: in workers, or here. */
export type RunPool = (queue: readonly Job[], options: PoolOptions) => Promise<void>;

/** As `runPool`, but in this thread, one job after the other: where there are no workers. */
export const runHere: RunPool = async (queue, { onProgress, onCheckpoint, onEnd, stop }) => {
  const workshop = new Workshop();
  for (const [index, job] of queue.entries()) {
    if (stop?.aborted) return;
    const ending = await carryOut(job, {
      onProgress: (progress) => onProgress?.(index, progress),
      onCheckpoint: (bytes) => onCheckpoint?.(index, bytes),
      stopping: () => stop?.aborted ?? false,
      workshop,
    });
    await onEnd(index, ending);
  }
};

/** Runs every job, `jobs` of them at once, in order. A worker that breaks ends its own job only. */
export async function runPool(queue: readonly Job[], options: PoolOptions): Promise<void> {
  const { onProgress, onCheckpoint, onEnd, stop } = options;
  const cores = new Cores(options.jobs);
  let next = 0;
  const lane = async () => {
    const trainer = new Trainer(options.worker);
    let ended: Promise<void> = Promise.resolve();
    try {
      while (next < queue.length && !stop?.aborted) {
        const index = next++;
        cores.begin(trainer);
        const ending = await trainer.run(queue[index], {
          onProgress: onProgress && ((progress) => onProgress(index, progress)),
          onCheckpoint: onCheckpoint && ((bytes) => onCheckpoint(index, bytes)),
          stop,
        });
        await ended;
        ended = Promise.resolve().then(() => onEnd(index, ending)); // once the worker has its next job
        ended.catch(() => {}); // it is awaited, later
      }
    } finally {
      cores.rest(trainer);
      trainer.end();
    }
    await ended;
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, queue.length) }, lane));
}
