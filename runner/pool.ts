/**
 * Workers for a list of jobs: as many at once as asked, each on its own, so that one that breaks takes no other along.
 *
 * @module
 */
import type { Job, Outcome, Progress } from "./job.ts";
import type { Evaluation } from "./results.ts";
import { startWorker } from "./start_worker.ts";

/** The bytes of a checkpoint file. */
export type CheckpointBytes = Uint8Array<ArrayBuffer>;

/**
 * How a job ended: with an outcome, and the bytes of its `last` checkpoint; paused, with its evaluations so far; stopped, with the bytes of a checkpoint where there was something to
 * keep; or, where its worker broke, with a message.
 */
export type Ending =
  | Outcome & { continuation?: CheckpointBytes }
  | { kind: "paused"; step: number; evaluations: Evaluation[]; checkpoint: CheckpointBytes }
  | { kind: "stopped"; step: number; checkpoint: CheckpointBytes | null }
  | { kind: "failure"; message: string };

/** What a worker is told. */
export type ToWorker = { kind: "job"; job: Job } | { kind: "stop" };

/** What a worker posts. */
export type FromWorker =
  | Progress
  | { kind: "checkpoint"; bytes: CheckpointBytes }
  | Ending;

export interface PoolOptions {
  /** How many workers run at once. */
  jobs: number;
  onProgress?: (index: number, progress: Progress) => void;
  /** Takes the bytes of a job's checkpoint; as long as it is at it, the job's further ones are dropped. */
  onCheckpoint?: (index: number, bytes: CheckpointBytes) => Promise<void>;
  /** Called once a job that was begun, as it ends; what it returns is awaited before the worker takes another job. */
  onEnd: (index: number, ending: Ending) => void | Promise<void>;
  /** Stops the jobs that are at work, and begins no other. */
  stop?: AbortSignal;
  /** The worker's module; default: the one that trains. */
  worker?: URL;
}

const TRAINER = new URL("./worker.ts", import.meta.url);

/** Runs every job in a worker of its own, `jobs` at once, in order. A worker that breaks ends its own job only. */
export async function runPool(queue: readonly Job[], options: PoolOptions): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < queue.length && !options.stop?.aborted) {
      const index = next++;
      await options.onEnd(index, await runInWorker(queue[index], index, options));
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, queue.length) }, lane));
}

async function runInWorker(
  job: Job,
  index: number,
  { onProgress, onCheckpoint, stop, worker: module = TRAINER }: PoolOptions,
): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  let writing: Promise<void> | undefined;
  const worker = startWorker<FromWorker>(module, (message) => {
    if (message.kind === "progress") onProgress?.(index, message);
    else if (message.kind !== "checkpoint") resolve(message);
    else if (onCheckpoint) {
      writing ??= onCheckpoint(index, message.bytes).finally(() => writing = undefined);
    }
  }, (message) => resolve({ kind: "failure", message }));
  const tell = (message: ToWorker) => worker.postMessage(message);
  const onStop = () => tell({ kind: "stop" });
  try {
    tell({ kind: "job", job });
    stop?.addEventListener("abort", onStop);
    if (stop?.aborted) onStop();
    return await promise;
  } catch (error) {
    return { kind: "failure", message: String(error) };
  } finally {
    stop?.removeEventListener("abort", onStop);
    worker.terminate();
    await writing;
  }
}
