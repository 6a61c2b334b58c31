/**
 * The worker's side of the pool: it is sent one job, posts its progress, its checkpoints and then its ending, and never writes files.
 *
 * @module
 */
import { type Checkpoint, encodeCheckpoint } from "./checkpoint.ts";
import { runJob } from "./job.ts";
import type { Ending, FromWorker, ToWorker } from "./pool.ts";

const scope = self as unknown as Worker;
let stopping = false;

scope.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "stop") {
    stopping = true;
    return;
  }
  const { job } = data;
  const { config, checkpoints } = job;
  const encode = async (checkpoint: Checkpoint | null) =>
    checkpoint && checkpoints &&
    await encodeCheckpoint(checkpoint, { hash: checkpoints.hash, config });
  const post = (message: FromWorker, bytes?: Uint8Array<ArrayBuffer> | null) =>
    scope.postMessage(message, bytes ? [bytes.buffer] : []);
  try {
    const outcome = await runJob(job, post, {
      seconds: checkpoints?.seconds ?? 0,
      stopping: () => stopping,
      save: async (checkpoint) => {
        const bytes = await encode(checkpoint);
        if (bytes) post({ kind: "checkpoint", bytes }, bytes);
      },
    });
    if (outcome.kind === "outcome") return post(outcome);
    const { step, checkpoint } = outcome;
    const bytes = await encode(checkpoint) ?? null;
    post({ kind: "stopped", step, checkpoint: bytes }, bytes);
  } catch (error) {
    post({ kind: "failure", message: String(error) } satisfies Ending);
  }
};
