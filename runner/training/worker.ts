/**
 * The worker's side of the pool: it is sent one job after the other, posts of each its progress, its checkpoints and then its ending, and never writes
 * files.
 *
 * @module
 */
import { type Checkpoint, encodeCheckpoint } from "../store/checkpoint.ts";
import { Recent } from "../../core/recent.ts";
import type { Dataset } from "../data/dataset.ts";
import { type Job, runJob } from "./job.ts";
import {
  type CheckpointBytes,
  DATASETS_KEPT,
  type Ending,
  type FromWorker,
  type ToWorker,
} from "./trainer.ts";
import { Workshop } from "./workshop.ts";

const scope = self as unknown as Worker;
const datasets = new Recent<number, Dataset>(DATASETS_KEPT);
const workshop = new Workshop();
let stopping = false;

scope.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "stop") {
    stopping = true;
    return;
  }
  if (data.kind === "help") return workshop.help(data.port);
  stopping = false;
  const { number, sent } = data.dataset;
  const job: Job = { ...data.job, dataset: datasets.get(number, () => sent!) };
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
      workshop,
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
