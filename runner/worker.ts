/**
 * The worker's side of the pool: it is sent one job, posts its progress and then its ending, and never writes files.
 *
 * @module
 */
import { type Job, runJob } from "./job.ts";

const scope = self as unknown as Worker;

scope.onmessage = async ({ data }: MessageEvent<Job>) => {
  try {
    scope.postMessage(await runJob(data, (progress) => scope.postMessage(progress)));
  } catch (error) {
    scope.postMessage({ kind: "failure", message: String(error) });
  }
};
