/**
 * The worker's side of the pool: it is sent one job, posts its progress, its checkpoints and then its ending, and never writes files.
 *
 * @module
 */
import { type Checkpoint, encodeCheckpoint } from "./checkpoint.ts";
import { runJob } from "./job.ts";
import type { CheckpointBytes, Ending, FromWorker, ToWorker } from "./pool.ts";

const scope = self as unknown as Worker;
let stopping = false;

scope.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "stop") {
    stopping = true;
    return;
  }
  const { job } = data;
  const { config, checkpoints } = job;
  const encode = async (checkpoint: Checkpoint | null | undefined) =>
    checkpoint && checkpoints &&
    await encodeCheckpoint(checkpoint, { hash: checkpoints.hash, config });
  const post = (message: FromWorker, bytes?: CheckpointBytes | null) =>
    scope.postMessage(message, bytes ? [bytes.buffer] : []);
  try {
    const ending = await runJob(job, post, {
      seconds: checkpoints?.seconds ?? 0,
      stopping: () => stopping,
      save: async (checkpoint) => {
        const bytes = await encode(checkpoint);
        if (bytes) post({ kind: "checkpoint", bytes }, bytes);
      },
    });
    if (ending.kind === "outcome") {
      const { last, ...outcome } = ending;
      const bytes = await encode(last);
      return post({ ...outcome, ...bytes && { continuation: bytes } }, bytes);
    }
    const checkpoint = await encode(ending.checkpoint) ?? null;
    if (ending.kind === "stopped") {
      return post({ kind: "stopped", step: ending.step, checkpoint }, checkpoint);
    }
    const { evaluations, state: { step } } = ending.checkpoint;
    post({ kind: "paused", step, evaluations, checkpoint: checkpoint! }, checkpoint);
  } catch (error) {
    post({ kind: "failure", message: String(error) } satisfies Ending);
  }
};
