import type { Answer, Job } from "./worker.ts";

/** Does a job in `count` workers at the same time. */
export async function runInWorkers(job: Job, count: number): Promise<Answer[]> {
  const workers = Array.from(
    { length: count },
    () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
  );
  try {
    await Promise.all(workers.map((worker) => ask(worker, job)));
    return await Promise.all(workers.map((worker) => ask<Answer>(worker, "go")));
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

function ask<T>(worker: Worker, message: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(message);
  });
}
