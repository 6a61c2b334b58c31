/**
 * The worker's side of the pool: it is sent one job after the other, posts of each its progress, its checkpoints and
 * then its ending, and never writes files.
 *
 * @module
 */
import { Recent } from "../../core/recent.ts";
import type { Dataset } from "../data/dataset.ts";
import { carryOut } from "./carry_out.ts";
import type { Job } from "./job.ts";
import { packUpdates } from "./packed_updates.ts";
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
  const post = (message: FromWorker, bytes?: CheckpointBytes | null) =>
    scope.postMessage(message, bytes ? [bytes.buffer] : []);
  const ending = await carryOut(job, {
    onProgress: post,
    onCheckpoint: (bytes) => post({ kind: "checkpoint", bytes }, bytes),
    stopping: () => stopping,
    workshop,
  });
  const posted = ending.kind === "outcome"
    ? { ...ending, updates: packUpdates(ending.updates) }
    : ending;
  post(posted, bytesOf(ending));
};

/** The bytes that go along, instead of being copied. */
function bytesOf(ending: Ending): CheckpointBytes | null | undefined {
  if (ending.kind === "failure") return null;
  return ending.kind === "outcome" ? ending.continuation : ending.checkpoint;
}
