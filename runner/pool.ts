import type { Job, Outcome, Progress } from "./job.ts";

/** How a job ended: with an outcome, or, where its worker broke, with a message. */
export type Ending = Outcome | { kind: "failure"; message: string };

export interface PoolOptions {
  /** How many workers run at once. */
  jobs: number;
  onProgress?: (index: number, progress: Progress) => void;
  /** Called once a job, as it ends; what it returns is awaited before the worker takes another job. */
  onEnd: (index: number, ending: Ending) => void | Promise<void>;
}

/** Runs every job in a worker of its own, `jobs` at once, in order. A worker that breaks ends its own job only. */
export async function runPool(queue: readonly Job[], options: PoolOptions): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < queue.length) {
      const index = next++;
      const ending = await runInWorker(queue[index], (progress) => {
        options.onProgress?.(index, progress);
      });
      await options.onEnd(index, ending);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, queue.length) }, lane));
}

function runInWorker(job: Job, onProgress: (progress: Progress) => void): Promise<Ending> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const ended = new Promise<Ending>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<Ending | Progress>) => {
      if (data.kind === "progress") onProgress(data);
      else resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      resolve({ kind: "failure", message: event.message });
    };
  });
  worker.postMessage(job);
  return ended.finally(() => worker.terminate());
}
